"""A town's counts made ready: what is known at issue time, what was found on the way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from civicai.crowd.counts import Counts, as_errors, listed, make_counts
from civicai.crowd.instants import local_text, refuse_short_history
from civicai.crowd.models import LATE
from civicai.crowd.schema import CAPACITY, COUNT, COUNTER, PLACE, TIME
from civicai.errors import InputError, Problem
from civicai.forecasting.intraday.panel import told_step
from civicai.i18n import _

#: Where no capacity is given, this quantile of what was counted marks an unusual crowd.
UNUSUAL = 0.99


@dataclass(frozen=True)
class Inputs:
    """What the use case works on.

    Attributes
    ----------
    rows, presence, aside : DataFrame
        Counts believed up to ``issued_at``; people followed by gates; rows set aside.
    issued_at : Timestamp
    step : Timedelta
    capacity : dict of str to float
        Of every place, given or stood in for [people].
    stood_in : list of str
        Places whose capacity is the quantile of their counts.
    lost : list of str
        Places without any believed row.
    silent : list of str
        Places without a count in the last hours, the lost ones included.
    findings : list of Problem
    """

    rows: pd.DataFrame
    presence: pd.DataFrame
    aside: pd.DataFrame
    issued_at: pd.Timestamp
    step: pd.Timedelta
    capacity: dict[str, float]
    stood_in: list[str]
    lost: list[str]
    silent: list[str]
    findings: list[Problem]


def prepare_inputs(tables: Mapping[str, pd.DataFrame], options: Mapping[str, Any]) -> Inputs:
    """Keep what is known at issue time, add gates up, and tell what was found.

    Raises
    ------
    InputError
        When nothing is known at issue time, or less than eight days.
    """
    table = tables["counts"]
    issued = options["issued_at"]
    names = sorted(table[COUNTER].dropna().astype(str).unique())
    if issued is not None:
        refuse_too_early(table, issued)
        table = table[table[TIME] <= issued]
    counts: Counts = make_counts(table, options["error_share"], options["reset_hour"])
    rows = counts.rows
    try:
        refuse_short_history(rows, "Europe/Paris")
    except InputError as error:  # what was set aside may be why so little is left
        raise InputError([*as_errors(counts.findings), *error.problems]) from None
    issued = table[TIME].max() if issued is None else issued
    step = told_step(rows[TIME], rows[COUNTER])
    lost = sorted(set(counts.names) - set(rows[COUNTER].astype(str)))
    last = rows.groupby(COUNTER)[TIME].max()
    late = last[issued - last > LATE * step]
    capacity, stood_in, told = _capacity(rows, [*counts.names], names, tables, options)
    findings = [*counts.findings, *told, *_silent(late, lost)]
    silent = sorted({*lost, *map(str, late.index)})
    return Inputs(
        rows,
        counts.presence,
        counts.aside,
        issued,
        step,
        capacity,
        stood_in,
        lost,
        silent,
        findings,
    )


def _capacity(
    rows: pd.DataFrame,
    names: list[str],
    counters: list[str],
    tables: Mapping[str, pd.DataFrame],
    options: Mapping[str, Any],
) -> tuple[dict[str, float], list[str], list[Problem]]:
    given: dict[str, float] = {}
    findings = []
    places = tables.get("places")
    if places is not None:
        given = dict(zip(places[PLACE].astype(str), places[CAPACITY].astype(float), strict=True))
        stray = sorted(set(given) - set(names) - set(counters))
        if stray:
            message = _("capacities of places that no counter counts: {places}.")
            hint = _("Check how the place is written in both files.")
            text = message.format(places=listed(stray))
            findings.append(_warning("G14", text, len(stray), hint, PLACE))
    if options["capacity"] is not None:
        given = {name: float(options["capacity"]) for name in names} | given
    known = {name: value for name, value in given.items() if name in names and value > 0}
    missing = [name for name in names if name not in known]
    if missing:
        unusual = rows.groupby(COUNTER)[COUNT].quantile(UNUSUAL).clip(lower=1.0)
        known |= {name: float(unusual[name]) for name in missing if name in unusual}
        message = _("no capacity is given for {places}: the highest 1 % of their counts is used.")
        hint = _(
            "That marks an unusual crowd, never a safe one: give the capacity (table “places” or "
            "option “capacity”)."
        )
        text = message.format(places=listed(missing))
        findings.append(_warning("G06", text, len(missing), hint, CAPACITY))
    return known, missing, findings


def _silent(late: pd.Series[Any], lost: list[str]) -> list[Problem]:
    said = [f"{name} ({_('no count')})" for name in lost]
    said += [f"{name} ({local_text(moment)})" for name, moment in late.items()]
    if not said:
        return []
    message = _("places whose counters are silent: {places}.").format(places=listed(said))
    hint = _("They are unknown, never empty: send somebody to look.")
    return [_warning("G11", message, len(said), hint, TIME)]


def _warning(code: str, message: str, count: int, hint: str, column: str) -> Problem:
    return Problem(
        code=code, severity="warning", column=column, count=count, message=message, hint=hint
    )


def refuse_too_early(table: pd.DataFrame, issued: pd.Timestamp) -> None:
    """Refuse an issue time before the first count.

    Raises
    ------
    InputError
    """
    if (table[TIME] <= issued).any():
        return
    message = _("no count is known at {moment}.").format(moment=local_text(issued))
    hint = _("The first count is of {first}: choose a later time.")
    first = local_text(table[TIME].min())
    raise InputError(
        Problem(code="G10", value=str(issued), message=message, hint=hint.format(first=first))
    )
