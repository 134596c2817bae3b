"""Which rows tell a demand: nothing is lost, and no row is judged by its future."""

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from civicai import i18n
from civicai.canteen.codes import CODES
from civicai.canteen.demand import (
    active_series,
    classify_rows,
    clean_demand,
    gaps,
    make_demand,
    observed_since,
)
from civicai.i18n import translate


def one_site(served, site="Nord"):
    days = pd.bdate_range("2024-01-08", periods=len(served)).astype("datetime64[ns]")
    return pd.DataFrame({"site": site, "date": days, "served": np.array(served, dtype=float)})


def test_missing_and_zero_are_not_a_demand():
    assert classify_rows(one_site([80, np.nan, 0, 75])).tolist() == ["", "missing", "zero", ""]


def test_a_tenfold_count_is_a_typing_error_once_the_site_is_known():
    assert classify_rows(one_site([80] * 8 + [800])).iloc[-1] == "typing_error"
    # Seven days are too few to call anything odd.
    assert classify_rows(one_site([80] * 7 + [800])).iloc[-1] == ""


def test_twice_the_usual_count_is_still_believed():
    assert classify_rows(one_site([80] * 8 + [160])).iloc[-1] == ""
    assert classify_rows(one_site([80] * 8 + [161])).iloc[-1] == "typing_error"


def test_a_lasting_rise_is_believed_after_some_weeks():
    why = classify_rows(one_site([80] * 30 + [200] * 30))
    assert why.iloc[30] == "typing_error"
    assert (why.iloc[-10:] == "").all()


def test_each_service_is_judged_by_its_own_days():
    small = one_site([40] * 20).assign(service="maternelle")
    large = one_site([150] * 20).assign(service="élémentaire")
    both = pd.concat([small, large], ignore_index=True)
    assert (classify_rows(both) == "").all()
    assert (classify_rows(both.drop(columns="service")) != "").any()


def test_the_order_of_the_rows_changes_nothing():
    rows = one_site([80] * 12 + [900, 0, np.nan] + [80] * 5)
    shuffled = rows.sample(frac=1, random_state=0)
    pd.testing.assert_series_equal(classify_rows(shuffled).sort_index(), classify_rows(rows))


def test_lines_may_repeat_as_in_a_workbook_of_several_sheets():
    sheets = [one_site([80] * 12 + [900]), one_site([60] * 13, site="Sud")]
    rows = pd.concat(sheets).rename_axis("line")
    demand = clean_demand(rows)
    assert demand.aside[["line", "site", "served"]].values.tolist() == [[12, "Nord", 900.0]]
    assert len(demand.rows) == 25
    assert [finding.count for finding in demand.findings] == [1]


counts = st.one_of(st.none(), st.just(0), st.integers(1, 400))


@settings(max_examples=60, deadline=None)
@given(st.lists(counts, min_size=1, max_size=60), st.integers(1, 60))
def test_what_comes_later_changes_no_judgement(served, kept):
    rows = one_site([np.nan if count is None else count for count in served])
    before = rows.head(kept)
    assert classify_rows(before).tolist() == classify_rows(rows).tolist()[:kept]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(["Nord", "Sud"]), counts), min_size=1, max_size=90),
    st.lists(st.tuples(st.integers(0, 60), st.sampled_from([None, "Nord", "Est"])), max_size=8),
    st.integers(0, 60),
    st.randoms(use_true_random=False),
)
def test_the_days_known_so_far_are_what_cleaning_them_alone_gives(served, special, cut, random):
    # As-of truth: a backtest slices what was cleaned once, and never cleans again.
    rows = pd.DataFrame(served, columns=["site", "served"]).astype({"served": float})
    days = pd.bdate_range("2024-01-08", periods=90).astype("datetime64[ns]")
    rows["date"] = days[rows.groupby("site").cumcount()]
    rows = rows.sample(frac=1, random_state=random.randrange(1000)).reset_index(drop=True)
    told = pd.DataFrame(special, columns=["day", "site"]).assign(event="Grève")
    told["date"] = days[told.pop("day").astype(int)]
    until = days[cut]
    sliced = clean_demand(rows).beside(special_days=told).until(until)
    alone = clean_demand(rows[rows["date"] <= until]).beside(
        special_days=told[told["date"] <= until]
    )
    for name in ("rows", "table", "ordinary", "special_days"):
        pd.testing.assert_frame_equal(getattr(sliced, name), getattr(alone, name))
    for part in (sliced, alone):
        assert set(part.aside["line"]) == set(part.table.index) - set(part.rows.index)
    pd.testing.assert_frame_equal(sliced.aside.reset_index(drop=True), alone.aside)
    pd.testing.assert_frame_equal(sliced.counted_on_special_days(), alone.counted_on_special_days())


