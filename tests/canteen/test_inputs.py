"""A town's tables made ready, and what its reader is told."""

import numpy as np
import pandas as pd
import pytest

from civicai import i18n
from civicai.canteen.inputs import next_open_days, prepare_inputs, refuse_short_history
from civicai.canteen.usecase import OPTIONS
from civicai.errors import InputError

DEFAULTS = {option.name: option.default for option in OPTIONS}


def ready(attendance, events=None, canteens=None, **options):
    tables = {"attendance": attendance, "events": events, "canteens": canteens}
    given = {name: table for name, table in tables.items() if table is not None}
    with i18n.use("en"):
        return prepare_inputs(given, {**DEFAULTS, **options})


def events(*rows):
    frame = pd.DataFrame(rows, columns=["date", "event", "site"][: len(rows[0])])
    return frame.assign(date=frame["date"].astype("datetime64[ns]"))


def test_the_zone_is_told_from_the_days_of_meals(attendance):
    inputs = ready(attendance)
    assert inputs.zone == "B"
    assert any("School zone B" in text for text in inputs.warnings)


def test_the_zone_may_be_said(attendance):
    assert ready(attendance, zone="C").zone == "C"
    inputs = ready(attendance, zone="none")
    assert inputs.zone is None
    assert inputs.warnings == ["School holidays are not taken into account, as asked."]


def test_a_zone_that_cannot_be_told_is_not_guessed(steady):
    inputs = ready(steady)  # meals in every holiday
    assert inputs.zone is None
    assert "could not be told" in inputs.warnings[0]


def test_the_weekdays_are_those_of_the_last_year(attendance, steady):
    assert ready(attendance).weekdays == (0, 1, 3, 4)
    assert ready(steady).weekdays == (0, 1, 2, 3, 4)
    few = attendance[attendance["date"].dt.day_of_week != 4]
    assert ready(few).weekdays == (0, 1, 3)


def test_a_file_without_plan_is_compared_with_a_simple_rule(attendance):
    inputs = ready(attendance.drop(columns="planned"))
    assert any("no column of planned meals" in text for text in inputs.warnings)
    assert not any("no column of planned meals" in text for text in ready(attendance).warnings)


def test_strikes_and_closures_are_told_apart(steady):
    inputs = ready(
        steady,
        events(
            ("2024-03-04", "Grève", None),
            ("2024-03-05", "GREVE", "Sud"),
            ("2024-03-06", "Mouvement de grève", None),
            ("2024-03-07", "strike", None),
            ("2024-03-08", "Fermeture", None),
            ("2024-03-11", "École fermée", "Nord"),
            ("2024-03-12", "Travaux", "Nord"),
        ),
    )
    assert inputs.strikes["date"].dt.day.tolist() == [4, 5, 6, 7]
    assert inputs.closures["date"].dt.day.tolist() == [8, 11, 12]


def test_an_event_that_is_neither_is_told(steady):
    inputs = ready(steady, events(("2024-03-04", "Kermesse"), ("2024-03-05", "Grève")))
    (problem,) = [p for p in inputs.findings if p.code == "M13"]
    assert (problem.count, problem.severity) == (1, "note")
    assert "Kermesse" in problem.message


def test_a_strike_may_concern_one_site(steady):
    inputs = ready(steady, events(("2024-03-04", "Grève", "Sud")))
    struck = inputs.demand.rows[inputs.struck(inputs.demand.rows)]
    assert struck[["site", "date"]].values.tolist() == [["Sud", pd.Timestamp("2024-03-04")]]


def test_rows_set_aside_are_kept_and_told(attendance):
    spoiled = attendance.copy()
    spoiled.index = pd.RangeIndex(2, len(spoiled) + 2, name="line")
    spoiled.loc[[100, 101], "served"] = [0.0, np.nan]
    inputs = ready(spoiled)
    assert len(inputs.demand.rows) + len(inputs.demand.aside) == len(spoiled)
    assert {100, 101} <= set(inputs.demand.aside["line"])
    assert {"M01", "M02"} <= {problem.code for problem in inputs.findings}


def test_open_days_without_meals_are_told(attendance):
    def gap(rows):
        return sum(p.count for p in ready(rows, zone="B").findings if p.code == "M04")

    lost = attendance[~attendance["date"].between("2024-05-13", "2024-05-14")]
    assert gap(lost) == gap(attendance) + 2


def test_services_are_kept_apart_or_added_up(steady):
    parts = pd.concat([steady.assign(service=name) for name in ("mat", "élém")])
    apart, summed = ready(parts), ready(parts, services="sum")
    assert len(apart.demand.rows) == 2 * len(summed.demand.rows) == 400
    assert summed.demand.rows["served"].unique().tolist() == [160.0, 240.0]
    for inputs in (apart, summed):
        assert [problem.code for problem in inputs.findings] == ["M10"]


