"""The carbon bill of a piece of work: energy and emissions, each low, central and high."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from civicai.carbon.factors import Factor
from civicai.carbon.interval import ZERO, Interval
from civicai.i18n import N_, _, format_number, translate

SCHEMA = "civicai.footprint/1"

_METHODS = {
    "tree": N_("processor time of the process and of all its children"),
    "reaped": N_("processor time of the process and of its finished children"),
    "process": N_("processor time of the process alone, without its children"),
    "rapl": N_("energy counters of the machine (RAPL), shared out by processor time"),
    "named": N_("power estimated from the exact name of the processor"),
    "generic": N_("generic power of a virtual core, as the processor is not known by its name"),
    "given": N_("power of a core given by the user"),
    "memory": N_("memory really occupied"),
    "assumed": N_("assumed memory"),
    "always_on": N_("a machine that stays on all year"),
}


@dataclass(frozen=True)
class Part:
    """One part of a footprint.

    Parameters
    ----------
    energy : Interval
        Electricity [kWh]; zero for what is embodied.
    emissions : Interval
        [gCO2e].
    embodied : bool
        Whether the emissions are those of manufacture rather than of use.
    """

    energy: Interval
    emissions: Interval
    embodied: bool = False

    def __add__(self, other: Part) -> Part:
        return Part(self.energy + other.energy, self.emissions + other.emissions, self.embodied)

    def __mul__(self, count: float) -> Part:
        return Part(self.energy * count, self.emissions * count, self.embodied)

    def to_dict(self) -> dict[str, Any]:
        """Return the part as a plain dictionary, ready for JSON."""
        return {
            "energy_kwh": self.energy.to_dict(),
            "emissions_gco2e": self.emissions.to_dict(),
            "embodied": self.embodied,
        }


@dataclass(frozen=True)
class Footprint:
    """Energy and emissions of a piece of work, with the method and every factor behind them.

    Footprints add up, also with :func:`sum`, multiply and divide: ``fp / 1000`` is the share of
    one of a thousand predictions, which one alone would be too short to measure.

    Parameters
    ----------
    label : str
        What was measured.
    duration : float
        Time on the clock [s].
    cpu_seconds : float
        Processor time, all cores and children together [s].
    parts : dict of str to Part
        ``"cpu"``, ``"memory"``, ``"embodied"``; a projection adds ``"always_on"`` and
        ``"always_on_embodied"``.
    methods : tuple of str
        Codes of how each thing was known, which :attr:`method` writes out.
    factors : dict of str to Factor
        Every factor that entered, by id.
    below_resolution : bool
        Whether it was measured over too short a processor time for the counters to tell (10 ms).
        A multiple of such a footprint is no better known.
    """

    label: str
    duration: float
    cpu_seconds: float
    parts: Mapping[str, Part]
    methods: tuple[str, ...]
    factors: Mapping[str, Factor]
    below_resolution: bool = False

    @property
    def energy(self) -> Interval:
        """Electricity [kWh]."""
        return sum((part.energy for part in self.parts.values()), start=ZERO)

    @property
    def use(self) -> Interval:
        """Emissions of the electricity used [gCO2e]."""
        return self._emissions(embodied=False)

    @property
    def embodied(self) -> Interval:
        """Share of the emissions of making the equipment [gCO2e]."""
        return self._emissions(embodied=True)

    @property
    def emissions(self) -> Interval:
        """Emissions of use and of manufacture together [gCO2e]."""
        return self.use + self.embodied

    @property
    def method(self) -> str:
        """How the figures were known, in the language in force."""
        return _("; ").join(translate(_METHODS[code]) for code in self.methods)

    @property
    def quality(self) -> Literal["high", "medium", "low"]:
        """Class of the energy figure: bounds within ±10 % (high), ±25 % (medium), or beyond.

        The classes are those of BoAmps, the report format of AFNOR Spec 2314. A machine that
        stays on is left aside: its power was declared, not measured.
        """
        known = (part.energy for name, part in self.parts.items() if name != "always_on")
        energy = sum(known, start=ZERO)
        if energy.central == 0:
            return "low"
        spread = max(energy.high - energy.central, energy.central - energy.low) / energy.central
        return "high" if spread <= 0.10 else "medium" if spread <= 0.25 else "low"

    @property
    def sources(self) -> tuple[str, ...]:
        """The sources of the factors, each once, in the language in force."""
        return tuple(dict.fromkeys(translate(factor.source) for factor in self.factors.values()))

    @property
    def embodied_share(self) -> float:
        """Share of the emissions due to making the equipment, 0 to 1; not a number if none."""
        total = self.emissions.central
        return self.embodied.central / total if total else math.nan

    def _emissions(self, embodied: bool) -> Interval:
        chosen = (part.emissions for part in self.parts.values() if part.embodied is embodied)
        return sum(chosen, start=ZERO)

    def __add__(self, other: Footprint) -> Footprint:
        parts = dict(self.parts)
        for name, part in other.parts.items():
            parts[name] = parts[name] + part if name in parts else part
        same = self.label == other.label
        return Footprint(
            label=self.label if same else f"{self.label} + {other.label}",
            duration=self.duration + other.duration,
            cpu_seconds=self.cpu_seconds + other.cpu_seconds,
            parts=parts,
            methods=tuple(dict.fromkeys(self.methods + other.methods)),
            factors={**self.factors, **other.factors},
            below_resolution=self.below_resolution and other.below_resolution,
        )

    def __radd__(self, other: int) -> Footprint:
        if other != 0:  # sum() starts from 0
            return NotImplemented
        return self

    def __mul__(self, count: float) -> Footprint:
        return replace(
            self,
            duration=self.duration * count,
            cpu_seconds=self.cpu_seconds * count,
            parts={name: part * count for name, part in self.parts.items()},
        )

    __rmul__ = __mul__

    def __truediv__(self, count: float) -> Footprint:
        return self * (1 / count)

    def __str__(self) -> str:
        if self.below_resolution:
            text = _("{label}: below the resolution of the meter (10 ms of processor time).")
            return text.format(label=self.label)
        text = _(
            "{label}: {emissions} CO₂e ({low} to {high}), of which {use} for electricity and "
            "{embodied} for making the equipment; {energy} for {cpu} s of processor time."
        )
        return text.format(
            label=self.label,
            emissions=write_mass(self.emissions.central),
            low=write_mass(self.emissions.low),
            high=write_mass(self.emissions.high),
            use=write_mass(self.use.central),
            embodied=write_mass(self.embodied.central),
            energy=write_energy(self.energy.central),
            cpu=two_digits(self.cpu_seconds),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return everything as a plain dictionary, ready for JSON; units are in the names."""
        return {
            "schema": SCHEMA,
            "label": self.label,
            "duration_s": self.duration,
            "cpu_seconds": self.cpu_seconds,
            "below_resolution": self.below_resolution,
            "energy_kwh": self.energy.to_dict(),
            "emissions_gco2e": self.emissions.to_dict(),
            "use_gco2e": self.use.to_dict(),
            "embodied_gco2e": self.embodied.to_dict(),
            "parts": {name: part.to_dict() for name, part in self.parts.items()},
            "method": self.method,
            "quality": self.quality,
            "factors": [factor.to_dict() for factor in self.factors.values()],
            "sources": list(self.sources),
        }


