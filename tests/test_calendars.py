"""School zones, public holidays, bridges and open days."""

from __future__ import annotations

import os
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from civicai import calendars, i18n
from civicai.errors import InputError


@pytest.fixture(autouse=True)
def _english():
    with i18n.use("en"):
        yield


def codes(error: pytest.ExceptionInfo[InputError]) -> list[str]:
    return [problem.code for problem in error.value.problems]


# ---------------------------------------------------------------- school holidays


def test_a_whole_school_year_of_each_zone():
    winter = {"A": "2023-02-04", "B": "2023-02-11", "C": "2023-02-18"}
    for zone, start in winter.items():
        year = calendars.school_holidays(zone, "2022-09-05", "2023-07-31")
        assert year["name"].tolist() == [
            "Vacances de la Toussaint",
            "Vacances de Noël",
            "Vacances d'hiver",
            "Vacances de printemps",
            "Vacances d'été",
        ]
        assert year.loc[2, "start"] == pd.Timestamp(start)
        assert year.loc[2, "end"] - year.loc[2, "start"] == pd.Timedelta(days=15)
        assert [str(dtype) for dtype in year.dtypes[1:]] == ["datetime64[ns]"] * 2


def test_agrees_with_the_packages_own_reader():
    import vacances_scolaires_france

    own = vacances_scolaires_france.SchoolHolidayDates()
    days = pd.date_range("2014-09-01", "2017-08-31")
    for zone in calendars.ZONES:
        ours = calendars.describe_days(days, zone)["school_holiday"]
        theirs = [own.is_holiday_for_zone(day.date(), zone) for day in days]
        assert ours.tolist() == theirs


def test_a_period_that_only_touches_a_holiday_lists_it_whole():
    found = calendars.school_holidays("C", "2024-12-31", "2024-12-31")
    assert found.astype(str).to_numpy().tolist() == [
        ["Vacances de Noël", "2024-12-21", "2025-01-05"]
    ]


def test_days_beyond_the_source_are_an_error_and_not_school_days():
    last = calendars._source()["date"].max()
    assert last.month == 8  # the end of a summer, while the source's file goes on to December
    calendars.describe_days([last], "B")
    with pytest.raises(InputError, match=f"to 31 August {last.year}") as error:
        calendars.describe_days(["2026-01-05", last + pd.Timedelta(days=1)], "B")
    assert codes(error) == ["A02"]
    assert error.value.problems[0].value == f"{last.year}-09-01"
    with pytest.raises(InputError, match="27 October 1990"):
        calendars.open_days("1990-10-01", "1990-12-01", "A")


def test_an_unknown_zone_is_refused():
    with pytest.raises(InputError, match="A, B and C") as error:
        calendars.school_holidays("D", "2024-01-01", "2024-12-31")
    assert codes(error) == ["A01"]


def test_the_cached_source_cannot_be_altered_from_outside():
    first = calendars.school_holidays("A", "2024-01-01", "2024-12-31")
    first["name"] = "altered"
    assert (
        "altered" not in calendars.school_holidays("A", "2024-01-01", "2024-12-31")["name"].tolist()
    )


# ---------------------------------------------------------------- public holidays


def test_eleven_public_holidays_a_year_and_thirteen_in_alsace_moselle():
    plain = calendars.public_holidays("2024-01-01", "2024-12-31")
    local = calendars.public_holidays("2024-01-01", "2024-12-31", alsace_moselle=True)
    assert len(plain) == 11
    added = local[~local["date"].isin(plain["date"])].astype(str).to_numpy().tolist()
    assert added == [["2024-03-29", "Vendredi saint"], ["2024-12-26", "Saint-Étienne"]]


def test_names_do_not_follow_the_machine(monkeypatch):
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    monkeypatch.setenv("LANGUAGE", "en")
    assert calendars.public_holidays("2024-07-14", "2024-07-14")["name"].tolist() == [
        "Fête nationale"
    ]


# ---------------------------------------------------------------- the description of days


@pytest.mark.parametrize(
    ("day", "bridge"),
    [
        ("2024-05-10", True),  # Friday after the Ascension
        ("2023-08-14", True),  # Monday before a Tuesday holiday
        ("2024-11-01", False),  # the holiday itself
        ("2024-05-02", False),  # Thursday after a Wednesday holiday: two days to the week-end
        ("2024-12-27", False),  # Friday after 26 December, which is a holiday in Alsace only
        ("2024-05-11", False),  # a Saturday
        ("2019-05-31", True),  # listed by the source as the bridge of the Ascension
        ("2019-06-01", False),  # its Saturday
    ],
)
def test_bridges(day, bridge):
    assert calendars.describe_days([day], "B")["bridge"].item() is bridge