def test_canteens_replace_site_names(steady):
    names = pd.DataFrame({"site": ["Nord", "Sud"], "canteen": "Centrale"})
    inputs = ready(steady, canteens=names)
    assert inputs.demand.rows["site"].unique().tolist() == ["Centrale"]
    assert inputs.demand.rows["served"].unique().tolist() == [200.0]


@pytest.mark.parametrize("served", [0.0, np.nan])
def test_a_file_without_any_meal_is_refused(steady, served):
    with pytest.raises(InputError) as caught:
        ready(steady.assign(served=served))
    assert [problem.code for problem in caught.value.problems] == ["M06"]


def refusal(inputs, horizon, until="2099-01-01"):
    with i18n.use("en"), pytest.raises(InputError) as caught:
        refuse_short_history(inputs, horizon, pd.Timestamp(until))
    (problem,) = caught.value.problems
    assert problem.code == "M06"
    return problem


def test_one_week_is_too_short_and_says_how_much_is_needed(steady):
    problem = refusal(ready(steady[steady["date"] < "2024-01-13"]), 21)
    assert problem.message == (
        "the meals served cover 5 days, from 8 January 2024 to 12 January 2024; a forecast "
        "21 days ahead needs at least 35."
    )
    assert problem.hint == "Add earlier weeks to the file: five weeks are a good start."


def test_four_weeks_are_enough_for_a_shorter_horizon(steady):
    inputs = ready(steady[steady["date"] < "2024-02-03"])
    assert "--set horizon_days=12." in refusal(inputs, 21).hint
    refuse_short_history(inputs, 12, inputs.days[-1])


def test_an_issue_day_before_the_file_is_refused(steady):
    problem = refusal(ready(steady), 21, "2020-01-01")
    assert "1 January 2020" in problem.message
    assert "8 January 2024" in problem.message


def test_only_what_was_known_on_the_issue_day_counts(steady):
    assert "cover 10 days" in refusal(ready(steady), 21, "2024-01-17").message


def test_the_next_days_follow_the_calendar_and_the_closures(attendance):
    inputs = ready(attendance)
    days = next_open_days(inputs, pd.Timestamp("2024-10-17"), 4)
    # Thursday and Friday, then the autumn holidays, then Monday and Tuesday.
    assert days.strftime("%d/%m").tolist() == ["17/10", "18/10", "04/11", "05/11"]
    shut = ready(attendance, events(("2024-10-18", "Fermeture", None)))
    days = next_open_days(shut, pd.Timestamp("2024-10-17"), 2)
    assert days.strftime("%d/%m").tolist() == ["17/10", "04/11"]
    one_site = ready(attendance, events(("2024-10-18", "Fermeture", "Tilleuls")))
    assert len(next_open_days(one_site, pd.Timestamp("2024-10-17"), 2)) == 2


def test_without_a_zone_the_school_holidays_are_days_like_others(steady):
    days = next_open_days(ready(steady), pd.Timestamp("2024-10-21"), 3)
    assert days.strftime("%d/%m").tolist() == ["21/10", "22/10", "23/10"]


def test_beyond_the_published_calendar_the_plan_goes_on_and_says_so(attendance):
    inputs = ready(attendance, zone="B")
    with i18n.use("en"):
        days = next_open_days(inputs, pd.Timestamp("2040-01-09"), 3)
    assert len(days) == 3
    assert "School holidays are not left out of the plan" in inputs.warnings[-1]


def test_events_at_unknown_sites_are_told_with_the_nearest_name(steady):
    events = pd.DataFrame(
        {"date": [pd.Timestamp("2024-05-20")], "event": ["Fermeture"], "site": ["Nrod"]}
    )
    inputs = prepare_inputs({"attendance": steady, "events": events}, DEFAULTS)
    told = next(problem for problem in inputs.findings if problem.code == "M15")
    assert "Nrod" in told.message
    assert "Nord" in told.hint


def test_events_follow_the_names_of_the_canteens(steady):
    events = pd.DataFrame(
        {"date": [pd.Timestamp("2024-05-20")], "event": ["Fermeture"], "site": ["Nord"]}
    )
    canteens = pd.DataFrame({"site": ["Nord", "Sud"], "canteen": ["Cuisine", "Sud"]})
    tables = {"attendance": steady, "events": events, "canteens": canteens}
    inputs = prepare_inputs(tables, DEFAULTS)
    assert inputs.closures["site"].tolist() == ["Cuisine"]
    assert not any(problem.code == "M15" for problem in inputs.findings)
