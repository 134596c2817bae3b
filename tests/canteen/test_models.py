"""The forecaster of one town: what it learns from, what it refuses, what it says."""

import warnings

import numpy as np
import pandas as pd
import pytest

from civicai import i18n
from civicai.canteen import AttendanceForecaster
from civicai.canteen.demand import make_demand
from civicai.canteen.models import StaleHistoryWarning, days
from civicai.errors import InputError


def codes(caught):
    return [problem.code for problem in caught.value.problems]


def on(date):
    return pd.DatetimeIndex([date]).astype("datetime64[ns]")


def late(steady, **changes):
    """Days after those of ``steady``, as a town would send them later."""
    frame = pd.DataFrame({"site": "Nord", "date": pd.bdate_range("2024-05-27", periods=5)})
    return frame.assign(date=frame["date"].astype("datetime64[ns]"), served=80.0).assign(**changes)


def test_a_steady_town_is_forecast_exactly(steady):
    forecast = AttendanceForecaster("7D").fit(steady).predict(["2024-06-03", "2024-06-04"])
    assert forecast["site"].tolist() == ["Nord", "Sud"] * 2
    assert forecast["expected"].tolist() == [80.0, 120.0] * 2
    assert (forecast["low"] == forecast["expected"]).all()
    assert forecast["horizon"].dt.days.tolist() == [10, 10, 11, 11]
    assert (forecast["issued_at"] == pd.Timestamp("2024-05-24")).all()


def test_missing_days_zeros_and_typing_errors_teach_nothing(steady):
    spoiled = steady.copy()
    spoiled.loc[[150, 151], "served"] = np.nan
    spoiled.loc[[160, 161], "served"] = 0.0
    spoiled.loc[[170, 171], "served"] = 900.0
    forecast = AttendanceForecaster("7D").fit(spoiled).predict(["2024-06-03"])
    assert forecast["expected"].tolist() == [80.0, 120.0]


@pytest.mark.usefixtures("means_only")
def test_closures_teach_nothing_everywhere_or_at_one_site(steady):
    strike = steady["date"] == pd.Timestamp("2024-05-20")
    spoiled = steady.assign(served=steady["served"].where(~strike, 30.0))
    target = ["2024-06-03"]  # a Monday, as the day of the closure
    learnt = AttendanceForecaster("7D").fit(spoiled).predict(target)["expected"]
    assert learnt.tolist() == [67.5, 97.5]
    everywhere = pd.DataFrame({"date": on("2024-05-20")})
    model = AttendanceForecaster("7D").fit(spoiled, closures=everywhere)
    assert model.predict(target)["expected"].tolist() == [80.0, 120.0]
    model.fit(spoiled, closures=everywhere.assign(site="Sud"))
    assert model.predict(target)["expected"].tolist() == [67.5, 120.0]


def test_what_was_judged_is_learned_from_and_believed_as_it_is(steady):
    strike = pd.DataFrame({"date": on("2024-05-20"), "event": "Grève"})
    spoiled = steady.assign(served=steady["served"].where(steady["date"] != "2024-05-20", 30.0))
    plain = AttendanceForecaster("7D").fit(spoiled, closures=strike)
    judged = AttendanceForecaster("7D").fit(make_demand(spoiled).beside(special_days=strike))
    pd.testing.assert_frame_equal(judged.observed_, plain.observed_)
    since = make_demand(late(steady, served=100.0))
    for days_asked in (["2024-06-10"], ["2024-06-11", "2024-06-12"]):
        pd.testing.assert_frame_equal(
            judged.predict(days_asked, history=since),
            plain.predict(days_asked, history=late(steady, served=100.0)),
        )


def test_a_wrong_history_is_refused(steady):
    model = AttendanceForecaster("7D").fit(steady)
    with pytest.raises(InputError) as caught:
        model.predict(["2024-06-10"], history=late(steady, served=-5.0))
    assert set(codes(caught)) == {"R01"}


def test_no_demand_at_all_is_refused(steady):
    for value in (np.nan, 0.0):
        with pytest.raises(InputError) as caught:
            AttendanceForecaster().fit(steady.assign(served=value))
        assert codes(caught) == ["M06"]


def test_a_day_nearer_than_the_horizon_is_refused(steady):
    model = AttendanceForecaster("14D").fit(steady)
    with i18n.use("en"), pytest.raises(InputError) as caught:
        model.predict(["2024-06-06", "2024-06-10"])
    (problem,) = caught.value.problems
    assert (problem.code, problem.value) == ("M08", "2024-06-06")
    assert "7 June 2024" in problem.hint
    assert len(model.predict(["2024-06-07"])) == 2