def test_a_bridge_of_alsace_moselle():
    assert calendars.describe_days(["2024-12-27"], alsace_moselle=True)["bridge"].item() is True


def test_a_listed_bridge_that_is_no_single_weekday(monkeypatch):
    # In 2021 zone B's bridge ran from Thursday to Monday; Monday is a bridge only by the list.
    about = calendars.describe_days(["2021-05-13", "2021-05-14", "2021-05-17"], "B")
    assert about["bridge"].tolist() == [False, True, True]
    assert calendars.describe_days(["2021-05-17"])["bridge"].item() is False


def test_distances_to_breaks_agree_with_a_walk_day_by_day():
    days = pd.date_range("2018-06-01", "2020-10-01")
    about = calendars.describe_days(days, "B")
    names = calendars.school_holidays("B", days[0], days[-1])
    breaks = names[~names["name"].str.startswith("Pont")]
    inside = pd.Series(False, index=days)
    for period in breaks.itertuples():
        inside[period.start : period.end] = True
    for day in days[100:-60:7]:
        back = next(n for n in range(400) if inside[day - pd.Timedelta(days=n)])
        ahead = next(n for n in range(400) if inside[day + pd.Timedelta(days=n)])
        assert about.loc[day, ["days_since_break", "days_to_break"]].tolist() == [back, ahead]


def test_the_bridge_of_the_ascension_is_no_break():
    about = calendars.describe_days(["2019-05-29", "2019-05-31", "2019-06-03"], "B")
    assert about["school_holiday"].tolist() == [False, True, False]
    assert about["days_to_break"].tolist() == [38, 36, 33]


def test_the_ends_of_the_source():
    last = calendars._source()["date"].max()
    about = calendars.describe_days(["1990-10-27", "1990-11-05", f"{last.year}-06-30", last], "A")
    assert about["days_since_break"].tolist()[:2] == [0, 1]
    assert about["days_to_break"].tolist()[::3] == [0, 0]
    assert about["days_to_break"].iloc[2] < 10


def test_without_a_zone_the_school_columns_say_nothing():
    about = calendars.describe_days(["2040-01-01", "2024-12-25"])
    assert about["school_holiday"].tolist() == [False, False]
    assert about[["days_since_break", "days_to_break"]].isna().all(axis=None)
    assert about["public_holiday"].tolist() == [True, True]


def test_order_repeats_and_hours_of_the_days_given():
    given = pd.Series(
        pd.to_datetime(["2024-03-05 11:30", "2024-01-02 00:00", "2024-03-05 00:00"]),
        index=[7, 8, 9],
    )
    about = calendars.describe_days(given, "A")
    assert about.index.name == "date"
    assert about.index.strftime("%m-%d").tolist() == ["03-05", "01-02", "03-05"]
    assert about["school_holiday"].tolist() == [False, True, False]


def test_no_days_at_all():
    about = calendars.describe_days([], "B")
    assert about.empty
    assert about.dtypes.astype(str).tolist()[:3] == ["bool", "bool", "bool"]


@pytest.mark.parametrize("day", [None, "01/02/2025", pd.Timestamp("2025-01-02", tz="Europe/Paris")])
def test_days_that_would_have_to_be_guessed_are_refused(day):
    with pytest.raises(InputError) as error:
        calendars.describe_days([day])
    assert codes(error) == ["A05"]


def test_school_years():
    about = calendars.describe_days(["2017-07-31", "2017-08-01", "2018-01-01"])
    assert about["school_year"].tolist() == ["2016-2017", "2017-2018", "2017-2018"]


def test_a_century_of_rows_is_described_at_once():
    days = np.tile(pd.date_range("1991-01-01", "2026-01-01").to_numpy(), 20)
    start = time.perf_counter()
    calendars.describe_days(days, "C")
    assert len(days) > 250_000
    assert time.perf_counter() - start < 5


# ---------------------------------------------------------------- open days


def test_open_days_of_a_school_year():
    days = calendars.open_days("2023-09-01", "2024-08-31", "B")
    about = calendars.describe_days(days, "B")
    assert 136 <= len(days) <= 144  # 36 weeks of four days, less public holidays
    assert not about[["school_holiday", "public_holiday", "bridge"]].any(axis=None)
    assert set(days.day_of_week) == {0, 1, 3, 4}
    assert str(days.dtype) == "datetime64[ns]"


