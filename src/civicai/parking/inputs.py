"""A town's readings made ready: what is known at issue time, what was found on the way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from civicai.errors import InputError, Problem
from civicai.forecasting.intraday.panel import told_step
from civicai.i18n import _, language
from civicai.parking.grid import refuse_short_history
from civicai.parking.readings import Readings, as_errors, make_readings
from civicai.parking.schema import CAPACITY, PARK, TIME

#: A park silent for longer than this is told, whatever its habits.
SILENT = pd.Timedelta("1D")


@dataclass(frozen=True)
class Inputs:
    """What the use case works on.

    Attributes
    ----------
    rows, aside : DataFrame
        The readings believed up to ``issued_at``, and the rows set aside.
    issued_at : Timestamp
        The "now" of the forecast, in UTC.
    step : Timedelta
    lost : list of str
        Parks of the table without any reading that is believed.
    findings : list of Problem
    """

    rows: pd.DataFrame
    aside: pd.DataFrame
    issued_at: pd.Timestamp
    step: pd.Timedelta
    lost: list[str]
    findings: list[Problem]

    @property
    def capacity(self) -> pd.Series:
        """Last capacity of each park [places]."""
        return self.rows.groupby(PARK)[CAPACITY].last()


def prepare_inputs(tables: Mapping[str, pd.DataFrame], options: Mapping[str, Any]) -> Inputs:
    """Keep what is known at issue time, repair it, and tell what was found.

    Raises
    ------
    InputError
        When nothing is known at issue time, or less than three days.
    """
    table = tables["occupancy"]
    issued = options["issued_at"]
    if issued is not None:
        refuse_too_early(table, issued)
        table = table[table[TIME] <= issued]
    readings: Readings = make_readings(table)
    rows = readings.rows
    try:
        refuse_short_history(rows)
    except InputError as error:  # what was set aside may be why so little is left
        raise InputError([*as_errors(readings.findings), *error.problems]) from None
    issued = rows[TIME].max() if issued is None else issued
    lost = sorted(set(table[PARK].dropna()) - set(rows[PARK]))
    findings = [*readings.findings, *_silent(rows, issued, lost)]
    step = told_step(rows[TIME], rows[PARK])
    return Inputs(rows, readings.aside, issued, step, lost, findings)


def refuse_too_early(table: pd.DataFrame, issued: pd.Timestamp) -> None:
    """Refuse an issue time before the first reading.

    Raises
    ------
    InputError
    """
    if (table[TIME] <= issued).any():
        return
    message = _("no reading is known at {moment}.")
    first = table[TIME].min()
    raise InputError(
        Problem(
            code="S13",
            value=str(issued),
            message=message.format(moment=local_text(issued)),
            hint=_("The first reading is of {first}: choose a later time.").format(
                first=local_text(first)
            ),
        )
    )


def _silent(rows: pd.DataFrame, issued: pd.Timestamp, lost: list[str]) -> list[Problem]:
    last = rows.groupby(PARK)[TIME].max()
    late = last[issued - last > SILENT]
    never = _("no reading")
    names = [f"{park} ({never})" for park in lost]
    names += [f"{park} ({local_text(moment)})" for park, moment in late.items()]
    if not names:
        return []
    said = ", ".join(names[:5]) + (", …" if len(names) > 5 else "")
    message = _("car parks without a reading for more than a day: {parks}.").format(parks=said)
    return [
        Problem(
            code="S15",
            severity="warning",
            column=TIME,
            count=len(names),
            message=message,
            hint=_("They get no forecast until their feed comes back."),
        )
    ]


def local_text(moment: pd.Timestamp) -> str:
    """Write an instant in French legal time, as the reader writes days."""
    form = "%d/%m/%Y %H:%M" if language() == "fr" else "%Y-%m-%d %H:%M"
    return moment.tz_convert("Europe/Paris").strftime(form)
