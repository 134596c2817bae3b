"""The proof of a report: floods foreseen and missed, drawn from one backtest."""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

import pandas as pd

from civicai.clock import duration_text
from civicai.i18n import N_, _, format_percent, ngettext
from civicai.reports import Chart, KeyFigure
from civicai.reports.past_charts import draw_reliability
from civicai.reports.past_report import coverage_figure
from civicai.risk.charts import draw_onsets
from civicai.risk.inputs import Inputs
from civicai.risk.schema import STATION
from civicai.risk.scores import onset_table, reliability_table, score_table


class LeadCounts(NamedTuple):
    """Floods at one lead, all stations together."""

    horizon: pd.Timedelta
    onsets: int
    caught: int
    rule_caught: int
    false_starts: int


class PastReport:
    """Scores of model, rule and persistence on the same past readings."""

    def __init__(self, inputs: Inputs, past: pd.DataFrame) -> None:
        self.inputs, self.past = inputs, past
        self.scores = score_table(past, inputs.scales)
        self.floods = onset_table(past, inputs.scales)
        self.reliability = reliability_table(past, inputs.scales)
        self.by_lead = _by_lead(self.floods)

    @property
    def onsets(self) -> int:
        """Floods that came in the time scored, at the shortest lead."""
        return self.by_lead[0].onsets

    @property
    def promised(self) -> float:
        """Nominal share of readings inside the band."""
        return float(self.past["coverage"].max())

    def sentence(self) -> str:
        """Return the answer in one sentence."""
        if not self.onsets:
            return _("No flood came in the time scored: nothing can be said of warnings.")
        text = _("{caught} of {onsets} at {lead} (false alarms: {false}; today's rule: {rule})")
        parts = [
            text.format(
                caught=row.caught,
                onsets=row.onsets,
                lead=duration_text(row.horizon),
                false=row.false_starts,
                rule=row.rule_caught,
            )
            for row in self.by_lead
        ]
        return _("Starts of floods foreseen on time: {said}.").format(said=_("; ").join(parts))

    def key_figures(self) -> list[KeyFigure]:
        """Return the floods foreseen at each lead, and the share inside the band."""
        figures = []
        for row in self.by_lead:
            note = _("false alarms: {false}; foreseen by today's rule: {rule}").format(
                false=row.false_starts, rule=row.rule_caught
            )
            figures.append(
                KeyFigure(
                    f"floods_foreseen_{row.horizon / pd.Timedelta('1h'):g}h",
                    _("Floods foreseen {lead} ahead").format(lead=duration_text(row.horizon)),
                    row.caught if row.onsets else None,
                    _("{caught} of {onsets}").format(caught=row.caught, onsets=row.onsets)
                    if row.onsets
                    else "–",
                    note,
                )
            )
        held = self.past.dropna(subset=["expected", "observed"])
        share = float(held["observed"].between(held["low"], held["high"]).mean())
        label = _("Readings inside the band")
        return [*figures, coverage_figure(self.past, share, len(held), label)]

    def tables(self) -> dict[str, pd.DataFrame]:
        """Return the scores, the floods and the chances said."""
        tables = {"scores": self.scores, "floods": self.floods, "reliability": self.reliability}
        return {name: table for name, table in tables.items() if len(table)}

    def charts(self) -> list[Chart]:
        """Return the floods foreseen by lead, and whether the chances keep their word."""
        onsets = Chart(
            title=_("Floods foreseen, how long before"),
            sentence=_(
                "Starts of floods on the past, all gauges together: those foreseen on time, by "
                "the level announced and by today's rule, and the alarms for nothing."
            ),
            table=pd.DataFrame(self.by_lead),
            draw=draw_onsets,
        )
        chances = Chart(
            title=_("When one chance in two is said, does it come one time in two?"),
            sentence=_(
                "Chances of yellow that were said on the past, where there was doubt, against "
                "how often it came. On the dotted line, the chances keep their word."
            ),
            table=self.reliability,
            draw=partial(
                draw_reliability,
                came="came_share",
                said=N_("chance of yellow that was said"),
                happened=N_("how often it came"),
            ),
        )
        return [onsets, *([chances] if len(self.reliability) > 1 else [])]

    def warnings(self) -> list[str]:
        """Say where floods were few, bands short, and persistence serves."""
        cautions = []
        if self.onsets < 10:
            text = ngettext(
                "{count} flood came in the time scored: too few to judge warnings by.",
                "{count} floods came in the time scored: too few to judge warnings by.",
                self.onsets,
            )
            cautions.append(text.format(count=self.onsets))
        short = self.scores[self.scores["high_coverage"] < self.promised - 0.1]
        if len(short):
            text = _(
                "During floods the bands held fewer readings than promised ({least} at worst, at "
                "{station} {lead} ahead): a flood that grows fast can pass above them."
            )
            worst = min(short.to_dict("records"), key=lambda row: row["high_coverage"])
            cautions.append(
                text.format(
                    least=format_percent(worst["high_coverage"], 0),
                    station=worst[STATION],
                    lead=duration_text(worst["horizon"]),
                )
            )
        return cautions


def _by_lead(floods: pd.DataFrame) -> list[LeadCounts]:
    """Count the floods of each lead, all stations together: those foreseen, and by whom."""
    counts = floods.groupby(["horizon", "method"])[["onsets", "caught", "false_starts"]].sum()
    model, rule = (counts.xs(method, level="method") for method in ("model", "rule"))
    table = model.assign(rule_caught=rule["caught"]).reset_index()
    return [LeadCounts(*row) for row in table[[*LeadCounts._fields]].itertuples(index=False)]
