"""What a replayed past says of the forecasts: errors by horizon, bands, where the rule wins."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import partial
from typing import Any, ClassVar, NamedTuple

import pandas as pd

from civicai.clock import duration_text, local_text
from civicai.i18n import _, format_integer, format_percent
from civicai.reports.figures import Chart, KeyFigure
from civicai.reports.past_charts import draw_errors

#: Rows set aside that a result carries, the latest; the findings count them all.
LISTED = 5000
#: Share of the observations that bands must hold.
HELD = 0.85


class PastWords(NamedTuple):
    """What a use case says of its past, marked for translation; blanks in braces.

    ``errors`` names the figure that says ``{rule}`` and ``{naive}`` beside the model's error,
    ``rule_serves`` and ``bands_short`` are of ``{horizons}``, the last of ``{least}`` too.
    """

    too_few: str
    errors: str
    errors_chart: str
    inside: str
    rule_serves: str
    bands_short: str
    methods: Mapping[str, str]


class LeadErrors(NamedTuple):
    """Mean errors at a horizon, as shares."""

    horizon: pd.Timedelta
    model: float
    rule: float
    naive: float


class PastReport:
    """Scores of model, rule and naive rule on the same past observations.

    Parameters
    ----------
    past : DataFrame
        As a replay gives it.
    scores : DataFrame
        One row a horizon and method: ``horizon``, ``method``, ``mae_share``,
        ``realised_coverage``, ``rows``; not looked at where ``past`` is empty.
    aside : DataFrame
        Rows set aside, with their ``time``.
    """

    words: ClassVar[PastWords]

    def __init__(self, past: pd.DataFrame, scores: pd.DataFrame, aside: pd.DataFrame) -> None:
        self.past, self.scores, self.aside = past, scores, aside
        self.errors = self.models = pd.DataFrame()
        if len(past):
            self.errors = scores.pivot_table("mae_share", index="horizon", columns="method")
            self.models = scores[scores["method"] == "model"].set_index("horizon")

    @property
    def by_lead(self) -> list[LeadErrors]:
        """Errors of model, rule and naive rule, the shortest horizon first."""
        if self.errors.empty:
            return []
        columns = (self.errors[name].tolist() for name in ("model", "rule", "naive"))
        leads = map(pd.Timedelta, self.errors.index)
        return [LeadErrors(*row) for row in zip(leads, *columns, strict=True)]

    def rule_wins(self, lead: pd.Timedelta) -> bool:
        """Say whether the rule did better on the past at the scored horizon nearest to a lead."""
        scored = self.by_lead
        if not scored:
            return False
        nearest = min(scored, key=lambda errors: abs(math.log(errors.horizon / lead)))
        return nearest.rule <= nearest.model

    def sentence(self) -> str:
        """Return the answer in one sentence."""
        return _(self.words.too_few) if self.errors.empty else self.told()

    def told(self) -> str:
        """Return that sentence where there is a past: each use case has its own."""
        raise NotImplementedError

    def key_figures(self) -> list[KeyFigure]:
        """Return the error at each horizon beside the rule's, and the share inside the band."""
        if self.errors.empty:
            return []
        return [*self._error_figures(), *self.own_figures(), self._coverage_figure()]

    def own_figures(self) -> list[KeyFigure]:
        """Return the figures that are of the use case alone."""
        return []

    def _error_figures(self) -> list[KeyFigure]:
        figures = []
        for horizon, model, rule, naive in self.by_lead:
            note = _(self.words.errors)
            note = note.format(rule=format_percent(rule), naive=format_percent(naive))
            name = f"error_{round(horizon / pd.Timedelta('1min'))}min"
            label = _("Mean error at {horizon}").format(horizon=duration_text(horizon))
            figures.append(KeyFigure(name, label, model, format_percent(model), note))
        return figures

    def _coverage_figure(self) -> KeyFigure:
        held = float((self.models["realised_coverage"] * self.models["rows"]).sum())
        held /= float(self.models["rows"].sum())
        return coverage_figure(self.past, held, len(self.past), _(self.words.inside))

    def tables(self) -> dict[str, pd.DataFrame]:
        """Return the tables that are not empty."""
        aside = self.aside.sort_values("time", ascending=False).head(LISTED)
        tables = {"scores": self.scores, **self.own_tables(), "set_aside": aside}
        return {name: table for name, table in tables.items() if len(table)}

    def own_tables(self) -> dict[str, pd.DataFrame]:
        """Return the tables that are of the use case alone."""
        return {}

    def charts(self) -> list[Chart]:
        """Return the errors by horizon."""
        if self.errors.empty:
            return []
        errors = self.errors.rename(columns=lambda name: f"{name}_share")
        errors = errors[["model_share", "rule_share", "naive_share"]].reset_index()
        return [
            Chart(
                title=_("How wrong, how long before"),
                sentence=_(self.words.errors_chart),
                table=errors,
                draw=partial(draw_errors, methods=self.words.methods),
            )
        ]

    def warnings(self) -> list[str]:
        """Say where the rule serves in place of the model, and where the bands failed."""
        if self.errors.empty:
            return [_(self.words.too_few)]
        said = []
        lost = [errors.horizon for errors in self.by_lead if errors.rule <= errors.model]
        if lost:
            said.append(_(self.words.rule_serves).format(horizons=_durations(lost)))
        said += self.own_warnings()
        short = self.models[self.models["realised_coverage"] < HELD]
        if len(short):
            least = format_percent(short["realised_coverage"].min(), 0)
            text = _(self.words.bands_short)
            said.append(text.format(horizons=_durations(short.index), least=least))
        return said

    def own_warnings(self) -> list[str]:
        """Return the warnings that are of the use case alone."""
        return []


def coverage_figure(past: pd.DataFrame, held: float, rows: int, label: str) -> KeyFigure:
    """Return the share of past observations inside the band, beside what was promised.

    Parameters
    ----------
    past : DataFrame
        ``time``, ``coverage``.
    held : float
        Share inside the band.
    rows : int
        Past forecasts that this share is of.
    label : str
        In the language in force.
    """
    note = _("{promised} promised; {rows} past forecasts, {first} to {last}").format(
        promised=format_percent(past["coverage"].iloc[0], 0),
        rows=format_integer(rows),
        first=local_text(past["time"].min()),
        last=local_text(past["time"].max()),
    )
    return KeyFigure("coverage", label, held, format_percent(held, 0), note)


def _durations(horizons: Any) -> str:
    return ", ".join(map(duration_text, horizons))
