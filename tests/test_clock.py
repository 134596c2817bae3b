"""One clock for a town: nights when it changes, towns overseas, and zones that do not exist."""

from __future__ import annotations

import pandas as pd
import pytest

from civicai import clock, i18n
from civicai.errors import InputError

EVENING = pd.Timestamp("2024-10-16 22:30", tz="UTC")


@pytest.mark.parametrize(
    ("moment", "tz", "utc"),
    [
        ("2024-07-01 08:00", "Europe/Paris", "2024-07-01 06:00"),
        ("2024-10-27 02:30", "Europe/Paris", "2024-10-27 00:30"),  # twice: the first passage
        ("2024-03-31 02:30", "Europe/Paris", "2024-03-31 01:00"),  # never: the clocks had moved
        ("2024-03-31 02:30", "Indian/Reunion", "2024-03-30 22:30"),
        ("2024-03-31 02:30", "America/Cayenne", "2024-03-31 05:30"),
        ("2024-07-01 08:00+02:00", "Indian/Reunion", "2024-07-01 06:00"),
    ],
)
def test_an_instant_is_in_utc_and_a_naive_one_is_local(moment, tz, utc):
    instant = clock.to_instant(moment, tz)
    assert (str(instant.tz), instant.unit) == ("UTC", "ns")
    assert instant == pd.Timestamp(utc, tz="UTC")


def test_an_instant_stays_itself():
    there = EVENING.tz_convert("America/Cayenne").as_unit("s")
    assert clock.to_instant(there, "Europe/Paris") == EVENING
    assert clock.to_instant(there.to_pydatetime(), "Europe/Paris").unit == "ns"


@pytest.mark.parametrize(
    ("tz", "french", "english"),
    [
        ("Europe/Paris", "17/10/2024 00:30", "2024-10-17 00:30"),
        ("Indian/Reunion", "17/10/2024 02:30", "2024-10-17 02:30"),
        ("America/Cayenne", "16/10/2024 19:30", "2024-10-16 19:30"),
    ],
)
def test_texts_follow_the_zone_and_the_language(tz, french, english):
    with clock.use(tz):
        for lang, text in (("fr", french), ("en", english)):
            with i18n.use(lang):
                assert clock.local_text(EVENING) == text
                assert clock.local_day(EVENING) == text.partition(" ")[0]


def test_a_moment_without_a_zone_is_the_towns_already():
    with clock.use("America/Cayenne"), i18n.use("en"):
        assert clock.local_text(pd.Timestamp("2024-03-31 02:30")) == "2024-03-31 02:30"


def test_both_passages_of_the_hour_that_comes_twice_read_the_same():
    night = pd.date_range("2024-10-26 23:30", periods=3, freq="h", tz="UTC")
    assert [clock.local_text(t)[-5:] for t in night] == ["01:30", "02:30", "02:30"]


def test_a_block_gives_the_zone_back():
    assert clock.town_zone() == clock.DEFAULT_TZ
    with clock.use("Indian/Reunion"):
        with clock.use("America/Cayenne"):
            assert clock.town_zone() == "America/Cayenne"
        assert clock.town_zone() == "Indian/Reunion"
    assert clock.town_zone() == clock.DEFAULT_TZ


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Réunion", "Indian/Reunion"),
        ("la Réunion", "Indian/Reunion"),
        ("indian/reunion", "Indian/Reunion"),
        ("Guyane", "America/Cayenne"),
        ("France/Paris", "Europe/Paris"),
        ("America/Cayene", "America/Cayenne"),
        ("Nouvelle-Calédonie", "Pacific/Noumea"),
        ("Europe", "Indian/Reunion"),
        ("", "Indian/Reunion"),
        ("../../etc/passwd", "Indian/Reunion"),
        (None, "Indian/Reunion"),
        (4, "Indian/Reunion"),
    ],
)
def test_a_zone_that_does_not_exist_is_refused_with_the_likeliest(typed, meant):
    with pytest.raises(InputError) as caught, clock.use(typed):
        pass
    (problem,) = caught.value.problems
    assert (problem.code, problem.value) == ("O06", str(typed))
    assert meant in problem.hint
    assert clock.town_zone() == clock.DEFAULT_TZ


@pytest.mark.parametrize(
    ("span", "french"),
    [
        ("3D", "3 jours"),
        ("47h", "47 h"),
        ("90min", "1,5 h"),
        ("45min", "45 min"),
    ],
)
def test_a_duration_is_said_in_the_unit_that_it_takes(span, french):
    with i18n.use("fr"):
        assert clock.duration_text(pd.Timedelta(span)) == french
