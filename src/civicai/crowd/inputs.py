"""A town's counts made ready: what is known at issue time, what was found on the way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import pandas as pd

from civicai.clock import local_text
from civicai.crowd.counts import Counts, clean_counts, values_of
from civicai.crowd.models import LATE, UNUSUAL
from civicai.crowd.schema import CAPACITY, COUNTER, PLACE, TIME
from civicai.errors import Problem, listed, warning
from civicai.forecasting.intraday.panel import told_step
from civicai.i18n import _


@dataclass(frozen=True)
class Inputs:
    """What the use case works on.

    Attributes
    ----------
    counts : Counts
        Those believed up to ``issued_at``, and what was set aside.
    issued_at : Timestamp
    step : Timedelta
    tz : str
        Time zone of the town's days and hours.
    capacity : dict of str to float
        Of every place, given or stood in for [people].
    stood_in : list of str
        Places whose capacity is the quantile of their counts.
    silent : list of str
        Places without a count in the last hours, those without any included.
    findings : list of Problem
    """

    counts: Counts
    issued_at: pd.Timestamp
    step: pd.Timedelta
    tz: str
    capacity: dict[str, float]
    stood_in: list[str]
    silent: list[str]
    findings: list[Problem]


def prepare_inputs(tables: Mapping[str, pd.DataFrame], options: Mapping[str, Any]) -> Inputs:
    """Keep what is known at issue time, add gates up, and tell what was found.

    Raises
    ------
    InputError
        When nothing is known at issue time, or less than eight days.
    """
    table, issued = tables["counts"], options["issued_at"]
    tz = options["tz"]
    how = {name: options[name] for name in ("error_share", "reset_hour")}
    counts = Counts.known_at(table, issued, tz, partial(clean_counts, **how, tz=tz))
    issued = table[TIME].max() if issued is None else issued
    step = told_step(counts.rows[TIME], counts.rows[COUNTER])
    capacity, stood_in, told = _capacity(counts, {*table[COUNTER]}, tables, options)
    late = counts.silent(issued, LATE * step)
    findings = [*counts.findings, *told, *_silent(late, counts.lost)]
    silent = sorted({*counts.lost, *map(str, late.index)})
    return Inputs(counts, issued, step, tz, capacity, stood_in, silent, findings)


def _capacity(
    counts: Counts,
    counters: set[str],
    tables: Mapping[str, pd.DataFrame],
    options: Mapping[str, Any],
) -> tuple[dict[str, float], list[str], list[Problem]]:
    given: dict[str, float] = {}
    findings = []
    names, places = counts.names, tables.get("places")
    if places is not None:
        given = dict(zip(places[PLACE].astype(str), places[CAPACITY].astype(float), strict=True))
        stray = sorted(set(given) - set(names) - counters)
        if stray:
            message = _("capacities of places that no counter counts: {places}.")
            hint = _("Check how the place is written in both files.")
            text = message.format(places=listed(stray))
            findings.append(warning("G14", text, hint, column=PLACE, count=len(stray)))
    if options["capacity"] is not None:
        given = {name: float(options["capacity"]) for name in names} | given
    known = {name: value for name, value in given.items() if name in names and value > 0}
    missing = [name for name in names if name not in known]
    if missing:
        values = values_of(counts.rows).groupby(counts.rows[COUNTER])
        unusual = values.quantile(UNUSUAL).clip(lower=1.0)
        known |= {name: float(unusual[name]) for name in missing if name in unusual}
        message = _("no capacity is given for {places}: the highest 1 % of their counts is used.")
        hint = _(
            "That marks an unusual crowd, never a safe one: give the capacity (table “places” or "
            "option “capacity”)."
        )
        text = message.format(places=listed(missing))
        findings.append(warning("G06", text, hint, column=CAPACITY, count=len(missing)))
    return known, missing, findings


def check(tables: Mapping[str, pd.DataFrame], **options: Any) -> list[Problem]:
    """Say what a run would find, before any forecast; see :class:`civicai.usecase.UseCase`."""
    return prepare_inputs(tables, options).findings


def _silent(late: pd.Series[Any], lost: list[str]) -> list[Problem]:
    said = [f"{name} ({_('no count')})" for name in lost]
    said += [f"{name} ({local_text(moment)})" for name, moment in late.items()]
    if not said:
        return []
    message = _("places whose counters are silent: {places}.").format(places=listed(said))
    hint = _("They are unknown, never empty: send somebody to look.")
    return [warning("G11", message, hint, column=TIME, count=len(said))]
