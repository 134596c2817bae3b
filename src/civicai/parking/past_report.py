"""The proof of a report: scores, charts and key figures, all drawn from one backtest."""

from __future__ import annotations

import math

import pandas as pd

from civicai.i18n import _, format_integer, format_percent
from civicai.parking.charts import draw_errors, draw_reliability, horizon_text
from civicai.parking.inputs import Inputs, local_text
from civicai.parking.schema import TIME
from civicai.parking.scores import park_table, reliability_table, score_table
from civicai.reports import Chart, KeyFigure

#: Rows set aside that a result carries, the latest; the findings count them all.
LISTED = 5000


class PastReport:
    """Scores of model, rule and last reading on the same past readings."""

    def __init__(self, inputs: Inputs, past: pd.DataFrame, full_at: float) -> None:
        self.inputs, self.past = inputs, past
        if past.empty:
            self.scores = self.parks = self.reliability = self.errors = pd.DataFrame()
            return
        capacity = inputs.capacity
        scores = score_table(past, capacity, full_at)
        self.errors = scores.pivot_table("mae_share", index="horizon", columns="method")
        self.models = scores[scores["method"] == "model"].set_index("horizon")
        names = {"model": _("model"), "rule": _("today's rule"), "naive": _("last reading")}
        self.scores = scores.assign(method=scores["method"].map(names))
        self.parks = park_table(past, capacity, full_at)
        self.reliability = reliability_table(past, capacity, full_at)

    def rule_wins(self, lead: pd.Timedelta) -> bool:
        """Say whether the rule did better on the past at the scored horizon nearest to a lead."""
        if self.errors.empty:
            return False
        nearest = min(self.errors.index, key=lambda horizon: abs(math.log(horizon / lead)))
        return bool(self.errors.loc[nearest, "rule"] <= self.errors.loc[nearest, "model"])

    def sentence(self) -> str:
        """Return the answer in one sentence."""
        if self.errors.empty:
            return _("Too few past readings could be scored: two weeks at least are needed.")
        text = _(
            "On average the forecast is wrong by {said} of the places; {rule} with today's rule."
        )
        said = ", ".join(
            _("{error} at {horizon}").format(
                error=format_percent(row["model"]), horizon=horizon_text(horizon)
            )
            for horizon, row in self.errors.iterrows()
        )
        rule = _("{low} to {high}").format(
            low=format_percent(self.errors["rule"].min()),
            high=format_percent(self.errors["rule"].max()),
        )
        return text.format(said=said, rule=rule)

    def key_figures(self) -> list[KeyFigure]:
        """Return the error at each horizon beside the rule's, and the skill of the chances."""
        if self.errors.empty:
            return []
        figures = []
        for horizon, row in self.errors.iterrows():
            note = _("today's rule: {rule}; last reading: {naive}").format(
                rule=format_percent(row["rule"]), naive=format_percent(row["naive"])
            )
            minutes = round(horizon / pd.Timedelta("1min"))
            figures.append(
                KeyFigure(
                    f"error_{minutes}min",
                    _("Mean error at {horizon}").format(horizon=horizon_text(horizon)),
                    float(row["model"]),
                    format_percent(row["model"]),
                    note,
                )
            )
        held = float((self.models["realised_coverage"] * self.models["rows"]).sum())
        held /= float(self.models["rows"].sum())
        note = _("{promised} promised; {rows} past forecasts, {first} to {last}").format(
            promised=format_percent(self.past["coverage"].iloc[0], 0),
            rows=format_integer(len(self.past)),
            first=local_text(self.past[TIME].min()),
            last=local_text(self.past[TIME].max()),
        )
        label = _("Readings inside the band")
        figures.append(KeyFigure("coverage", label, held, format_percent(held, 0), note))
        return figures

    def tables(self) -> dict[str, pd.DataFrame]:
        """Return the tables that are not empty."""
        tables = {
            "scores": self.scores,
            "by_park": self.parks,
            "reliability": self.reliability,
            "set_aside": self.inputs.aside.sort_values(TIME, ascending=False).head(LISTED),
        }
        return {name: table for name, table in tables.items() if len(table)}

    def charts(self) -> list[Chart]:
        """Return the errors by horizon, and the chances said against what happened."""
        if self.errors.empty:
            return []
        errors = self.errors.rename(columns=lambda name: f"{name}_share")
        errors = errors[["model_share", "rule_share", "naive_share"]].reset_index()
        errors["horizon"] = errors["horizon"].map(horizon_text)
        return [
            Chart(
                title=_("How wrong, how long before"),
                sentence=_(
                    "Mean error on the past, in share of the places, by how long before the "
                    "forecast is issued."
                ),
                table=errors,
                draw=draw_errors,
            ),
            Chart(
                title=_("When seven chances in ten are said, is it full seven times in ten?"),
                sentence=_(
                    "Chances said on the past, grouped by tenth, against how often the car park "
                    "was full. On the dotted line, the chances keep their word."
                ),
                table=self.reliability,
                draw=draw_reliability,
            ),
        ]

    def warnings(self) -> list[str]:
        """Say where the rule serves in place of the model, and where the bands failed."""
        if self.errors.empty:
            return [_("Too few past readings could be scored: two weeks at least are needed.")]
        said = []
        lost = [
            h
            for h in self.errors.index
            if self.errors.loc[h, "rule"] <= self.errors.loc[h, "model"]
        ]
        if lost:
            text = _(
                "At {horizons}, today's rule (same time last week) was better on your past: it "
                "serves in place of the model."
            )
            said.append(text.format(horizons=", ".join(map(horizon_text, lost))))
        short = self.models[self.models["realised_coverage"] < 0.85]
        if len(short):
            text = _(
                "At {horizons}, the bands held fewer readings than promised ({least} at worst): "
                "the weeks scored were unlike those before."
            )
            said.append(
                text.format(
                    horizons=", ".join(map(horizon_text, short.index)),
                    least=format_percent(short["realised_coverage"].min(), 0),
                )
            )
        return said
