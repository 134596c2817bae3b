"""The replayed past: honest leads, honest margins, the town's rule beside the model."""

import numpy as np
import pandas as pd
import pytest

from civicai.canteen import PreparationPlanner, backtest, waste_scores
from civicai.canteen import demand as demand_module
from civicai.canteen.demand import make_demand

START = "2024-04-02"
KEYS = ["site", "date"]
MENUS = pd.DataFrame({"date": pd.bdate_range("2023-09-04", "2024-07-05"), "dish": "Colin"})


def replay(attendance, **options):
    return backtest(attendance, "14D", **{"start": START, "zone": "B", **options})


def test_every_row_is_issued_one_horizon_before(past):
    assert (past["date"] - past["issued_at"] == pd.Timedelta("14D")).all()
    assert (past["horizon"] == pd.Timedelta("14D")).all()
    assert past["date"].min() >= pd.Timestamp(START)
    assert not past.duplicated(KEYS).any()


def test_it_scores_the_days_that_told_a_demand(attendance, past):
    tested = attendance[(attendance["date"] >= START) & (attendance["served"] > 0)]
    scored = past.merge(tested, on=KEYS)
    assert len(scored) == len(past)
    assert (scored["observed"] == scored["served"]).all()
    assert len(past) >= 0.97 * len(tested)


def test_the_rule_is_the_agents_forecast_where_the_town_has_one(attendance, past):
    agents = past.merge(attendance, on=KEYS)
    pd.testing.assert_series_equal(agents["rule"], agents["planned"], check_names=False)
    alone = replay(attendance.drop(columns="planned"))
    pd.testing.assert_series_equal(alone["rule"], alone["naive"], check_names=False)
    pd.testing.assert_series_equal(alone["expected"], past["expected"])


def test_days_that_the_agents_did_not_plan_have_no_rule(attendance, past):
    partly = attendance.copy()
    partly.loc[partly["date"] == "2024-04-04", "planned"] = np.nan
    again = replay(partly)
    assert again["rule"].isna().sum() == (again["date"] == "2024-04-04").sum() > 0
    pd.testing.assert_frame_equal(again.drop(columns="rule"), past.drop(columns="rule"))


def test_naive_is_the_mean_of_the_last_four_same_weekdays_known(steady):
    days = pd.to_datetime(steady["date"])
    counts = steady.assign(served=100.0 + days.dt.isocalendar().week.astype(float))
    rows = backtest(counts, "14D", start="2024-05-20")
    week = rows["date"].dt.isocalendar().week.astype(float)
    # Two to five weeks before: 3.5 on average.
    np.testing.assert_allclose(rows["naive"], 100 + week - 3.5)


def test_the_margin_knows_nothing_of_the_days_that_it_serves(attendance, past):
    changed = attendance.copy()
    tested = changed["date"] >= START
    changed.loc[tested, "served"] = (changed.loc[tested, "served"] * 1.3).round()
    again = replay(changed)
    # A margin is chosen every ten days, on days known when the first of them was issued.
    issued = past.groupby("date")["issued_at"].first()
    first_block = issued.index[issued < START][:10]
    both = past.merge(again, on=KEYS, suffixes=("", "_changed"))
    known = both[both["issued_at"] < START]
    assert len(known) > 20
    assert (known["observed"] != known["observed_changed"]).all()
    # Days issued before the test began: nothing of its outcomes may show.
    np.testing.assert_array_equal(known["expected"], known["expected_changed"])
    np.testing.assert_array_equal(known["prepare"], known["prepare_changed"])
    # Days issued within it see new counts, but the margin of the block stays what it was.
    block = both[both["date"].isin(first_block)]
    np.testing.assert_allclose(margin(block, "_changed"), margin(block, ""), atol=0.01)
    # And a change before the test does move the margin, so that the above can fail.
    earlier = attendance.copy()
    before = (earlier["date"] < "2024-02-15") & (earlier["date"] >= "2023-10-01")
    swing = np.where(np.arange(before.sum()) % 2, 0.5, 1.5)
    earlier.loc[before, "served"] = (earlier.loc[before, "served"] * swing).round()
    moved = replay(earlier)
    assert abs(margin(moved[moved["date"].isin(first_block)], "") - margin(block, "")) > 0.01


def margin(rows, suffix):
    """Recover the reserve in share of the expected meals, within the rounding to whole meals."""
    expected = rows[f"expected{suffix}"]
    return ((rows[f"prepare{suffix}"] - 0.5 - expected) / expected).median()


