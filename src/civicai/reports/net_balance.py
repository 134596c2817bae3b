"""A year of the project for the reader: what it emits, what it avoids, and from when it pays."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from civicai.carbon.footprint import two_digits, write_mass
from civicai.carbon.interval import Interval
from civicai.carbon.projection import project
from civicai.carbon.tender import tender_paragraph
from civicai.i18n import _, format_integer, format_percent, language
from civicai.reports.cells import TableView, view_table
from civicai.reports.figures import KeyFigure

if TYPE_CHECKING:
    from civicai.carbon import Claim, Footprint, NetBalance

#: A small machine kept on all year for this alone [W]: the prudent end of what may be needed.
ALWAYS_ON = 15.0
_DAYS = 365
_NO_BREAK = "\u00a0"


def balance_figure(balance: NetBalance, claim: Claim) -> KeyFigure:
    """Return the key figure of a balance [kgCO2e]: what is left once the run is paid for.

    Parameters
    ----------
    balance : NetBalance
    claim : Claim
    """
    note = _("over a year, from {low} to {high}")
    if math.isfinite(balance.break_even.central):
        note = _("over a year, from {low} to {high}; break-even, in {unit} a year: {count}")
    return KeyFigure(
        "net_kgCO2e",
        _("Net emissions avoided (CO₂e)"),
        balance.net.central / 1000,
        _together(write_mass(balance.net.central)),
        note.format(
            low=_together(write_mass(balance.net.low)),
            high=_together(write_mass(balance.net.high)),
            count=write_count(balance.break_even.central),
            unit=claim.unit,
        ),
    )


def view_year(footprint: Footprint, claim: Claim | None) -> list[str]:
    """Return what a year of such runs costs or brings, in sentences.

    Parameters
    ----------
    footprint : Footprint
        Of one run.
    claim : Claim, optional
    """
    if footprint.below_resolution:
        return [_("A run too short to be measured gives no figure for a year either.")]
    if claim is None:
        year = project(footprint, runs_per_year=_DAYS)
        text = _(
            "Repeated every day, this run would emit {central} of CO₂ equivalent a year ({low} to "
            "{high}), {share} of it for the making of the equipment. It is a cost: this report "
            "counts no avoided emissions."
        )
        return [text.format(**_words(year.emissions), share=format_percent(year.embodied_share, 0))]
    balance = claim.balance(footprint)
    hosted = claim.balance(footprint, ALWAYS_ON)
    sentences = [str(balance), claim.basis]
    if math.isfinite(balance.break_even.central):
        text = _(
            "Break-even, in {unit} a year: {count} for the runs; {hosted} with a machine of "
            "{watts} W kept on all year for this alone. Making the equipment is {share} of what "
            "the runs emit."
        )
        sentences.append(
            text.format(
                count=write_count(balance.break_even.central),
                hosted=write_count(hosted.break_even.central),
                unit=claim.unit,
                watts=format_integer(ALWAYS_ON),
                share=format_percent(footprint.embodied_share, 0),
            )
        )
    return sentences


def tell_tender(footprint: Footprint, claim: Claim | None, title: str) -> str:
    """Return the paragraph that a town may paste into a public tender.

    Parameters
    ----------
    footprint : Footprint
        Of one run.
    claim : Claim, optional
    title : str
        What the run makes, in the reader's language.
    """
    runs = claim.runs_per_year if claim else _DAYS
    year = project(replace(footprint, label=title), runs_per_year=runs)
    return tender_paragraph(year, claim.balance(footprint) if claim else None, lang=language())


def view_balance(footprint: Footprint, claim: Claim) -> TableView:
    """Return the balance of a year, line by line.

    Parameters
    ----------
    footprint : Footprint
        Of one run.
    claim : Claim
    """
    year = project(footprint, runs_per_year=claim.runs_per_year)
    hosted = project(footprint, runs_per_year=claim.runs_per_year, always_on_watts=ALWAYS_ON)
    balance = claim.balance(footprint)
    with_host = claim.balance(footprint, ALWAYS_ON)
    runs = format_integer(claim.runs_per_year)
    watts = format_integer(ALWAYS_ON)
    masses = {
        _("Emitted: electricity of {runs} runs").format(runs=runs): year.use,
        _("Emitted: share of the making of the equipment"): year.embodied,
        _("Avoided, as claimed"): balance.claimed,
        _("Avoided, once the two shares are taken off"): balance.avoided,
        _("Net of the year: avoided less emitted"): balance.net,
        _("Emitted with a machine of {watts} W on all year").format(watts=watts): hosted.emissions,
        _("Net of the year with that machine"): with_host.net,
    }
    counts = {
        _("{unit} a year, as claimed").format(unit=_capital(claim.unit)): balance.units,
        _("Break-even, in {unit} a year").format(unit=claim.unit): balance.break_even,
        _("Break-even with that machine, in {unit} a year").format(
            unit=claim.unit
        ): with_host.break_even,
    }
    rows = [[line, *_three(mass, write_mass)] for line, mass in masses.items()]
    rows += [[line, *_three(count, write_count)] for line, count in counts.items()]
    labels = {
        "line": _("Line of the balance"),
        "central": _("Central"),
        "low": _("At least"),
        "high": _("At most"),
    }
    caption = _("The balance of a year (CO₂e)")
    return view_table(pd.DataFrame(rows, columns=[*labels]), caption, labels)


def write_count(count: float) -> str:
    """Write a count with two significant digits; none is enough where it is infinite."""
    if not math.isfinite(count):
        return _("none is enough")
    return _("less than one") if 0 < count < 1 else two_digits(count)


def _three(figure: Interval, write: Callable[[float], str]) -> list[str]:
    return [_together(write(bound)) for bound in (figure.central, figure.low, figure.high)]


def _words(figure: Interval) -> dict[str, str]:
    return {
        bound: _together(write_mass(getattr(figure, bound))) for bound in ("low", "central", "high")
    }


def _together(quantity: str) -> str:
    """Keep a number and its unit on one line."""
    return quantity.replace(" ", _NO_BREAK)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
