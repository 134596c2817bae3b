"""The past report of any use case: errors, bands, and where the rule is better."""

from __future__ import annotations

import pandas as pd
import pytest

from civicai import i18n
from civicai.reports import past_report, render_chart

METHODS = {"model": "model", "rule": "today's rule", "naive": "last reading"}


class Report(past_report.PastReport):
    words = past_report.PastWords(
        too_few="too few",
        errors="rule {rule}, naive {naive}",
        errors_chart="errors by horizon",
        inside="inside",
        rule_serves="the rule serves at {horizons}",
        bands_short="short at {horizons}: {least}",
        methods=METHODS,
    )

    def told(self) -> str:
        return " ".join(f"{errors.model:.2f}" for errors in self.by_lead)


def made(errors, covered=(0.9, 0.9)):
    """Scores at 1 h and 2 days; ``errors`` of model and rule at each."""
    rows = []
    for hours, (model, rule), held in zip((1, 48), errors, covered, strict=True):
        for method, error in (("model", model), ("rule", rule), ("naive", 0.5)):
            lead = pd.Timedelta(hours=hours)
            row = {"horizon": lead, "method": method, "mae_share": error, "rows": 10 * hours}
            rows.append({**row, "realised_coverage": held if method == "model" else None})
    times = pd.date_range("2024-01-01", periods=3, freq="h", tz="UTC")
    past = pd.DataFrame({"time": times, "coverage": 0.9})
    return Report(past, pd.DataFrame(rows), pd.DataFrame({"time": times, "why": "negative"}))


@pytest.fixture(autouse=True)
def in_english():
    with i18n.use("en"):
        yield


def test_without_a_past_it_says_so_and_no_rule_wins():
    report = Report(pd.DataFrame(), pd.DataFrame(), pd.DataFrame({"time": []}))
    assert (report.sentence(), report.warnings()) == ("too few", ["too few"])
    assert (report.key_figures(), report.charts(), report.tables()) == ([], [], {})
    assert not report.rule_wins(pd.Timedelta("1h"))


def test_the_rule_wins_at_the_horizon_nearest_to_a_lead():
    report = made([(0.1, 0.2), (0.3, 0.3)])
    assert not report.rule_wins(pd.Timedelta("2h"))
    assert report.rule_wins(pd.Timedelta("24h"))
    assert report.warnings() == ["the rule serves at 2 days"]


def test_figures_are_of_each_horizon_and_the_band_of_all_rows():
    report = made([(0.1, 0.2), (0.3, 0.4)], covered=(0.5, 0.9))
    error, later, band = report.key_figures()
    assert (error.name, error.text, error.note) == (
        "error_60min",
        "10.0%",
        "rule 20.0%, naive 50.0%",
    )
    assert later.name == "error_2880min"
    assert band.value == pytest.approx((10 * 0.5 + 480 * 0.9) / 490)
    assert report.sentence() == "0.10 0.30"
    assert report.warnings() == ["short at 1 h: 50%"]


def test_tables_hold_codes_and_the_latest_rows_set_aside_first():
    tables = made([(0.1, 0.2), (0.3, 0.4)]).tables()
    assert set(tables["scores"]["method"]) == set(METHODS)
    assert tables["set_aside"]["time"].is_monotonic_decreasing


def test_the_chart_holds_leads_and_draws_their_text():
    (chart,) = made([(0.1, 0.2), (0.3, 0.4)]).charts()
    assert chart.table["horizon"].tolist() == [pd.Timedelta("1h"), pd.Timedelta("2D")]
    drawn = render_chart(chart, "errors")
    for text in ("1 h", "2 days", "today", "last reading"):
        assert text in drawn
