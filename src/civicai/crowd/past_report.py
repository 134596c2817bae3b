"""The proof of a report: scores, charts and key figures, all drawn from one backtest."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import pandas as pd

from civicai.clock import duration_text
from civicai.crowd.codes import METHOD
from civicai.crowd.inputs import Inputs
from civicai.crowd.scores import alert_table, place_table, score_table
from civicai.i18n import N_, _, format_integer, format_percent
from civicai.reports import KeyFigure, past_report


class PastReport(past_report.PastReport):
    """Scores of model, rule and last count on the same past hours."""

    words: ClassVar[past_report.PastWords] = past_report.PastWords(
        too_few=N_("Too few past hours could be scored: three weeks at least are needed."),
        errors=N_("same hour last week: {rule}; last count: {naive}"),
        errors_chart=N_(
            "Mean error on the past, in share of the mean count, by how long before the "
            "forecast is issued."
        ),
        inside=N_("Counts inside the band"),
        rule_serves=N_(
            "At {horizons}, the same hour last week was better on your past: it serves in "
            "place of the model."
        ),
        bands_short=N_(
            "At {horizons}, the bands held fewer counts than promised ({least} at worst): "
            "the weeks scored were unlike those before."
        ),
        methods=METHOD,
    )

    def __init__(self, inputs: Inputs, past: pd.DataFrame, options: Mapping[str, Any]) -> None:
        scores = self.places = self.calls = pd.DataFrame()
        if len(past):
            scores, self.places = score_table(past), place_table(past)
            levels = (inputs.capacity, options["watch_at"], options["alert_at"])
            self.calls = alert_table(past, *levels)
        super().__init__(past, scores, inputs.counts.aside)

    def told(self) -> str:
        """Return the answer in one sentence."""
        text = _("On average the forecast is wrong by {said} of the mean count.")
        said = ", ".join(
            _("{error} at {horizon} (same hour last week: {rule})").format(
                error=format_percent(errors.model),
                horizon=duration_text(errors.horizon),
                rule=format_percent(errors.rule),
            )
            for errors in self.by_lead
        )
        return text.format(said=said)

    def own_figures(self) -> list[KeyFigure]:
        """Return the hours over capacity that were announced."""
        if self.calls.empty:
            return []
        first = self.calls[self.calls["horizon"] == self.calls["horizon"].min()]
        first = first.set_index("method")
        model, rule = first.loc["model"], first.loc["rule"]
        if not model["over"]:
            return []
        text = _("{caught} of {over}").format(caught=int(model["caught"]), over=int(model["over"]))
        note = _("{false} false alerts; rule of today: {rule} of {over}, {wrong} false").format(
            false=format_integer(int(model["false_alerts"])),
            rule=int(rule["caught"]),
            over=int(rule["over"]),
            wrong=format_integer(int(rule["false_alerts"])),
        )
        label = _("Hours over capacity announced {horizon} before").format(
            horizon=duration_text(self.calls["horizon"].min())
        )
        return [KeyFigure("alerts_caught", label, int(model["caught"]), text, note)]

    def own_warnings(self) -> list[str]:
        """Say where the chance announced less than the rule of today: then the rule is kept."""
        if self.calls.empty:
            return []
        caught = self.calls.pivot_table("caught", index="horizon", columns="method")
        fewer = caught.index[caught["model"] < caught["rule"]]
        if not len(fewer):
            return []
        text = _(
            "{horizons} ahead, the chance announced fewer hours over capacity than the rule of "
            "today: keep the rule. A place that it watches is never “normal” here."
        )
        return [text.format(horizons=", ".join(map(duration_text, fewer)))]

    def own_tables(self) -> dict[str, pd.DataFrame]:
        """Return the scores place by place, and the alerts beside the rule of today."""
        callers = {"model": "chance", "rule": "capacity_share"}
        alerts = self.calls.replace({"method": callers}) if len(self.calls) else self.calls
        return {"by_place": self.places, "alerts": alerts}