def test_an_observation_later_than_the_issue_day_is_refused(steady):
    model = AttendanceForecaster("7D").fit(steady)
    with pytest.raises(InputError) as caught:
        model.predict(["2024-07-01"], issued_at="2024-05-20")
    assert codes(caught) == ["M07"]
    assert caught.value.problems[0].count == 8
    with pytest.raises(InputError):
        model.predict(["2024-07-01"], history=late(steady), issued_at="2024-05-30")


@pytest.mark.usefixtures("means_only")
def test_the_last_day_of_the_history_is_the_issue_day(steady):
    model = AttendanceForecaster("7D").fit(steady)
    forecast = model.predict(["2024-06-10"], history=late(steady, served=100.0))
    assert (forecast["issued_at"] == pd.Timestamp("2024-05-31")).all()
    # Mondays: 80, 80, 80 and the 100 of 27 May.
    assert forecast.set_index("site")["expected"].to_dict() == {"Nord": 85.0, "Sud": 120.0}


def test_a_typing_error_in_the_history_is_not_believed(steady):
    model = AttendanceForecaster("7D").fit(steady)
    forecast = model.predict(["2024-06-10"], history=late(steady, served=800.0))
    assert forecast.set_index("site")["expected"].to_dict() == {"Nord": 80.0, "Sud": 120.0}


@pytest.mark.usefixtures("means_only")
def test_a_later_correction_replaces_the_first_count(steady):
    model = AttendanceForecaster("7D").fit(steady)
    corrected = steady.tail(1).assign(served=100.0)  # Friday 24 May, at Sud
    forecast = model.predict(["2024-06-07"], history=corrected)
    assert forecast.set_index("site")["expected"].to_dict() == {"Nord": 80.0, "Sud": 115.0}


def test_a_new_site_is_served_from_its_own_first_days(steady):
    model = AttendanceForecaster("7D").fit(steady)
    forecast = model.predict(["2024-06-10"], history=late(steady, site="Neuve", served=50.0))
    new = forecast.set_index("site").loc["Neuve"]
    assert new["expected"] == 50.0
    assert np.isfinite(new[["low", "high"]].astype(float)).all()


def test_a_site_never_seen_gets_no_number_and_says_so(steady):
    model = AttendanceForecaster("7D").fit(steady)
    asked = pd.DataFrame({"site": ["Nord", "Inconnue"], "date": on("2024-06-03").repeat(2)})
    with i18n.use("en"):
        forecast = model.predict(asked)
    assert forecast["site"].tolist() == ["Nord", "Inconnue"]
    assert forecast.loc[1, ["expected", "low", "high"]].isna().all()
    assert forecast.loc[1, "reason"] == "no meal known at this site: no forecast"


def test_sites_that_serve_no_more_are_not_forecast_unless_asked_for(steady):
    gone = steady[(steady["site"] == "Sud") | (steady["date"] < "2024-03-01")]
    model = AttendanceForecaster("7D").fit(gone)
    assert model.predict(["2024-06-03"])["site"].tolist() == ["Sud"]
    asked = pd.DataFrame({"site": ["Nord"], "date": on("2024-06-03")})
    assert model.predict(asked)["expected"].tolist() == [80.0]


def test_one_site_is_enough(steady):
    model = AttendanceForecaster("7D").fit(steady[steady["site"] == "Nord"])
    assert model.predict(["2024-06-03"])[["site", "expected"]].values.tolist() == [["Nord", 80.0]]


@pytest.mark.parametrize("services", [["mat"], ["mat", "élém"]])
def test_services_are_series_of_their_own(steady, services):
    parts = [
        steady.assign(service=name, served=steady["served"] + i) for i, name in enumerate(services)
    ]
    model = AttendanceForecaster("7D").fit(pd.concat(parts, ignore_index=True))
    forecast = model.predict(["2024-06-03"]).set_index(["site", "service"])["expected"]
    assert forecast.to_dict() == {
        (site, name): meals + i
        for site, meals in (("Nord", 80), ("Sud", 120))
        for i, name in enumerate(services)
    }


def test_labels_of_the_rows_do_not_matter(steady):
    expected = AttendanceForecaster("7D").fit(steady).predict(["2024-06-03"])
    same_label = steady.sample(frac=1, random_state=1).set_axis([7] * len(steady))
    again = AttendanceForecaster("7D").fit(same_label).predict(["2024-06-03"])
    pd.testing.assert_frame_equal(again, expected)


def test_one_week_is_too_few_for_a_band(steady):
    week = steady[steady["date"] < "2024-01-13"]
    forecast = AttendanceForecaster("7D").fit(week).predict(["2024-01-22"])
    assert forecast["expected"].tolist() == [80.0, 120.0]
    assert forecast[["low", "high"]].isna().all(axis=None)


