"""From one run to a year, and from a year to what the project saves or costs the climate."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from civicai.carbon.factors import ELECTRICITY, choose_factors
from civicai.carbon.footprint import Footprint, Part, write_mass
from civicai.carbon.interval import ZERO, Bounds, Interval
from civicai.errors import InputError, Problem
from civicai.i18n import _, format_percent

#: Hours in a year.
YEAR = 8766.0


def project(
    footprint: Footprint,
    *,
    runs_per_year: float,
    training: Footprint | None = None,
    trainings_per_year: float = 0.0,
    always_on_watts: float = 0.0,
    factors: Mapping[str, Bounds] | None = None,
) -> Footprint:
    """Project one run to a year, with the trainings behind it and the machine that serves it.

    In France the making of the equipment outweighs its electricity: see ``embodied_share``.

    Parameters
    ----------
    footprint : Footprint
        Of one run (a prediction, a plan), from :func:`civicai.carbon.measure`.
    runs_per_year : float
    training : Footprint, optional
        Of one training, where it was measured apart.
    trainings_per_year : float
    always_on_watts : float
        Power of a machine that stays on all year for this alone [W]; its manufacture is added
        (factor ``embodied.always_on_year``). It often weighs more than all the runs.
    factors : dict, optional
        Figures that replace those of the table, by id.

    Returns
    -------
    Footprint
        Of one year. The always-on machine uses the footprint's own electricity and PUE; where
        footprints of several countries were added up, the highest.

    Raises
    ------
    InputError
        If a number is negative or a factor unknown.

    Examples
    --------
    >>> from civicai.carbon import measure
    >>> with measure("daily forecast") as m:
    ...     total = sum(n * n for n in range(200_000))
    >>> year = project(m.footprint, runs_per_year=365, always_on_watts=15)
    >>> round(year.parts["always_on"].energy.central, 1)  # 15 W all year [kWh]
    131.5
    """
    if trainings_per_year and training is None:
        hint = _("Give the footprint of one training too: training=….")
        raise InputError(_impossible("trainings_per_year", trainings_per_year, hint))
    refuse_impossible(
        runs_per_year=runs_per_year,
        trainings_per_year=trainings_per_year,
        always_on_watts=always_on_watts,
    )
    year = footprint * runs_per_year
    if training is not None:
        year += training * trainings_per_year
    year = replace(year, label=_("{label}, one year").format(label=footprint.label))
    return year if always_on_watts == 0 else _with_machine(year, always_on_watts, factors)


def refuse_impossible(**counts: float) -> None:
    """Refuse counts that are negative or no number, all together.

    Raises
    ------
    InputError
        With a problem of code ``E04`` for each.
    """
    hint = _("Give a number, 0 or above.")
    wrong = [_impossible(name, value, hint) for name, value in counts.items() if not _counts(value)]
    if wrong:
        raise InputError(wrong)


def _counts(value: float) -> bool:
    return 0 <= value < math.inf


def _with_machine(year: Footprint, watts: float, factors: Mapping[str, Bounds] | None) -> Footprint:
    _electricity, table = choose_factors("FR", factors)
    manufacture = table["embodied.always_on_year"]
    own = (factor for name, factor in year.factors.items() if name.startswith(ELECTRICITY))
    electricity = max(own, key=lambda factor: factor.value)
    energy = year.factors["pue"].interval * (watts * YEAR / 1000)
    added = {
        "always_on": Part(energy, energy * electricity.interval),
        "always_on_embodied": Part(ZERO, manufacture.interval, embodied=True),
    }
    return replace(
        year,
        parts={**year.parts, **added},
        methods=(*year.methods, "always_on"),
        factors={**year.factors, manufacture.id: manufacture},
    )


@dataclass(frozen=True)
class NetBalance:
    """What a project avoids, less what it emits.

    Parameters
    ----------
    emitted : Interval
        Emissions of the project [gCO2e].
    avoided : Interval
        Emissions really avoided [gCO2e], counterfactual and rebound taken off.
    break_even : Interval
        Units that must succeed for the project to pay back its emissions (infinite where
        nothing is avoided); a share of the claim when one unit was given.
    counterfactual_share, rebound_share : Interval
        The two assumptions.
    claimed : Interval
        Emissions avoided before those two are taken off [gCO2e].
    units : Interval
        Units over the period.
    """

    emitted: Interval
    avoided: Interval
    break_even: Interval
    counterfactual_share: Interval
    rebound_share: Interval
    claimed: Interval
    units: Interval

    @property
    def net(self) -> Interval:
        """Avoided less emitted [gCO2e]: above zero, the project pays for itself."""
        return self.avoided - self.emitted

    @property
    def verdict(self) -> Literal["favourable", "unfavourable", "uncertain"]:
        """Whether the balance keeps one sign over its whole range."""
        if self.net.low > 0:
            return "favourable"
        return "unfavourable" if self.net.high <= 0 else "uncertain"

    def __str__(self) -> str:
        if self.avoided == ZERO:
            text = _("This project avoids no emissions: it costs {emitted} CO₂e ({low} to {high}).")
        elif self.verdict == "favourable":
            text = _("This project avoids {net} CO₂e more than it emits ({net_low} to {net_high}).")
        elif self.verdict == "unfavourable":
            text = _(
                "This project emits {loss} CO₂e more than it avoids ({loss_low} to {loss_high})."
            )
        else:
            text = _(
                "This project may avoid more CO₂e than it emits, or less: the net lies between "
                "{net_low} and {net_high}."
            )
        if self.avoided != ZERO:
            text += " " + _(
                "Assumed: only {counterfactual} of the claim is due to the project, and {rebound} "
                "of that is lost to rebound."
            )
        return text.format(
            emitted=write_mass(self.emitted.central),
            low=write_mass(self.emitted.low),
            high=write_mass(self.emitted.high),
            net=write_mass(self.net.central),
            loss=write_mass(-self.net.central),
            loss_low=write_mass(-self.net.high),
            loss_high=write_mass(-self.net.low),
            net_low=write_mass(self.net.low),
            net_high=write_mass(self.net.high),
            counterfactual=format_percent(self.counterfactual_share.central, 0),
            rebound=format_percent(self.rebound_share.central, 0),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return everything as a plain dictionary, ready for JSON; no break-even is ``None``."""
        count = self.break_even.to_dict()
        return {
            "emitted_gco2e": self.emitted.to_dict(),
            "claimed_gco2e": self.claimed.to_dict(),
            "avoided_gco2e": self.avoided.to_dict(),
            "units": self.units.to_dict(),
            "net_gco2e": self.net.to_dict(),
            "break_even": {k: v if math.isfinite(v) else None for k, v in count.items()},
            "counterfactual_share": self.counterfactual_share.to_dict(),
            "rebound_share": self.rebound_share.to_dict(),
            "verdict": self.verdict,
        }


