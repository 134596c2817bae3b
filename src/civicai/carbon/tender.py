"""The paragraph that a public tender asks for: figures, method, what is not known."""

from __future__ import annotations

import math

from civicai import i18n
from civicai.carbon.factors import ELECTRICITY
from civicai.carbon.footprint import Footprint, as_given, two_digits, write_energy, write_mass
from civicai.carbon.interval import Interval
from civicai.carbon.projection import NetBalance
from civicai.i18n import _, format_integer, format_percent, translate


def tender_paragraph(
    year: Footprint, balance: NetBalance | None = None, *, lang: str = "fr"
) -> str:
    """Write the environmental balance of a project, ready to paste into a public tender.

    Parameters
    ----------
    year : Footprint
        Of one year, from :func:`civicai.carbon.project`.
    balance : NetBalance, optional
        From :func:`civicai.carbon.net_balance`, over the same year; without it, the project is
        said to avoid nothing that was counted.
    lang : {"fr", "en"}

    Returns
    -------
    str
        A paragraph of plain text: the year's emissions, use and manufacture apart, with their
        bounds; what is avoided; the method, its class and its factors; and what is not counted.

    Notes
    -----
    The report r24-447 of the French Senate (2025) asks that the environmental balance weigh in
    public procurement. The paragraph claims no conformity to AFNOR Spec 2314.

    Examples
    --------
    >>> from civicai.carbon import measure, project
    >>> with measure("plan of the week") as m:
    ...     total = sum(n * n for n in range(300_000))
    >>> text = tender_paragraph(project(m.footprint, runs_per_year=52), lang="en")
    >>> "What is not known" in text
    True
    """
    with i18n.use(lang):
        sentences = [_figures(year), *_avoided(balance), _method(year), _unknown(year)]
        return " ".join(sentences)


def _figures(year: Footprint) -> str:
    if year.below_resolution:
        return _(
            "Environmental balance of “{label}”: one run is too short for its energy to be "
            "measured (under 10 ms of processor time), and no figure is given."
        ).format(label=year.label)
    return _(
        "Environmental balance of “{label}”: {emissions} of CO₂ equivalent (between {low} and "
        "{high}), of which {use} for {energy} of electricity and {embodied}, that is {share}, for "
        "the share of the making of the equipment."
    ).format(
        label=year.label,
        emissions=write_mass(year.emissions.central),
        low=write_mass(year.emissions.low),
        high=write_mass(year.emissions.high),
        use=write_mass(year.use.central),
        energy=write_energy(year.energy.central),
        embodied=write_mass(year.embodied.central),
        share=format_percent(year.embodied_share, 0),
    )


def _avoided(balance: NetBalance | None) -> list[str]:
    if balance is None:
        return [_("No avoided emissions are counted: this balance is a cost.")]
    sentences = [str(balance)]
    if balance.break_even.high <= 1:
        sentences.append(_("A single unit avoided in a year pays back its emissions."))
    elif balance.break_even.central < math.inf:
        text = _("It pays back its emissions from {count} units avoided a year ({low} to {high}).")
        sentences.append(text.format(**_counts(balance.break_even)))
    return sentences


def _counts(count: Interval) -> dict[str, str]:
    bounds = {"count": count.central, "low": count.low, "high": count.high}
    return {name: _whole(bound) for name, bound in bounds.items()}


def _whole(count: float) -> str:
    if not math.isfinite(count):
        return "∞"
    return two_digits(count) if count >= 10 else format_integer(math.ceil(count))


def _method(year: Footprint) -> str:
    quality = {"high": _("high (within 10%)"), "medium": _("medium (within 25%)")}
    electricity = [f for name, f in year.factors.items() if name.startswith(ELECTRICITY)]
    factors = _("; ").join(
        _("electricity of {country}: {value} gCO₂e/kWh, {year} ({source})").format(
            country=translate(factor.label),
            value=as_given(factor.value),
            year=factor.year or "–",
            source=translate(factor.source),
        )
        for factor in electricity
    )
    return _(
        "Method: {method}; quality of the energy figure: {quality}. Factors: {factors}; PUE: "
        "{pue}. All the factors, with their sources, come with the measurement."
    ).format(
        method=year.method,
        quality=quality.get(year.quality, _("low (order of magnitude)")),
        factors=factors or "–",
        pue=i18n.format_number(year.factors["pue"].value, 2) if "pue" in year.factors else "–",
    )


def _unknown(year: Footprint) -> str:
    text = _(
        "What is not known: the real machine, whose manufacture is taken from averages; its "
        "screen, power supply, disks, network and graphics cards, which are not counted; water and "
        "metals; the indirect effects."
    )
    if "rapl" not in year.methods:
        text += " " + _("The power of the processor is estimated, not measured.")
    return text