def test_a_stricter_promise_prepares_more(attendance, past):
    strict = replay(attendance, planner=PreparationPlanner(0.001))
    pd.testing.assert_series_equal(strict["expected"], past["expected"])
    assert (strict["prepare"] >= past["prepare"]).all()
    scores = [waste_scores(rows["observed"], rows["prepare"]) for rows in (past, strict)]
    assert scores[1].unserved_share < scores[0].unserved_share
    assert scores[1].over_share > scores[0].over_share


def test_a_table_judged_already_is_replayed_as_it_is(attendance, town_tables, monkeypatch):
    events = town_tables["events"]
    once = replay(attendance, closures=events, menus=MENUS)
    demand = make_demand(attendance).beside(special_days=events, menus=MENUS)
    calls = []
    for name in ("check_table", "classify_rows", "read_enrolment", "menu_features"):
        monkeypatch.setattr(demand_module, name, lambda *_, name=name: calls.append(name))
    pd.testing.assert_frame_equal(replay(demand), once)
    assert calls == []


@pytest.mark.parametrize(("known", "scored"), [(200, 60), (100, 31)])
def test_the_last_sixty_days_by_default_or_half_of_a_short_history(known, scored):
    days = pd.bdate_range("2024-01-08", periods=known).astype("datetime64[ns]")
    rows = backtest(pd.DataFrame({"site": "Nord", "date": days, "served": 80.0}), "14D")
    assert rows["date"].tolist() == days[-scored:].tolist()
    assert rows["prepare"].tolist() == [80.0] * scored


def test_a_window_is_kept(attendance):
    rows = replay(attendance, start="2024-05-06", end="2024-06-07")
    assert rows["date"].min() == pd.Timestamp("2024-05-06")
    assert rows["date"].max() <= pd.Timestamp("2024-06-07")
    assert rows["prepare"].notna().all()


def test_what_follows_the_window_changes_nothing(attendance):
    window = {"start": "2024-05-02", "end": "2024-06-07"}
    cut = attendance[attendance["date"] <= "2024-06-07"]
    pd.testing.assert_frame_equal(replay(attendance, **window), replay(cut, **window))


@pytest.mark.parametrize("weeks", [1, 3, 5, 8, 12, 20, 30, 42, 44, 46, 52])
def test_any_length_of_history_can_be_replayed(attendance, weeks):
    last = attendance["date"].max()
    rows = backtest(attendance[attendance["date"] > last - pd.Timedelta(weeks=weeks)], "14D")
    full = backtest(attendance, "14D", start=START)
    assert rows.columns.tolist() == full.columns.tolist()
    assert not rows.duplicated(KEYS).any()


def test_half_a_school_year_is_enough_to_be_scored(attendance):
    last = attendance["date"].max()
    rows = backtest(attendance[attendance["date"] > last - pd.Timedelta("180D")], "14D")
    assert rows["prepare"].notna().any()


def test_no_demand_gives_no_row(steady):
    rows = backtest(steady.assign(served=0.0), "14D")
    assert rows.empty
    assert "prepare" in rows.columns


def test_rows_set_aside_are_not_scored(attendance, past):
    spoiled = attendance.copy()
    at = spoiled.index[spoiled["date"] == past["date"].max()]
    spoiled.loc[at[:3], "served"] = [np.nan, 0.0, 2000.0]
    again = replay(spoiled)
    assert len(again) == len(past) - 3
    pd.testing.assert_frame_equal(
        again,
        past[past[KEYS].apply(tuple, axis=1).isin(again[KEYS].apply(tuple, axis=1))].reset_index(
            drop=True
        ),
    )


def test_services_and_single_sites(attendance):
    one = attendance[attendance["site"] == attendance["site"].iloc[0]]
    alone = replay(one)
    assert alone["site"].nunique() == 1
    served = replay(one.assign(service="élémentaire"))
    assert served.columns[:3].tolist() == ["site", "service", "date"]
    pd.testing.assert_frame_equal(served.drop(columns="service"), alone)


def test_progress_counts_the_blocks(attendance):
    seen = []
    replay(attendance, start="2024-05-02", progress=lambda done, total: seen.append((done, total)))
    assert [done for done, _total in seen] == list(range(len(seen)))
    assert {total for _done, total in seen} == {len(seen)}


def test_labels_and_order_of_the_rows_do_not_matter(attendance):
    shuffled = attendance.sample(frac=1, random_state=2).set_axis([0] * len(attendance))
    keys = [*KEYS]
    again = replay(shuffled).sort_values(keys, ignore_index=True)
    once = replay(attendance).sort_values(keys, ignore_index=True)
    pd.testing.assert_frame_equal(again, once)
