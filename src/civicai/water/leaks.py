"""Which sector leaks, since when and how much: the report of the flows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from civicai.i18n import _, format_date, format_integer, format_number
from civicai.reports import Chart, KeyFigure
from civicai.water.charts import draw_nights
from civicai.water.inputs import Meters
from civicai.water.models import NightFlowMonitor
from civicai.water.night_flow import REFERENCE
from civicai.water.schema import SECTOR, TIME

_COLUMNS = [SECTOR, "status", "since", "extra_flow", "low", "high", "volume", "reason"]
#: In which order the states of sectors are told.
_ORDER = {"leak": 0, "unknown": 1, "ended": 2, "no_sign": 3}
#: Sectors whose nights are drawn.
DRAWN = 2


class LeaksReport:
    """The rises of each sector, those still up first, then the unknown sectors.

    Attributes
    ----------
    decision : DataFrame
        ``sector``, ``status`` (a code), ``since`` (day), ``extra_flow``, ``low``, ``high`` [m3/h],
        ``volume`` [m3], ``reason``.
    """

    def __init__(self, meters: Meters, on: pd.Timestamp, options: Mapping[str, Any]) -> None:
        self.nights, self.line = meters.nights, options["line"]
        flows, tz = meters.flows, options["tz"]
        month = flows.rows[TIME].min() + pd.Timedelta(days=REFERENCE) - pd.Timedelta("1ns")
        monitor = NightFlowMonitor(tz=tz).fit(flows.until(month))
        end = (on + pd.Timedelta("1D")).tz_localize(tz).tz_convert("UTC")
        found = monitor.detect(flows, end).rename(columns={"start": "since"})
        order = pd.DataFrame(
            {"state": found["status"].map(_ORDER), "flow": -found["extra_flow"].fillna(0)}
        )
        first = order.sort_values(["state", "flow"], kind="stable").index
        self.decision: pd.DataFrame = found.loc[first, _COLUMNS].reset_index(drop=True)
        self._up = self.decision[self.decision["status"] == "leak"]
        self._unknown = self.decision.loc[self.decision["status"] == "unknown", SECTOR].tolist()

    def sentence(self) -> str:
        """Return the answer in one sentence."""
        up = self._up.drop_duplicates(SECTOR)
        if len(up):
            said = _("; ").join(
                _("{sector} since {day}, +{flow} m³/h").format(
                    sector=row[SECTOR],
                    day=format_date(row["since"]),
                    flow=format_number(row["extra_flow"], 1),
                )
                for row in up.head(4).to_dict("records")
            )
            text = _("Leaking: {said}.").format(said=said)
        elif len(self._unknown) == len(self.decision):
            text = _("No sector tells its night flow: nothing is known.")
        else:
            text = _("No sector that is known shows a leak.")
        if self._unknown:
            text += " " + _("Unknown: {sectors}.").format(sectors=", ".join(self._unknown))
        return text

    def key_figures(self) -> list[KeyFigure]:
        """Return how many sectors leak, and how many are unknown."""
        leaking, blind = self._up[SECTOR].nunique(), len(self._unknown)
        known = self.decision[SECTOR].nunique() - blind
        note = _("+{flow} m³/h in all, of {count} sectors known").format(
            flow=format_number(float(self._up["extra_flow"].sum()), 1), count=known
        )
        value, text = (leaking, format_integer(leaking)) if known else (None, "–")
        figures = [KeyFigure("sectors_leaking", _("Sectors that leak"), value, text, note)]
        if blind:
            names = ", ".join(self._unknown)
            label = _("Sectors unknown")
            figures.append(KeyFigure("sectors_unknown", label, blind, format_integer(blind), names))
        return figures

    def charts(self) -> list[Chart]:
        """Return the nights of the first sectors that rose, else of one that did not."""
        told = self.decision[self.decision["since"].notna()]
        names = [*dict.fromkeys(told[SECTOR])][:DRAWN] or [*self.nights.columns[:1]]
        charts = []
        for name in names:
            night = self.nights[name].rename("night_flow").rename_axis("date").reset_index()
            if night["night_flow"].notna().sum() < 2:
                continue
            first = night["night_flow"].iloc[:REFERENCE].median()
            risen = _risen(night["date"], told[told[SECTOR] == name])
            charts.append(
                Chart(
                    title=_("{sector}: the night flow [m³/h]").format(sector=name),
                    sentence=_(
                        "Mean of 3 to 5 o'clock, night after night. Tinted: the flow rose and "
                        "stayed. Dashed: the fixed line of today's rule."
                    ),
                    table=night.assign(line=(1 + self.line) * first, risen=risen),
                    draw=draw_nights,
                )
            )
        return charts

    def warnings(self) -> list[str]:
        """Say that an unknown sector is not a sound one."""
        if not self._unknown:
            return []
        text = _("Unknown is not “no leak”: {sectors} told no night lately.")
        return [text.format(sectors=", ".join(self._unknown))]


def _risen(dates: pd.Series[Any], rises: pd.DataFrame) -> pd.Series[Any]:
    """Tell the nights of one sector at which a rise lasted."""
    risen = np.zeros(len(dates), bool)
    for row in rises.to_dict("records"):
        days = round(row["volume"] / max(row["extra_flow"] * 24, 1e-9))
        risen |= dates.between(row["since"], row["since"] + pd.Timedelta(days=days)).to_numpy()
    return pd.Series(risen, dates.index)
