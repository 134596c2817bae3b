"""The proof of a report: floods foreseen and missed, drawn from one backtest."""

from __future__ import annotations

import pandas as pd

from civicai.clock import duration_text, local_text
from civicai.i18n import _, format_integer, format_percent, ngettext
from civicai.reports import Chart, KeyFigure
from civicai.risk.charts import draw_onsets, draw_reliability
from civicai.risk.inputs import Inputs
from civicai.risk.schema import STATION, TIME
from civicai.risk.scores import onset_table, reliability_table, score_table


class PastReport:
    """Scores of model, rule and persistence on the same past readings."""

    def __init__(self, inputs: Inputs, past: pd.DataFrame) -> None:
        self.inputs, self.past = inputs, past
        self.scores = score_table(past, inputs.scales)
        self.floods = onset_table(past, inputs.scales)
        self.reliability = reliability_table(past, inputs.scales)
        counts = ["onsets", "caught", "missed", "false_starts"]
        self.totals = self.floods.groupby(["horizon", "method"])[counts].sum()

    def total(self, lead: pd.Timedelta, method: str = "model") -> pd.Series:
        """Return the counts of one lead and method, all stations together."""
        return self.totals.loc[(lead, method)]

    @property
    def leads(self) -> list[pd.Timedelta]:
        """Leads scored, the shortest first."""
        return sorted(self.scores["horizon"].unique())

    @property
    def promised(self) -> float:
        """Nominal share of readings inside the band."""
        return float(self.past["coverage"].max())

    def sentence(self) -> str:
        """Return the answer in one sentence."""
        parts = []
        for lead in self.leads:
            found, rule = self.total(lead), self.total(lead, "rule")
            text = _("{caught} of {onsets} at {lead} (false alarms: {false}; today's rule: {rule})")
            parts.append(
                text.format(
                    caught=int(found["caught"]),
                    onsets=int(found["onsets"]),
                    lead=duration_text(lead),
                    false=int(found["false_starts"]),
                    rule=int(rule["caught"]),
                )
            )
        if not self.total(self.leads[0])["onsets"]:
            return _("No flood came in the time scored: nothing can be said of warnings.")
        return _("Starts of floods foreseen on time: {said}.").format(said=_("; ").join(parts))

    def key_figures(self) -> list[KeyFigure]:
        """Return the floods foreseen and the gain over persistence, lead by lead."""
        figures = []
        for lead in self.leads:
            found, rule = self.total(lead), self.total(lead, "rule")
            hours = lead / pd.Timedelta("1h")
            onsets = int(found["onsets"])
            note = _("false alarms: {false}; foreseen by today's rule: {rule}").format(
                false=int(found["false_starts"]), rule=int(rule["caught"])
            )
            figures.append(
                KeyFigure(
                    f"floods_foreseen_{hours:g}h",
                    _("Floods foreseen {lead} ahead").format(lead=duration_text(lead)),
                    int(found["caught"]) if onsets else None,
                    _("{caught} of {onsets}").format(caught=int(found["caught"]), onsets=onsets)
                    if onsets
                    else "–",
                    note,
                )
            )
        held = self.past.dropna(subset=["expected", "observed"])
        share = float(held["observed"].between(held["low"], held["high"]).mean())
        note = _("{promised} promised; {rows} past forecasts, {first} to {last}").format(
            promised=format_percent(self.promised, 0),
            rows=format_integer(len(held)),
            first=local_text(self.past[TIME].min()),
            last=local_text(self.past[TIME].max()),
        )
        label = _("Readings inside the band")
        return [*figures, KeyFigure("coverage", label, share, format_percent(share, 0), note)]

    def tables(self) -> dict[str, pd.DataFrame]:
        """Return the scores, the floods and the chances said."""
        tables = {"scores": self.scores, "floods": self.floods, "reliability": self.reliability}
        return {name: table for name, table in tables.items() if len(table)}

    def charts(self) -> list[Chart]:
        """Return the floods foreseen by lead, and whether the chances keep their word."""
        rows = []
        for lead in self.leads:
            found = self.total(lead)
            rows.append(
                {
                    "horizon": lead,
                    "onsets": int(found["onsets"]),
                    "caught": int(found["caught"]),
                    "rule_caught": int(self.total(lead, "rule")["caught"]),
                    "false_starts": int(found["false_starts"]),
                }
            )
        onsets = Chart(
            title=_("Floods foreseen, how long before"),
            sentence=_(
                "Starts of floods on the past, all gauges together: those foreseen on time, by "
                "the level announced and by today's rule, and the alarms for nothing."
            ),
            table=pd.DataFrame(rows),
            draw=draw_onsets,
        )
        chances = Chart(
            title=_("When one chance in two is said, does it come one time in two?"),
            sentence=_(
                "Chances of yellow that were said on the past, where there was doubt, against "
                "how often it came. On the dotted line, the chances keep their word."
            ),
            table=self.reliability,
            draw=draw_reliability,
        )
        return [onsets, *([chances] if len(self.reliability) > 1 else [])]

    def warnings(self) -> list[str]:
        """Say where floods were few, bands short, and persistence serves."""
        cautions = []
        onsets = int(self.total(self.leads[0])["onsets"])
        if onsets < 10:
            text = ngettext(
                "{count} flood came in the time scored: too few to judge warnings by.",
                "{count} floods came in the time scored: too few to judge warnings by.",
                onsets,
            )
            cautions.append(text.format(count=onsets))
        short = self.scores[self.scores["high_coverage"] < self.promised - 0.1]
        if len(short):
            text = _(
                "During floods the bands held fewer readings than promised ({least} at worst, at "
                "{station} {lead} ahead): a flood that grows fast can pass above them."
            )
            worst = short.loc[short["high_coverage"].idxmin()]
            cautions.append(
                text.format(
                    least=format_percent(worst["high_coverage"], 0),
                    station=worst[STATION],
                    lead=duration_text(worst["horizon"]),
                )
            )
        return cautions
