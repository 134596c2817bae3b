"""The proof of a report: scores, charts and key figures, all drawn from one backtest."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd

from civicai.crowd.charts import draw_errors, lead_text
from civicai.crowd.inputs import Inputs
from civicai.crowd.instants import local_text
from civicai.crowd.schema import TIME
from civicai.crowd.scores import alert_table, place_table, score_table
from civicai.i18n import _, format_integer, format_percent
from civicai.reports import Chart, KeyFigure

#: Rows set aside that a result carries, the latest; the findings count them all.
LISTED = 5000


class PastReport:
    """Scores of model, rule and last count on the same past hours."""

    def __init__(self, inputs: Inputs, past: pd.DataFrame, options: Mapping[str, Any]) -> None:
        self.inputs, self.past = inputs, past
        self.scores = self.places = self.alerts = self.errors = pd.DataFrame()
        if past.empty:
            return
        scores = score_table(past)
        self.errors = scores.pivot_table("mae_share", index="horizon", columns="method")
        self.models = scores[scores["method"] == "model"].set_index("horizon")
        names = {"model": _("model"), "rule": _("same hour last week"), "naive": _("last count")}
        self.scores = scores.assign(method=scores["method"].map(names))
        self.places = place_table(past)
        levels = (inputs.capacity, options["watch_at"], options["alert_at"])
        self.calls = alert_table(past, *levels)
        if len(self.calls):
            rule = _("{share} of the capacity reached").format(
                share=format_percent(options["watch_at"], 0)
            )
            callers = {"model": _("chance of being over"), "rule": rule}
            self.alerts = self.calls.assign(method=self.calls["method"].map(callers))

    def rule_wins(self, lead: pd.Timedelta) -> bool:
        """Say whether the rule did better on the past at the scored horizon nearest to a lead."""
        if self.errors.empty:
            return False
        nearest = min(self.errors.index, key=lambda horizon: abs(math.log(horizon / lead)))
        return bool(self.errors.loc[nearest, "rule"] <= self.errors.loc[nearest, "model"])

    def sentence(self) -> str:
        """Return the answer in one sentence."""
        if self.errors.empty:
            return _("Too few past hours could be scored: three weeks at least are needed.")
        text = _("On average the forecast is wrong by {said} of the mean count.")
        said = ", ".join(
            _("{error} at {horizon} (same hour last week: {rule})").format(
                error=format_percent(row["model"]),
                horizon=lead_text(horizon),
                rule=format_percent(row["rule"]),
            )
            for horizon, row in self.errors.iterrows()
        )
        return text.format(said=said)

    def key_figures(self) -> list[KeyFigure]:
        """Return the error at each horizon beside the rule's, the alerts and the band."""
        if self.errors.empty:
            return []
        figures = []
        for horizon, row in self.errors.iterrows():
            note = _("same hour last week: {rule}; last count: {naive}").format(
                rule=format_percent(row["rule"]), naive=format_percent(row["naive"])
            )
            label = _("Mean error at {horizon}").format(horizon=lead_text(horizon))
            name = f"error_{round(horizon / pd.Timedelta('1min'))}min"
            value = float(row["model"])
            figures.append(KeyFigure(name, label, value, format_percent(value), note))
        return [*figures, *self._alert_figure(), self._coverage_figure()]

    def _alert_figure(self) -> list[KeyFigure]:
        if self.alerts.empty:
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
            horizon=lead_text(self.calls["horizon"].min())
        )
        return [KeyFigure("alerts_caught", label, int(model["caught"]), text, note)]

    def _missed(self) -> list[str]:
        """Say where the chance announced less than the rule of today: then the rule is kept."""
        if self.alerts.empty:
            return []
        caught = self.calls.pivot_table("caught", index="horizon", columns="method")
        fewer = caught.index[caught["model"] < caught["rule"]]
        if not len(fewer):
            return []
        text = _(
            "{horizons} ahead, the chance announced fewer hours over capacity than the rule of "
            "today: keep the rule. A place that it watches is never “normal” here."
        )
        return [text.format(horizons=", ".join(map(lead_text, fewer)))]

    def _coverage_figure(self) -> KeyFigure:
        held = float((self.models["realised_coverage"] * self.models["rows"]).sum())
        held /= float(self.models["rows"].sum())
        note = _("{promised} promised; {rows} past forecasts, {first} to {last}").format(
            promised=format_percent(self.past["coverage"].iloc[0], 0),
            rows=format_integer(len(self.past)),
            first=local_text(self.past[TIME].min()),
            last=local_text(self.past[TIME].max()),
        )
        label = _("Counts inside the band")
        return KeyFigure("coverage", label, held, format_percent(held, 0), note)

    def tables(self) -> dict[str, pd.DataFrame]:
        """Return the tables that are not empty."""
        tables = {
            "scores": self.scores,
            "by_place": self.places,
            "alerts": self.alerts,
            "set_aside": self.inputs.aside.sort_values(TIME, ascending=False).head(LISTED),
        }
        return {name: table for name, table in tables.items() if len(table)}

    def charts(self) -> list[Chart]:
        """Return the errors by horizon."""
        if self.errors.empty:
            return []
        errors = self.errors.rename(columns=lambda name: f"{name}_share")
        errors = errors[["model_share", "rule_share", "naive_share"]].reset_index()
        errors["horizon"] = errors["horizon"].map(lead_text)
        return [
            Chart(
                title=_("How wrong, how long before"),
                sentence=_(
                    "Mean error on the past, in share of the mean count, by how long before the "
                    "forecast is issued."
                ),
                table=errors,
                draw=draw_errors,
            )
        ]

    def warnings(self) -> list[str]:
        """Say where the rule serves in place of the model, and where the bands failed."""
        if self.errors.empty:
            return [_("Too few past hours could be scored: three weeks at least are needed.")]
        said = []
        lost = [h for h in self.errors.index if self.rule_wins(h)]
        if lost:
            text = _(
                "At {horizons}, the same hour last week was better on your past: it serves in "
                "place of the model."
            )
            said.append(text.format(horizons=", ".join(map(lead_text, lost))))
        said += self._missed()
        short = self.models[self.models["realised_coverage"] < 0.85]
        if len(short):
            text = _(
                "At {horizons}, the bands held fewer counts than promised ({least} at worst): "
                "the weeks scored were unlike those before."
            )
            least = format_percent(short["realised_coverage"].min(), 0)
            said.append(text.format(horizons=", ".join(map(lead_text, short.index)), least=least))
        return said