def test_an_old_history_is_told(steady):
    model = AttendanceForecaster("7D").fit(steady)
    with i18n.use("en"), pytest.warns(StaleHistoryWarning, match="24 May 2024, 15 open days"):
        model.predict(["2024-07-01"], issued_at="2024-06-14")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        model.predict(["2024-07-01"], issued_at="2024-06-07")


def test_school_holidays_do_not_make_a_history_old(town_tables):
    until_july = town_tables["attendance"]
    model = AttendanceForecaster("14D", zone="B").fit(until_july)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        model.predict(["2024-09-12"], issued_at="2024-08-28")
    unknown = AttendanceForecaster("14D").fit(until_july)
    with pytest.warns(StaleHistoryWarning):
        unknown.predict(["2024-09-12"], issued_at="2024-08-28")


def test_bands_hold_about_what_they_promise(past):
    inside = past["observed"].between(past["low"], past["high"]).mean()
    assert inside == pytest.approx(0.8, abs=0.1)
    assert (past["low"] <= past["expected"]).all()
    assert (past["expected"] <= past["high"]).all()


def test_a_wider_coverage_gives_wider_bands(attendance):
    half_a_year = attendance[attendance["date"] < "2024-02-01"]
    widths = []
    for coverage in (0.5, 0.8, 0.95):
        model = AttendanceForecaster("14D", coverage=coverage, zone="B").fit(half_a_year)
        forecast = model.predict(["2024-03-11"])
        assert (forecast["coverage"] == coverage).all()
        widths.append((forecast["high"] - forecast["low"]).mean())
    assert widths == sorted(widths)
    assert len(set(widths)) == 3


def test_a_boosting_serves_where_it_beats_the_rule(boosted):
    scores = boosted.selection_.scores_
    assert scores["boosting"] < scores["weekday_mean"]
    assert set(boosted.predict(["2024-09-03"])["model"]) == {"boosting"}


def test_a_boosting_names_at_most_two_factors(boosted):
    with i18n.use("en"):
        reasons = boosted.predict(["2024-09-03", "2024-12-19"])["reason"]
    assert reasons.str.fullmatch(r"recent level \d+ meals(; [a-z ]+ [+−]\d+%){0,2}").all()
    assert reasons.str.contains("%").any()
    with i18n.use("fr"):
        reasons = boosted.predict(["2024-09-03"])["reason"]
    assert reasons.str.match(r"niveau récent \d+ repas(\W|$)").all()


@pytest.mark.usefixtures("means_only")
def test_the_rule_gives_its_reason_too(steady):
    model = AttendanceForecaster("7D").fit(steady)
    with i18n.use("en"):
        forecast = model.predict(["2024-06-03"])
    assert forecast["model"].tolist() == ["weekday_mean"] * 2
    assert forecast["reason"].tolist() == [
        f"mean of the last four same weekdays; recent level {level} meals" for level in (80, 120)
    ]
    assert "reason" not in model.predict(["2024-06-03"], reasons=False)


@pytest.mark.parametrize("horizon", ["0D", "-3D", "36h"])
def test_a_horizon_is_a_whole_number_of_days(horizon, steady):
    with pytest.raises(ValueError, match="whole number of days"):
        days(horizon)
    with pytest.raises(ValueError, match="whole number of days"):
        AttendanceForecaster(horizon).fit(steady)


@pytest.mark.parametrize(
    ("column", "value", "code"), [("served", -5.0, "R01"), ("site", None, "K02")]
)
def test_a_wrong_table_is_refused_at_the_door(steady, column, value, code):
    steady.loc[7, column] = value
    with pytest.raises(InputError) as caught:
        AttendanceForecaster("7D").fit(steady)
    assert code in codes(caught)


def test_rows_given_twice_are_refused(steady):
    with pytest.raises(InputError) as caught:
        AttendanceForecaster("7D").fit(pd.concat([steady, steady.head(1)]))
    assert codes(caught) == ["K01"]


@pytest.mark.parametrize("coverage", [-1, 0, 1, 1.5])
def test_a_coverage_that_is_no_share_is_refused(steady, coverage):
    with pytest.raises(ValueError, match="coverage"):
        AttendanceForecaster("7D", coverage=coverage).fit(steady)


def test_days_are_never_guessed(steady):
    model = AttendanceForecaster("7D").fit(steady)
    with pytest.raises(InputError) as caught:
        model.predict(["03/06/2024"])
    assert codes(caught) == ["A05"]
    with pytest.raises(InputError) as caught:
        model.predict(["2024-06-03"], issued_at="25/05/2024")
    assert codes(caught) == ["A05"]
