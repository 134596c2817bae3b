"""What is believed of a table: nothing that says nobody where people usually pass."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from civicai.crowd import CountForecaster, backtest, make_counts
from civicai.errors import InputError


def codes(result):
    return {problem.code for problem in result.findings}


def test_good_counts_come_through_as_they_are(street):
    made = make_counts(street)
    pd.testing.assert_frame_equal(made.rows, street, check_dtype=False)
    assert made.findings == []
    assert made.aside.empty


def test_a_counter_that_says_zero_by_day_is_not_believed(street):
    last = street["time"].max()
    dead = street["time"] > last - pd.Timedelta("24h")
    made = make_counts(street.assign(count=street["count"].mask(dead, 0.0)))
    assert codes(made) == {"G05"}
    local = made.rows["time"].dt.tz_convert("Europe/Paris")
    by_day = (made.rows["time"] > last - pd.Timedelta("12h")) & local.dt.hour.between(10, 19)
    assert not by_day.any()


def test_zeros_by_night_are_believed(street):
    night = street["count"] < 40
    made = make_counts(street.assign(count=street["count"].mask(night, 0.0)))
    assert made.findings == []


def test_what_comes_later_does_not_change_what_is_believed(street):
    zero = street.assign(count=street["count"].mask(street.index % 97 < 12, 0.0))
    whole = make_counts(zero).rows
    for cut in (200, 400, 600):
        part = make_counts(zero.iloc[:cut]).rows
        pd.testing.assert_frame_equal(part, whole[whole["time"] <= zero["time"][cut - 1]])


def test_a_frozen_counter_is_not_believed(street):
    stuck = street.assign(count=street["count"].mask(street.index >= 600, 60.0))
    made = make_counts(stuck)
    assert codes(made) == {"G05"}
    assert (made.rows["time"] >= street["time"][600]).sum() == 4


def test_of_two_counts_of_one_hour_the_largest_counts(street):
    again = street.iloc[[50]].assign(count=999.0)
    for table in (pd.concat([street, again]), pd.concat([again, street])):
        made = make_counts(table.reset_index(drop=True))
        assert codes(made) == {"G04"}
        assert made.rows["count"].max() == 999.0
        assert len(made.rows) == len(street)


def test_the_same_row_twice_counts_once(street):
    made = make_counts(pd.concat([street, street.iloc[:3]], ignore_index=True))
    assert codes(made) == {"G03"}
    assert len(made.rows) == len(street)


def test_impossible_counts_are_set_aside_and_told(street):
    made = make_counts(street.assign(count=street["count"].mask(street.index == 5, np.nan)))
    assert codes(made) == {"G02"}
    assert len(made.rows) == len(street) - 1
    assert made.aside["time"].tolist() == [street["time"][5]]


def test_neither_passages_nor_both_ways_is_refused(street):
    table = street.rename(columns={"count": "entries"})
    with pytest.raises(InputError) as caught:
        make_counts(table)
    assert [p.code for p in caught.value.problems] == ["G01"]


def test_gates_and_streets_live_in_one_table(counts, capacity):
    made = make_counts(counts)
    assert set(made.rows["counter"]) == set(capacity)
    assert set(made.presence["place"]) == {"Place aux Laines", "Jardin du Mail"}


def test_gates_that_do_not_balance_are_told(counts):
    half = counts.assign(exits=(counts["exits"] * 0.7).round())
    assert "G13" in codes(make_counts(half))


def test_a_public_that_sits_is_no_frozen_counter(hall):
    """For nine hours nobody moves: those are the crowded hours, and none of them is lost."""
    made = make_counts(hall)
    seated = made.rows["time"].dt.tz_convert("Europe/Paris").dt.hour.between(9, 17)
    assert seated.sum() == 35 * 9
    assert made.rows.loc[seated, "people"].min() >= 500
    assert "count" not in made.rows
    for table in (hall, made, made.rows):
        assert len(CountForecaster(("1h",)).fit(table).observed_.rows) == len(hall)
    past = backtest(hall, ("1h",), "2024-02-05")
    scored = past.groupby(past["time"].dt.tz_convert("Europe/Paris").dt.hour).size()
    assert set(scored.index) == set(range(24))
    assert (scored == scored.max()).all()


def test_what_is_cleaned_once_is_the_same_when_it_is_cleaned_again(counts, street, hall):
    for table in (counts, street, hall):
        once = make_counts(table).rows
        pd.testing.assert_frame_equal(make_counts(once).rows, once)


def test_gates_go_on_from_the_people_who_were_inside(hall):
    noon = pd.Timestamp("2024-02-08 12:00", tz="Europe/Paris")
    before = make_counts(hall[hall["time"] <= noon]).rows
    after = hall[hall["time"] > noon]
    whole = make_counts(hall).rows
    later = whole[whole["time"] > noon].reset_index(drop=True)
    together = make_counts(pd.concat([before, after], ignore_index=True)).rows
    people = together.loc[together["time"] > noon, "people"].reset_index(drop=True)
    pd.testing.assert_series_equal(people, later["people"])
    # Of an hour that nobody counted since, nothing is known before the hall is empty again.
    gap = after[after["time"] > noon + pd.Timedelta("2h")]
    told = make_counts(pd.concat([before, gap], ignore_index=True)).rows
    today = told["time"].between(noon + pd.Timedelta("1h"), noon + pd.Timedelta("16h"))
    assert not today.any()


def test_what_was_known_at_an_instant_holds_no_later_presence(hall):
    noon = pd.Timestamp("2024-01-20 12:00", tz="Europe/Paris")
    early = make_counts(hall).until(noon)
    assert early.rows["time"].max() == early.presence["time"].max() == noon
