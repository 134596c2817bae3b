"""From what gauges send to readings one can believe: one a station and instant, all told."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

import pandas as pd

from civicai.clock import duration_text
from civicai.errors import InputError, Problem
from civicai.forecasting.cleaning import Cleaning, Notice
from civicai.forecasting.intraday.observations import IntradayObservations
from civicai.i18n import N_, _
from civicai.risk.codes import WHY
from civicai.risk.schema import (
    DISCHARGE,
    LEVEL,
    OBSERVATIONS,
    RESULT,
    STATION,
    TIME,
)
from civicai.risk.sources.hubeau import in_our_units
from civicai.tables import check_table

#: Least past that a model is learned from.
SHORTEST = pd.Timedelta("14D")
#: What is said of two readings, or two measures of rain, of one time.
TWICE = Notice("H16", N_("readings come twice, the same: each counts once."))
DIFFERING = Notice("H17", N_("readings of one time differ: the last one of the file counts."))
#: A file that gives one instant twice is refused; in a notebook it is settled, and told.
_REPEATED = replace(OBSERVATIONS, repeats=True)


@dataclass(frozen=True)
class Readings(IntradayObservations):
    """What is believed of the readings of gauges, and what is not.

    Attributes
    ----------
    rows : DataFrame
        ``station``, ``time`` (UTC), ``discharge`` [m3/s] or ``level`` [m]; in order, one row a
        station and time.
    aside : DataFrame
        Readings of an instant that another row gives, with ``why``, a code.
    findings : list of Problem
    names : list of str
        Every station of the table, those without a reading included.
    quantity : {"discharge", "level"}
        What the rows hold.
    """

    key: ClassVar[str] = STATION
    fewest_days: ClassVar[int] = SHORTEST.days
    too_early: ClassVar[Notice] = Notice(
        "H06",
        N_("no reading is known at {moment}."),
        N_("The first reading is of {first}: choose a later time."),
    )
    in_the_future: ClassVar[Notice] = Notice(
        "H07",
        N_("{count} readings are later than the issue time, {moment}."),
        N_("A forecast may not see its own future: fit on earlier readings."),
    )
    too_short: ClassVar[Notice] = Notice(
        "H05",
        N_("the readings cover {span}: too short to learn how the river rises."),
        N_("Give at least 14 days, and better some years with floods."),
    )

    quantity: str = DISCHARGE

    def refuse_short(self, tz: str) -> None:
        """Refuse readings that are too few to learn from, whatever the time zone.

        Raises
        ------
        InputError
        """
        times = self.rows[TIME]
        span = times.max() - times.min() if len(times) else pd.Timedelta(0)
        if span < SHORTEST:
            raise InputError(self.too_short.problem(span=duration_text(span)))


def make_readings(observations: pd.DataFrame | Readings, quantity: str | None = None) -> Readings:
    """Turn a table into readings of one quantity, each station and instant once.

    Parameters
    ----------
    observations : DataFrame or Readings
        ``station``, ``time`` and the quantity, or what Hub'Eau calls them. A missing value is no
        reading; of two readings at one instant the last row counts. What is cleaned already is
        returned as it is.
    quantity : {"discharge", "level"}, optional
        By default the discharge where there is one.

    Raises
    ------
    InputError
        With all that is wrong in the table.

    Examples
    --------
    >>> times = pd.to_datetime(["2024-10-17 06:00", "2024-10-17 06:00"], utc=True)
    >>> table = pd.DataFrame({"station": "Pont", "time": times, "level": [0.8, 0.9]})
    >>> readings = make_readings(table)
    >>> readings.quantity, readings.rows["level"].tolist(), readings.aside["level"].tolist()
    ('level', [0.9], [0.8])
    """
    if isinstance(observations, Readings):
        if quantity not in (None, observations.quantity):
            raise InputError(no_such_quantity(str(quantity)))
        return observations
    table, findings = check_table(observations, _REPEATED)
    readings = clean_readings(table, quantity)
    return replace(readings, findings=[*findings, *readings.findings])


def clean_readings(table: pd.DataFrame, quantity: str | None = None) -> Readings:
    """Do as :func:`make_readings`, of a table that is typed already."""
    table = settle_quantities(table)
    measured = quantity or measured_quantity(table)
    if measured not in table:
        measured_quantity(table)
        raise InputError(no_such_quantity(measured))
    names = sorted(map(str, table[STATION].dropna().unique()))
    rows = table[[STATION, TIME, measured]].dropna()
    cleaning = Cleaning(rows.sort_values([STATION, TIME], kind="stable"), WHY)
    cleaning.repeated([STATION, TIME], [measured], TWICE, DIFFERING)
    rows = cleaning.rows.reset_index(drop=True)
    aside = cleaning.aside.rename_axis("line").reset_index()
    return Readings(rows, aside, cleaning.findings, names, measured)


def measured_quantity(table: pd.DataFrame) -> str:
    """Return what a table measures: ``"discharge"`` where it has some, else ``"level"``.

    Raises
    ------
    InputError
        If it has neither.
    """
    for name in (DISCHARGE, LEVEL):
        if name in table.columns and table[name].notna().any():
            return name
    raise InputError(
        Problem(
            code="H01",
            message=_("the readings have neither a discharge nor a water level."),
            hint=_(
                "Add a column “débit” in m³/s or “hauteur” in metres, or give the extraction of "
                "Hub'Eau as it is (grandeur_hydro, resultat_obs)."
            ),
        )
    )


def no_such_quantity(quantity: str) -> Problem:
    """Return the problem of a quantity that the table lacks."""
    message = _("the readings have no column “{quantity}”.")
    return Problem(
        code="H01",
        message=message.format(quantity=quantity),
        hint=_("Choose the other quantity, or leave the option out."),
        value=quantity,
    )


def settle_quantities(table: pd.DataFrame) -> pd.DataFrame:
    """Write the values of an extraction of Hub'Eau in our columns and units, and check them.

    Parameters
    ----------
    table : DataFrame
        With ``quantity`` (Q or H) and ``result`` (litres per second, millimetres); one that has
        neither is returned as it is.

    Raises
    ------
    InputError
        For a quantity that is neither Q nor H: what is measured is not guessed; for a value that
        cannot be.
    """
    if RESULT not in table or table[RESULT].isna().all():
        return table
    return check_table(in_our_units(table), _REPEATED)[0]