def net_balance(
    footprint: Footprint,
    avoided: Bounds,
    *,
    units: Bounds = 1,
    counterfactual_share: Bounds = 0.5,
    rebound_share: Bounds = 0.1,
) -> NetBalance:
    """Set what a project emits against what it avoids.

    Parameters
    ----------
    footprint : Footprint
        Of the project over the same period, often from :func:`project`.
    avoided : float, (low, central, high) or Interval
        Emissions that one unit avoids [gCO2e], such as a meal not thrown away.
    units : float, (low, central, high) or Interval
        Units over the period; 1 where ``avoided`` is already that of the period. Below zero
        where the project made things worse: that counts whole, without the two shares.
    counterfactual_share : float, (low, central, high) or Interval
        Share of the claim, 0 to 1, that would not have been avoided without the project. The
        default, a half, is a prudent assumption of ours and no measurement: say yours.
    rebound_share : float, (low, central, high) or Interval
        Share of it lost again, 0 to 1, because what is saved is spent. Assumed a tenth.

    Raises
    ------
    InputError
        If a figure is negative, out of order, or a share is above 1.

    Examples
    --------
    >>> from civicai.carbon import measure
    >>> with measure("daily forecast") as m:
    ...     total = sum(n * n for n in range(200_000))
    >>> year = project(m.footprint, runs_per_year=140, always_on_watts=15)
    >>> net_balance(year, avoided=(740, 1700, 2660), units=430 * 140).verdict
    'favourable'
    """
    counterfactual = _bounds("counterfactual_share", counterfactual_share, 1)
    rebound = _bounds("rebound_share", rebound_share, 1)
    count = _bounds("units", units, math.inf, lowest=-math.inf)
    per_unit = _bounds("avoided", avoided, math.inf)
    kept = per_unit * counterfactual
    kept *= Interval(1 - rebound.high, 1 - rebound.central, 1 - rebound.low)
    emitted = footprint.emissions
    return NetBalance(
        emitted=emitted,
        avoided=_times(count, gain=kept, loss=per_unit),
        break_even=Interval(
            _ratio(emitted.low, kept.high),
            _ratio(emitted.central, kept.central),
            _ratio(emitted.high, kept.low),
        ),
        counterfactual_share=counterfactual,
        rebound_share=rebound,
        claimed=_times(count, gain=per_unit, loss=per_unit),
        units=count,
    )


def _times(count: Interval, *, gain: Interval, loss: Interval) -> Interval:
    """Multiply a count that may be negative by what each unit gains, or loses."""
    return Interval(
        count.low * (gain.low if count.low >= 0 else loss.high),
        count.central * (gain.central if count.central >= 0 else loss.central),
        count.high * (gain.high if count.high >= 0 else loss.low),
    )


def _ratio(cost: float, gain: float) -> float:
    return cost / gain if gain > 0 else math.inf


def _bounds(name: str, value: Bounds, highest: float, lowest: float = 0.0) -> Interval:
    try:
        interval = Interval.of(value)
    except (TypeError, ValueError):
        interval = None
    finite = interval is not None and math.isfinite(interval.low + interval.high)
    if interval is None or not finite or interval.low < lowest or interval.high > highest:
        hint = _("Give a number, or three: low, central and high, in that order.")
        if lowest == 0:
            hint = _("Give a positive number, or three: low, central and high, in that order.")
        if highest == 1:
            hint = _("Give a share, from 0 to 1.")
        raise InputError(_impossible(name, value, hint))
    return interval


def _impossible(name: str, value: object, hint: str) -> Problem:
    message = _("the argument “{name}” cannot be “{value}”.").format(name=name, value=value)
    return Problem(code="E04", message=message, hint=hint, value=str(value))
