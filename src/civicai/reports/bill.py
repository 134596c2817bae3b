"""The carbon bill of a run, for the reader: one line, the parts, and where each figure is from."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from civicai.carbon.factors import ELECTRICITY
from civicai.carbon.footprint import as_given, write_energy, write_mass
from civicai.i18n import N_, _, translate
from civicai.reports.cells import TableView, view_table
from civicai.reports.charts import render_chart
from civicai.reports.figures import Chart
from civicai.reports.net_balance import tell_tender, view_balance, view_year
from civicai.reports.style import bar_style, line_style, style_axes

if TYPE_CHECKING:
    from civicai.carbon import Claim, Footprint

#: Width and height of the bill's chart, in inches.
CHART_SIZE = (7.8, 1.9)
_BOUNDS = ("central", "low", "high")
_NO_BREAK = "\u00a0"
_PARTS = {
    "cpu": N_("Processor"),
    "memory": N_("Memory"),
    "embodied": N_("Making of the equipment"),
    "always_on": N_("Machine that stays on"),
    "always_on_embodied": N_("Making of the machine that stays on"),
}
_QUALITY = {
    "high": N_("Energy known within 10%."),
    "medium": N_("Energy known within 25%."),
    "low": N_("Order of magnitude only: the real figure is somewhere between the bounds."),
}


def view_bill(footprint: Footprint, claim: Claim | None = None, title: str = "") -> dict[str, Any]:
    """Turn a footprint, and what the run is said to avoid, into the texts and tables of a report.

    Parameters
    ----------
    footprint : Footprint
        Of the run.
    claim : Claim, optional
    title : str
        What the run makes, for the paragraph of a tender; by default, the footprint's label.

    Returns
    -------
    dict
        ``sentences`` and ``year`` (list of str), ``chart`` (Chart), ``svg`` (str, empty where
        nothing was measured), ``parts``, ``factors`` and ``balance`` (TableView; None without a
        claim), ``method`` (list of str), ``tender`` (str, empty where nothing was measured).
    """
    told = not footprint.below_resolution
    chart = _chart(footprint)
    content = footprint.to_dict()
    return {
        "sentences": [
            _sentence(content),
            _(
                "The bill of one run is no achievement: what weighs is the making of the "
                "equipment, what stays switched on, and above all what the decision changes."
            ),
        ],
        "chart": chart,
        "svg": render_chart(chart, "chart-bill", CHART_SIZE) if told else "",
        "parts": _parts(content["parts"] if told else {}),
        "year": view_year(footprint, claim),
        "balance": view_balance(footprint, claim) if told and claim else None,
        "method": [
            _("Method: {method}.").format(method=content["method"]),
            translate(_QUALITY[content["quality"]]),
        ],
        "tender": tell_tender(footprint, claim, title or footprint.label) if told else "",
        "factors": _factors(content["factors"]),
    }


def _chart(footprint: Footprint) -> Chart:
    table = pd.DataFrame(
        {
            "part": [_(_PARTS[name]) if name in _PARTS else name for name in footprint.parts],
            **{
                bound: [1000 * getattr(p.emissions, bound) for p in footprint.parts.values()]
                for bound in _BOUNDS
            },
        }
    )
    sentence = _("Each bar is the central figure, each line goes from the lowest to the highest.")
    return Chart(_("The emissions of this run, part by part"), sentence, table, draw_bill)


def draw_bill(ax: Any, table: pd.DataFrame) -> None:
    """Draw the parts of a bill, each with its bounds.

    Parameters
    ----------
    ax : matplotlib Axes
    table : DataFrame
        ``part``, ``low``, ``central``, ``high`` [mgCO2e].
    """
    table = table[::-1]
    below, above = table["central"] - table["low"], table["high"] - table["central"]
    ax.barh(table["part"], table["central"], height=0.5, **bar_style("model"))
    ax.errorbar(
        table["central"],
        range(len(table)),
        xerr=[below, above],
        **{**line_style("observed"), "linestyle": "none"},
        capsize=4,
    )
    ax.grid(visible=True, axis="x")
    ax.grid(visible=False, axis="y")
    ax.set_xlim(left=0)
    ax.set_xlabel(_("milligrams of CO₂ equivalent"))
    style_axes(ax)


def _sentence(footprint: Mapping[str, Any]) -> str:
    if footprint["below_resolution"]:
        return _("This run was too short for its energy to be measured (under 10 ms).")
    emissions = footprint["emissions_gco2e"]
    quantities = {bound: _together(write_mass(emissions[bound])) for bound in _BOUNDS}
    quantities["use"] = _together(write_mass(footprint["use_gco2e"]["central"]))
    quantities["embodied"] = _together(write_mass(footprint["embodied_gco2e"]["central"]))
    quantities["energy"] = _together(write_energy(footprint["energy_kwh"]["central"]))
    return _(
        "This run emitted about {central} of CO₂ equivalent (between {low} and {high}): {use} "
        "for {energy} of electricity, {embodied} for its share of the making of the equipment."
    ).format(**quantities)


def _together(quantity: str) -> str:
    """Keep a number and its unit on one line."""
    return quantity.replace(" ", _NO_BREAK)


def _parts(parts: Mapping[str, Mapping[str, Any]]) -> TableView:
    total = sum(part["emissions_gco2e"]["central"] for part in parts.values())
    rows = []
    for name, part in parts.items():
        energy, emissions = part["energy_kwh"]["central"], part["emissions_gco2e"]
        row = {
            "part": _(_PARTS[name]) if name in _PARTS else name,
            "energy": _together(write_energy(energy)) if energy else None,
            "emissions_share": emissions["central"] / total if total else math.nan,
        }
        rows.append(row | {bound: _together(write_mass(emissions[bound])) for bound in _BOUNDS})
    labels = {
        "part": _("Part"),
        "energy": _("Electricity"),
        "central": _("Emissions (CO₂e)"),
        "low": _("At least"),
        "high": _("At most"),
        "emissions_share": _("Share of the emissions"),
    }
    return view_table(pd.DataFrame(rows, columns=[*labels]), _("What the bill is made of"), labels)


def _factors(factors: Sequence[Mapping[str, Any]]) -> TableView:
    rows = [
        {
            **factor,
            **{bound: as_given(factor[bound]) for bound in ("value", "low", "high")},
            "year": str(factor["year"]) if factor["year"] else None,
            "scope": factor["scope"] or None,
            "label": _("electricity, {country}").format(country=factor["label"])
            if factor["id"].startswith(ELECTRICITY)
            else factor["label"],
        }
        for factor in factors
    ]
    labels = {
        "label": _("Factor"),
        "value": _("Value"),
        "low": _("At least"),
        "high": _("At most"),
        "unit": _("Unit"),
        "year": _("Year"),
        "scope": _("Scope"),
        "source": _("Source"),
    }
    caption = _("The factors and their sources")
    return view_table(pd.DataFrame(rows, columns=[*labels]), caption, labels)