def test_the_friday_after_the_ascension_is_never_open():
    # In 2008 it fell on 1 May, and the source gives both feasts one name.
    for thursday in ("2008-05-01", "2016-05-05", "2019-05-30", "2023-05-18", "2026-05-14"):
        friday = pd.Timestamp(thursday) + pd.Timedelta(days=1)
        assert calendars.open_days(friday, friday, "B").empty
        assert calendars.open_days(friday, friday, None).empty


def test_weekdays_and_alsace_moselle():
    good_friday = "2025-04-18"
    assert len(calendars.open_days(good_friday, good_friday, None)) == 1
    assert calendars.open_days(good_friday, good_friday, None, alsace_moselle=True).empty
    assert calendars.open_days("2025-03-03", "2025-03-09", "B", weekdays=range(7)).size == 7


def test_a_period_that_ends_before_it_starts_has_no_open_day():
    assert calendars.open_days("2025-03-03", "2025-02-03", "B").empty


# ---------------------------------------------------------------- a town's zone


@pytest.mark.parametrize("zone", calendars.ZONES)
def test_the_zone_is_inferred_from_open_days(zone):
    days = calendars.open_days("2022-09-01", "2025-03-31", zone)
    rng = np.random.default_rng(3)
    served = rng.permutation(np.repeat(days[rng.random(len(days)) > 0.05], 3))
    found, evidence = calendars.infer_zone(served)
    assert found == zone
    row = evidence.set_index("zone").loc[zone]
    assert row["served_days_in_holidays"] == 0
    assert 0 < row["school_days_missing"] < 0.08 * len(days)
    assert evidence["share"].drop(calendars.ZONES.index(zone)).min() > 0.02


def test_only_the_last_two_years_count():
    old = calendars.open_days("2018-09-01", "2022-06-30", "A")
    new = calendars.open_days("2022-09-01", "2024-07-05", "C")
    assert calendars.infer_zone(old.append(new))[0] == "C"


def test_no_zone_is_named_when_none_is_clear():
    autumn = calendars.open_days("2024-09-02", "2024-12-20", "B")  # same holidays in all zones
    every_day = pd.bdate_range("2023-01-02", "2024-12-31")  # holiday centres serve too
    for served in (autumn, every_day, []):
        zone, evidence = calendars.infer_zone(served)
        assert zone is None
        assert evidence["zone"].tolist() == ["A", "B", "C"]
    assert evidence["share"].tolist() == [0, 0, 0]


def test_nantes_is_in_zone_b_since_2016_and_was_in_zone_a_before():
    folder = os.environ.get("CIVICAI_DATA")
    if not folder:
        pytest.skip("CIVICAI_DATA is not set: the real data are not here")
    rows = pd.read_csv(Path(folder, "canteen", "nantes_frequentation_2011_2018.csv.gz"))
    served = pd.to_datetime(rows.loc[rows["reel"] > 0, "date"], format="%Y-%m-%d")
    zone, evidence = calendars.infer_zone(served)
    assert zone == "B"
    assert evidence.set_index("zone").loc["B", "share"] < 0.01
    assert evidence.set_index("zone").loc[["A", "C"], "share"].min() > 0.04
    assert calendars.infer_zone(served[served < "2015-07-31"])[0] == "A"


def test_every_metropolitan_departement_is_in_one_zone():
    numbers = [f"{n:02}" for n in range(1, 96) if n != 20]
    zones = pd.Series({number: calendars.zone_of(number) for number in numbers})
    assert zones.value_counts().to_dict() == {"A": 32, "B": 41, "C": 21}
    listed = " ".join(calendars._DEPARTMENTS.values()).split()
    assert sorted(listed) == numbers
    assert calendars.zone_of(1) == "A"
    assert {calendars.zone_of(number) for number in calendars.ALSACE_MOSELLE} == {"B"}


@pytest.mark.parametrize("number", ["2A", "2b", "974"])
def test_corsica_and_overseas_have_no_zone(number):
    with pytest.raises(InputError, match="locally") as error:
        calendars.zone_of(number)
    assert codes(error) == ["A03"]


@pytest.mark.parametrize("number", ["99", "Loire-Atlantique", ""])
def test_an_unknown_departement(number):
    with pytest.raises(InputError) as error:
        calendars.zone_of(number)
    assert codes(error) == ["A04"]
