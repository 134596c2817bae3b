"""A town's readings made ready: what is known at issue time, what was found on the way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from civicai.clock import local_text
from civicai.errors import Problem, listed, warning
from civicai.forecasting.intraday.panel import told_step
from civicai.i18n import _
from civicai.parking.readings import Readings, clean_readings
from civicai.parking.schema import CAPACITY, PARK, TIME

#: A park silent for longer than this is told, whatever its habits.
SILENT = pd.Timedelta("1D")


@dataclass(frozen=True)
class Inputs:
    """What the use case works on.

    Attributes
    ----------
    readings : Readings
        Those believed up to ``issued_at``, and what was set aside.
    issued_at : Timestamp
        The "now" of the forecast, in UTC.
    step : Timedelta
    tz : str
        Time zone of the town's days and hours.
    findings : list of Problem
    """

    readings: Readings
    issued_at: pd.Timestamp
    step: pd.Timedelta
    tz: str
    findings: list[Problem]

    @property
    def capacity(self) -> pd.Series[Any]:
        """Last capacity of each park [places]."""
        return self.readings.rows.groupby(PARK)[CAPACITY].last()


def prepare_inputs(tables: Mapping[str, pd.DataFrame], options: Mapping[str, Any]) -> Inputs:
    """Keep what is known at issue time, repair it, and tell what was found.

    Raises
    ------
    InputError
        When nothing is known at issue time, or less than three days.
    """
    tz = options["tz"]
    readings = Readings.known_at(tables["occupancy"], options["issued_at"], tz, clean_readings)
    issued = options["issued_at"] or readings.last
    step = told_step(readings.rows[TIME], readings.rows[PARK])
    findings = [*readings.findings, *_silent(readings, issued)]
    return Inputs(readings, issued, step, tz, findings)


def check(tables: Mapping[str, pd.DataFrame], **options: Any) -> list[Problem]:
    """Say what a run would find, before any forecast; see :class:`civicai.usecase.UseCase`."""
    return prepare_inputs(tables, options).findings


def _silent(readings: Readings, issued: pd.Timestamp) -> list[Problem]:
    never = _("no reading")
    names = [f"{park} ({never})" for park in readings.lost]
    late = readings.silent(issued, SILENT)
    names += [f"{park} ({local_text(moment)})" for park, moment in late.items()]
    if not names:
        return []
    message = _("car parks without a reading for more than a day: {parks}.")
    hint = _("They get no forecast until their feed comes back.")
    text = message.format(parks=listed(names))
    return [warning("S15", text, hint, column=TIME, count=len(names))]