def two_digits(value: float) -> str:
    """Write a number with two significant digits, which is all that an estimate deserves.

    Examples
    --------
    >>> from civicai.i18n import use
    >>> with use("en"):
    ...     [two_digits(value) for value in (0.0314, 0.996, 4.26, 173.2, 0)]
    ['0.031', '1.0', '4.3', '170', '0']
    """
    if value == 0:
        return format_number(0)
    rounded = float(f"{value:.1e}")
    return format_number(rounded, max(0, 1 - math.floor(math.log10(abs(rounded)))))


def as_given(value: float) -> str:
    """Write the figure of a source with the digits that the source gives.

    Examples
    --------
    >>> from civicai.i18n import use
    >>> with use("en"):
    ...     [as_given(value) for value in (0.3725, 44.2, 225000, 6.0)]
    ['0.3725', '44.2', '225,000', '6']
    """
    return format_number(value, len(f"{value:f}".rstrip("0").partition(".")[2]))


def write_mass(grams: float) -> str:
    """Write a mass in the unit in which it reads best, from micrograms to tonnes.

    Examples
    --------
    >>> from civicai.i18n import use
    >>> with use("en"):
    ...     write_mass(0.00432), write_mass(0.9999), write_mass(160e6)
    ('4.3 mg', '1.0 g', '160 t')
    """
    return _best_unit(grams, {"µg": 1e-6, "mg": 1e-3, "g": 1.0, "kg": 1e3, "t": 1e6})


def write_energy(kilowatt_hours: float) -> str:
    """Write an energy in the unit in which it reads best, from microwatt-hours to MWh."""
    return _best_unit(
        kilowatt_hours, {"µWh": 1e-9, "mWh": 1e-6, "Wh": 1e-3, "kWh": 1.0, "MWh": 1e3}
    )


def _best_unit(value: float, units: Mapping[str, float]) -> str:
    rounded = float(f"{value:.1e}")  # first, so that 0.9999 g reads 1.0 g and not 1,000 mg
    fitting = [unit for unit, size in units.items() if abs(rounded) >= size * (1 - 1e-9)]
    unit = fitting[-1] if fitting else next(iter(units))
    return f"{two_digits(value / units[unit])} {unit}"
