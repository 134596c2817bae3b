"""What the replayed past says of the forecasts: drawn from one backtest."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

import pandas as pd

from civicai.clock import duration_text
from civicai.i18n import N_, _, format_percent
from civicai.parking.codes import METHOD
from civicai.parking.inputs import Inputs
from civicai.parking.scores import park_table, reliability_table, score_table
from civicai.reports import Chart, past_charts, past_report


class PastReport(past_report.PastReport):
    """Scores of model, rule and last reading on the same past readings."""

    words: ClassVar[past_report.PastWords] = past_report.PastWords(
        too_few=N_("Too few past readings could be scored: two weeks at least are needed."),
        errors=N_("today's rule: {rule}; last reading: {naive}"),
        errors_chart=N_(
            "Mean error on the past, in share of the places, by how long before the "
            "forecast is issued."
        ),
        inside=N_("Readings inside the band"),
        rule_serves=N_(
            "At {horizons}, today's rule (same time last week) was better on your past: it "
            "serves in place of the model."
        ),
        bands_short=N_(
            "At {horizons}, the bands held fewer readings than promised ({least} at worst): "
            "the weeks scored were unlike those before."
        ),
        methods=METHOD,
    )

    def __init__(self, inputs: Inputs, past: pd.DataFrame, full_at: float) -> None:
        scores = self.parks = self.reliability = pd.DataFrame()
        if len(past):
            judged = (past, inputs.capacity, full_at)
            scores, self.parks = score_table(*judged), park_table(*judged)
            self.reliability = reliability_table(*judged)
        super().__init__(past, scores, inputs.readings.aside)

    def told(self) -> str:
        """Return the answer in one sentence."""
        text = _(
            "On average the forecast is wrong by {said} of the places; {rule} with today's rule."
        )
        said = ", ".join(
            _("{error} at {horizon}").format(
                error=format_percent(errors.model), horizon=duration_text(errors.horizon)
            )
            for errors in self.by_lead
        )
        rule = _("{low} to {high}").format(
            low=format_percent(self.errors["rule"].min()),
            high=format_percent(self.errors["rule"].max()),
        )
        return text.format(said=said, rule=rule)

    def own_tables(self) -> dict[str, pd.DataFrame]:
        """Return the scores park by park, and the chances said against what happened."""
        return {"by_park": self.parks, "reliability": self.reliability}

    def charts(self) -> list[Chart]:
        """Return the errors by horizon, and the chances said against what happened."""
        if self.errors.empty:
            return []
        return [
            *super().charts(),
            Chart(
                title=_("When seven chances in ten are said, is it full seven times in ten?"),
                sentence=_(
                    "Chances said on the past, grouped by tenth, against how often the car park "
                    "was full. On the dotted line, the chances keep their word."
                ),
                table=self.reliability,
                draw=partial(
                    past_charts.draw_reliability,
                    came="full_share",
                    said=N_("chance of being full that was said"),
                    happened=N_("how often it was full"),
                ),
            ),
        ]