def test_what_was_judged_is_taken_as_it_is():
    demand = make_demand(one_site([80] * 30 + [200] * 30))
    assert make_demand(demand) is demand
    assert demand.beside() is demand
    # Judged anew, the first days of the lasting rise would no longer be there to be believed.
    assert len(make_demand(demand.rows).rows) < len(demand.rows) < 60


def test_a_closed_site_teaches_and_shows_nothing():
    rows = pd.concat([one_site([80.0, 0.0, 82.0]), one_site([50.0, 51.0, 0.0], site="Sud")])
    closures = pd.DataFrame({"date": rows["date"].iloc[[1, 2]].tolist(), "site": [None, "Sud"]})
    demand = clean_demand(rows.reset_index(drop=True)).without(closures)
    assert demand.table["served"].tolist() == [80.0, 82.0, 50.0]
    assert (
        demand.rows["served"].tolist() == demand.ordinary["served"].tolist() == [80.0, 82.0, 50.0]
    )
    assert demand.aside.empty


def test_what_came_since_is_judged_beside_what_was_known():
    known = clean_demand(one_site([80.0] * 10)).ordinary
    later = one_site([80.0] * 13).tail(3).assign(served=[800.0, 0.0, 90.0])
    assert observed_since(known, later)["served"].tolist() == [80.0] * 10 + [90.0]
    believed = clean_demand(later)  # alone, three days do not tell what is usual
    assert observed_since(known, believed)["served"].tolist() == [80.0] * 10 + [800.0, 90.0]
    again = known.tail(1).assign(served=70.0)
    assert observed_since(known, again)["served"].tolist() == [80.0] * 9 + [70.0]


@settings(max_examples=60, deadline=None)
@given(st.lists(counts, min_size=1, max_size=60))
def test_no_row_is_lost(served):
    rows = one_site([np.nan if count is None else count for count in served])
    rows.index = pd.RangeIndex(2, len(rows) + 2, name="line")
    demand = clean_demand(rows)
    assert sorted([*demand.rows.index, *demand.aside["line"]]) == rows.index.tolist()
    assert sum(finding.count for finding in demand.findings) == len(demand.aside)


def test_rows_set_aside_say_why_in_the_readers_language():
    rows = one_site([80] * 9 + [900, 0, np.nan])
    rows.index = pd.RangeIndex(2, 14, name="line")
    for lang, words in {
        "fr": ["faute de frappe probable", "zéro repas", "repas non renseignés"],
        "en": ["probable typing error", "zero meals", "no meals given"],
    }.items():
        with i18n.use(lang):
            demand = clean_demand(rows)
            said = [translate(CODES["why"][code]) for code in demand.aside["why"]]
        assert said == words
        assert demand.aside["line"].tolist() == [11, 12, 13]
        assert {finding.code: finding.row for finding in demand.findings} == {
            "M01": 13,
            "M02": 12,
            "M03": 11,
        }
        assert [f.severity for f in demand.findings if f.code == "M03"] == ["warning"]


def test_a_long_list_of_lines_is_cut():
    rows = one_site([np.nan] * 20)
    (finding,) = clean_demand(rows).findings
    assert "7 …" in finding.hint
    assert "8" not in finding.hint


def test_gaps_tell_open_days_without_any_meal():
    rows = one_site([80] * 10)
    calendar = pd.DatetimeIndex(rows["date"])
    assert gaps(rows, calendar) == []
    (gap,) = gaps(rows.drop(index=[3, 4]), calendar)
    assert (gap.code, gap.count, gap.severity) == ("M04", 2, "note")


def test_days_outside_the_file_are_no_gaps():
    rows = one_site([80] * 10)
    around = pd.bdate_range("2023-11-01", "2024-03-01")
    assert gaps(rows, around) == []


def test_sites_that_serve_no_more_are_not_planned():
    rows = pd.concat([one_site([80] * 60), one_site([50] * 20, site="Ancienne")])
    active, findings = active_series(rows)
    assert active["site"].tolist() == ["Nord"]
    assert [(finding.code, finding.count) for finding in findings] == [("M05", 1)]
    assert "Ancienne" in findings[0].hint


def test_one_service_may_stop_and_the_other_go_on():
    kept = one_site([80] * 60).assign(service="élémentaire")
    stopped = one_site([50] * 20).assign(service="maternelle")
    active, findings = active_series(pd.concat([kept, stopped]))
    assert active.values.tolist() == [["Nord", "élémentaire"]]
    assert findings[0].count == 1
