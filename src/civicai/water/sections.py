"""Which sections of pipe to inspect or renew first, within a budget of length."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from civicai.i18n import _, format_integer, format_number, format_percent, ngettext
from civicai.reports import KeyFigure
from civicai.water.inputs import Network
from civicai.water.models import PipeBreakRisk
from civicai.water.rankings import rule_ranking
from civicai.water.schema import LENGTH, PIPE

#: Breaks in ten years from which a section is to be renewed rather than listened to.
RENEW = 2


class SectionsReport:
    """The sections within the budget of length, and what to do with each.

    Parameters
    ----------
    network : Network
    on : Timestamp
        Day of the report.
    options : dict
    by_rule : bool
        Whether the rule did better on the past: its ranking then serves.

    Attributes
    ----------
    decision : DataFrame
        ``pipe_id``, ``status`` (a code), ``rank``, ``expected_breaks``, …, ``reason``.
    """

    def __init__(
        self, network: Network, on: pd.Timestamp, options: Mapping[str, Any], *, by_rule: bool
    ) -> None:
        self.years = options["years"]
        model = PipeBreakRisk(self.years).fit(network.pipes, network.breaks, on)
        ranked = model.predict(network.pipes)
        if by_rule:
            order = rule_ranking(network.pipes, network.breaks, on)[PIPE]
            ranked = ranked.set_index(PIPE).loc[order].reset_index()
            ranked["rank"] = np.arange(1, len(ranked) + 1)
            text = _("past breaks then age serve; {reason}")
            ranked["reason"] = [text.format(reason=reason) for reason in ranked["reason"]]
        within = ranked[LENGTH].cumsum() <= options["budget"] * ranked[LENGTH].sum()
        chosen = ranked[within | (ranked["rank"] == 1)].drop(columns="coverage")
        status = np.where(chosen["past_breaks"] >= RENEW, "renew", "inspect")
        chosen.insert(1, "status", status)
        self.decision: pd.DataFrame = chosen.reset_index(drop=True)
        self.length = float(network.pipes[LENGTH].sum())

    def sentence(self) -> str:
        """Return the answer in one sentence."""
        chosen = self.decision
        text = ngettext(
            "Look first at {count} section ({km} km, {budget} of the length): {breaks} breaks "
            "expected there in {years} years.",
            "Look first at {count} sections ({km} km, {budget} of the length): {breaks} breaks "
            "expected there in {years} years.",
            len(chosen),
        )
        length = float(chosen[LENGTH].sum())
        return text.format(
            count=format_integer(len(chosen)),
            km=format_number(length / 1000, 1),
            budget=format_percent(length / self.length, 0),
            breaks=format_integer(chosen["expected_breaks"].sum()),
            years=self.years,
        )

    def key_figures(self) -> list[KeyFigure]:
        """Return the length to be renewed."""
        renew = self.decision[self.decision["status"] == "renew"]
        km = float(renew[LENGTH].sum() / 1000)
        note = _("{count} sections with two breaks or more in ten years").format(
            count=format_integer(len(renew))
        )
        text = _("{km} km").format(km=format_number(km, 1))
        return [KeyFigure("renew_km", _("To be renewed"), km, text, note)]

    def warnings(self) -> list[str]:
        """Say what a rank is not."""
        text = _(
            "A rank is a chance, not a verdict: a section that never broke can break tomorrow. "
            "Works in the street, water quality and hydrants are for the engineers to weigh."
        )
        return [text]
