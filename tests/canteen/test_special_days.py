"""Special days: what past ones did, and what is known of coming ones."""

import numpy as np
import pandas as pd
import pytest

from civicai.canteen.codes import CLOSURE, STRIKE
from civicai.canteen.models import AttendanceForecaster
from civicai.canteen.special_days import SpecialDayEffects, is_special, kind_of, read_special_days

DAYS = pd.to_datetime(["2024-01-11", "2024-02-13", "2024-03-19", "2024-04-04"])


def past(ratio_of_share):
    """Ten equal sites on four strike days; one more canteen closes on each."""
    rows = []
    for closed, day in enumerate(DAYS, 1):
        for site in range(10):
            served = 0.0 if site < closed else 100.0 * ratio_of_share(closed / 10)
            rows.append((f"S{site}", day, served, 100.0))
    return pd.DataFrame(rows, columns=["site", "date", "served", "usual"])


def events_of(*rows):
    frame = pd.DataFrame(rows, columns=["date", "event", "site"])
    return frame.assign(date=pd.to_datetime(frame["date"]))


def told(*rows):
    return read_special_days(events_of(*rows))


STRIKES = told(*[(day, "Grève", None) for day in DAYS])


def forecast(sites=10, expected=100.0):
    day = pd.Timestamp("2024-05-14")
    frame = pd.DataFrame({"site": [f"S{i}" for i in range(sites)], "date": day})
    return frame.assign(expected=expected, low=expected - 10, high=expected + 10)


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("GREVE nationale", STRIKE),
        ("Grève", STRIKE),
        ("Travaux", CLOSURE),
        ("Fermé", CLOSURE),
        ("Repas de Noël", "repas de noel"),
    ],
)
def test_kinds_are_told_from_the_words(word, kind):
    assert kind_of(pd.Series([word])).tolist() == [kind]


def test_special_days_are_told_site_by_site(steady):
    rows = steady.head(4)
    special_days = pd.DataFrame({"date": rows["date"].iloc[[0, 1]].tolist(), "site": [None, "Sud"]})
    assert (
        is_special(rows, special_days).tolist() == (rows["date"] == rows["date"].iloc[0]).tolist()
    )
    assert not is_special(rows, special_days.iloc[:0]).any()


def test_the_more_canteens_close_the_fewer_meals_at_the_others():
    effects = SpecialDayEffects().fit(past(lambda share: 1 - 0.5 * np.sqrt(share)), STRIKES, 0.8)
    assert effects.strike_ == pytest.approx((0.0, 0.5))
    strike = ("2024-05-14", "Grève", None)
    mild = effects.apply(forecast(), told(strike, ("2024-05-14", "Fermé", "S0")))
    hard = effects.apply(
        forecast(), told(strike, *[("2024-05-14", "Fermé", f"S{i}") for i in range(4)])
    )
    assert mild["expected"].iloc[0] == hard["expected"].iloc[0] == 0.0
    assert hard["expected"].iloc[9] < mild["expected"].iloc[9] < 100
    assert mild["expected"].iloc[9] == pytest.approx(100 * (1 - 0.5 * np.sqrt(0.1)))
    assert set(hard["event"]) == {STRIKE, CLOSURE}


def test_a_kind_met_three_times_has_its_ratio_a_rare_one_has_none():
    meals = past(lambda share: 1.0).assign(served=150.0)
    effects = SpecialDayEffects().fit(
        meals, told(*[(day, "Repas de Noël", None) for day in DAYS]), 0.8
    )
    assert 1.0 < effects.ratios_["repas de noel"] < 1.5  # shrunk towards an ordinary day
    rare = SpecialDayEffects().fit(meals, told(*[(day, "Kermesse", None) for day in DAYS[:2]]), 0.8)
    assert rare.ratios_ == {}
    unchanged = rare.apply(forecast(), told(("2024-05-14", "Kermesse", None)))
    assert (unchanged["expected"] == 100).all()


def test_a_kind_met_too_seldom_for_a_band_of_its_own_moves_the_ordinary_one():
    few = past(lambda share: 1.0).query("site == 'S9'").assign(served=[90.0, 95.0, 100.0, 105.0])
    feasts = told(*[(day, "Repas de Noël", "S9") for day in DAYS])
    effects = SpecialDayEffects().fit(few, feasts, 0.8)
    after = effects.apply(forecast(), told(("2024-05-14", "Repas de Noël", "S9")))
    ratio = effects.ratios_["repas de noel"]
    assert ratio != 1.0
    assert after.loc[9, ["expected", "low", "high"]].tolist() == [
        100 * ratio,
        90 * ratio,
        110 * ratio,
    ]


def test_an_outing_of_one_site_says_nothing_of_the_others():
    outings = told(*[(day, "Sortie", "S9") for day in DAYS])
    meals = past(lambda share: 1.0).assign(served=60.0)
    effects = SpecialDayEffects().fit(meals, outings, 0.8)
    assert set(effects.ratios_) == {"sortie"}
    after = effects.apply(forecast(), told(("2024-05-14", "Sortie", "S9")))
    assert (after.loc[:8, ["expected", "low", "high"]] == [100.0, 90.0, 110.0]).all(axis=None)
    assert after.loc[9, "expected"] < 100.0


def test_special_days_are_read_once():
    raw = events_of(("2024-05-14", "Grève", None))
    read = read_special_days(raw)
    assert read_special_days(read) is read
    assert read["kind"].tolist() == ["strike"]
    bare = read_special_days(raw[["date"]])
    assert bare["kind"].tolist() == [""]
    assert bare[["site", "absent"]].isna().all(axis=None)


def test_absent_meals_are_taken_away_and_never_below_zero():
    events = told(("2024-05-14", "Sortie", "S1")).assign(absent=30.0)
    effects = SpecialDayEffects().fit(past(lambda share: 1.0).head(0), events, 0.8)
    after = effects.apply(forecast(), events)
    assert after["expected"].tolist()[:3] == [100.0, 70.0, 100.0]
    assert after.loc[1, ["low", "high"]].tolist() == [60.0, 80.0]
    many = effects.apply(forecast(), events.assign(absent=500.0))
    assert many.loc[1, ["expected", "low", "high"]].tolist() == [0.0, 0.0, 0.0]


def test_known_events_reach_the_forecast_and_its_reason(steady):
    model = AttendanceForecaster("7D").fit(steady)
    day = "2024-06-03"
    events = events_of((day, "Fermeture", "Nord"), (day, "Aïd", "Sud"))
    events = events.assign(absent=[np.nan, 20.0])
    plan = model.predict([day], known_events=events).set_index("site")
    assert plan["expected"].to_dict() == {"Nord": 0.0, "Sud": 100.0}
    # The name of a day, which may be of a religion, is in no reason.
    assert not plan["reason"].str.contains("Aïd|aid").any()
    assert plan["event"].loc["Nord"] == CLOSURE


def test_a_table_of_events_without_sites_is_of_the_whole_town(steady):
    events = events_of(("2024-05-13", "Grève", None), ("2024-06-03", "Grève", None))
    events = events.drop(columns="site")
    model = AttendanceForecaster("7D").fit(steady, closures=events.head(1))
    plan = model.predict(["2024-06-03"], known_events=events)
    assert plan["event"].tolist() == [STRIKE] * 2
    assert plan["expected"].tolist() == [80.0, 120.0]  # one past strike teaches nothing
