"""What the past says: breaks that came on the pipes ranked, leaks that would have shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from civicai.errors import InputError
from civicai.i18n import _, format_date, format_integer, format_number, format_percent
from civicai.reports import Chart, KeyFigure
from civicai.water.breaks import YEAR
from civicai.water.charts import draw_capture, draw_injected
from civicai.water.inputs import Meters, Network
from civicai.water.replay import capture_at, evaluate_ranking, find_injected

#: Sizes of the leaks injected [m3/h].
SIZES = (0.5, 1.0, 2.0, 4.0, 8.0)
#: Points of the curve that is drawn.
POINTS = np.linspace(0, 1, 51)


class PastRanking:
    """What the ranking of some years ago would have captured."""

    def __init__(self, network: Network, on: pd.Timestamp, options: Mapping[str, Any]) -> None:
        self.budget, self.years = options["budget"], options["years"]
        cut = options["start"] or on - pd.Timedelta(days=self.years * YEAR)
        self.cut = pd.Timestamp(cut)
        try:
            found = evaluate_ranking(network.pipes, network.breaks, self.cut, self.years)
        except InputError:
            found = {"scores": pd.DataFrame(), "curves": {}, "breaks": 0, "inside": np.nan}
        self.known = bool(found["breaks"])
        self.breaks, self.inside = found["breaks"], found["inside"]
        self.scores, curves = found["scores"], found["curves"]
        self.at = {name: capture_at(curve, self.budget) for name, curve in curves.items()}
        self.curve = pd.DataFrame({"length_share": POINTS})
        for name, curve in curves.items():
            self.curve[f"{name}_share"] = [capture_at(curve, share) for share in POINTS]

    @property
    def rule_wins(self) -> bool:
        """Whether today's rule would have captured more within the budget."""
        return self.known and self.at["rule"] > self.at["model"]

    def sentence(self) -> str:
        """Return the answer in one sentence."""
        if not self.known:
            return _("The record of breaks is too short to judge a ranking by.")
        text = _(
            "Ranked on {day}, {budget} of the length held {model} of the {breaks} breaks of the "
            "years that followed; past breaks then age held {rule}, the oldest pipes {naive}."
        )
        return text.format(
            day=format_date(self.cut),
            budget=format_percent(self.budget, 0),
            breaks=format_integer(self.breaks),
            **{name: format_percent(share, 0) for name, share in self.at.items()},
        )

    def key_figures(self) -> list[KeyFigure]:
        """Return the share of breaks captured within the budget, beside the rules."""
        if not self.known:
            return []
        note = _("past breaks then age: {rule}; oldest first: {naive}").format(
            rule=format_percent(self.at["rule"], 0), naive=format_percent(self.at["naive"], 0)
        )
        label = _("Breaks held by {budget} of the length").format(
            budget=format_percent(self.budget, 0)
        )
        share = self.at["model"]
        return [KeyFigure("captured_share", label, share, format_percent(share, 0), note)]

    def tables(self) -> dict[str, pd.DataFrame]:
        """Return the shares captured at round shares of the length."""
        if not self.known:
            return {}
        names = {name: f"{name}_share" for name in ("model", "rule", "naive")}
        return {"capture": self.scores.rename(columns=names)}

    def charts(self) -> list[Chart]:
        """Return the capture curve."""
        if not self.known:
            return []
        return [
            Chart(
                title=_("How many breaks a share of the network holds"),
                sentence=_(
                    "Ranking of a past day, against the breaks of the years that followed. The "
                    "higher the curve starts, the fewer kilometres to dig or listen to."
                ),
                table=self.curve,
                draw=draw_capture,
            )
        ]

    def warnings(self) -> list[str]:
        """Say where the rule serves in place of the model."""
        if not self.known:
            return [_("The record of breaks is too short to judge a ranking by.")]
        if self.rule_wins:
            text = _(
                "On your past, past breaks then age held more breaks within the budget: this "
                "ranking serves in place of the model."
            )
            return [text]
        return []


class PastLeaks:
    """How small a leak the nights of the town would show."""

    def __init__(self, meters: Meters, options: Mapping[str, Any]) -> None:
        self.rows = find_injected(meters.flows, SIZES, options["line"], options["tz"])
        usable = self.rows[self.rows["rows"] > 0]
        weights = usable["rows"]
        sums = {
            name: (usable[name] * weights).groupby(usable["size"]).sum()
            / weights.groupby(usable["size"]).sum()
            for name in ("found_share", "rule_share")
        }
        self.sizes = pd.DataFrame(sums).reset_index()
        seen = self.sizes[self.sizes["found_share"] >= 0.8]
        self.least = float(seen["size"].min()) if len(seen) else np.nan

    def sentence(self) -> str:
        """Return the answer in one sentence."""
        if np.isnan(self.least):
            return _("No leak of up to {size} m³/h would be found four times in five.").format(
                size=format_number(SIZES[-1])
            )
        at = self.sizes[self.sizes["size"] == self.least].iloc[0]
        text = _(
            "A leak of {size} m³/h put into your own nights is found within two weeks {found} of "
            "the time; by a fixed line, {rule}."
        )
        return text.format(
            size=format_number(self.least, 1 if self.least < 1 else 0),
            found=format_percent(at["found_share"], 0),
            rule=format_percent(at["rule_share"], 0),
        )

    def key_figures(self) -> list[KeyFigure]:
        """Return the smallest leak found four times in five."""
        label = _("Smallest leak found four times in five")
        if np.isnan(self.least):
            return [KeyFigure("least_leak", label, None, "–", _("none up to 8 m³/h"))]
        at = self.sizes[self.sizes["size"] == self.least].iloc[0]
        text = _("{size} m³/h").format(size=format_number(self.least, 1 if self.least < 1 else 0))
        note = _("fixed line: {rule} of them").format(rule=format_percent(at["rule_share"], 0))
        return [KeyFigure("least_leak", label, self.least, text, note)]

    def tables(self) -> dict[str, pd.DataFrame]:
        """Return the leaks injected, found and missed, by sector and size."""
        return {"injected": self.rows} if len(self.rows) else {}

    def charts(self) -> list[Chart]:
        """Return the share found by size."""
        if self.sizes.empty:
            return []
        return [
            Chart(
                title=_("How small a leak would show"),
                sentence=_(
                    "Leaks of known sizes put into your own nights, one a week: share found within "
                    "two weeks."
                ),
                table=self.sizes,
                draw=draw_injected,
            )
        ]

    def warnings(self) -> list[str]:
        """Say that a leak put in is not a leak found in the street."""
        return [
            _(
                "A rise of the night flow is a leak, a night use or a meter: listen before "
                "digging. Leaks put in are sudden; those that grow for weeks are found later."
            )
        ]
