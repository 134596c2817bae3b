"""A town's pipes, breaks and flows made ready: what is known on the day, what was found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from civicai.errors import InputError, Problem
from civicai.i18n import _, format_date, ngettext
from civicai.water.breaks import clean_breaks, known_pipes
from civicai.water.models import SILENT_DAYS, refuse_few_breaks
from civicai.water.night_flow import REFERENCE, night_flows
from civicai.water.schema import DATE, FLOW, LAID, LENGTH, MATERIAL, PIPE, SECTOR, TIME

#: Share of breaks set aside from which the inventory is told to be a snapshot.
MANY = 0.05
#: Least nights from which a rise can be told.
FEWEST_NIGHTS = REFERENCE + 7


@dataclass
class Inputs:
    """What the use case works on; a door that is shut has nothing.

    Attributes
    ----------
    on : Timestamp
        The day of the report, naive.
    pipes, breaks : DataFrame or None
    flows, nights : DataFrame or None
    findings : list of Problem
    """

    on: pd.Timestamp
    pipes: pd.DataFrame | None = None
    breaks: pd.DataFrame | None = None
    flows: pd.DataFrame | None = None
    nights: pd.DataFrame | None = None
    findings: list[Problem] = field(default_factory=list)


def prepare_inputs(tables: Mapping[str, pd.DataFrame], options: Mapping[str, Any]) -> Inputs:
    """Keep what is known on the day, and tell what was found.

    Raises
    ------
    InputError
        Where nothing is known on that day, or there are too few breaks or nights.
    """
    doors = "pipes" in tables and "breaks" in tables, "flows" in tables
    issued = options["issued_at"]
    if issued is None:
        last = []
        if doors[0]:
            last.append(tables["breaks"][DATE].max() + pd.Timedelta("1D"))
        if doors[1]:
            local = tables["flows"][TIME].max().tz_convert("Europe/Paris")
            last.append(local.tz_localize(None).normalize())
        on = max(last)
    else:
        on = issued.tz_convert("Europe/Paris").tz_localize(None).normalize()
    inputs = Inputs(on)
    if doors[0]:
        _add_pipes(inputs, tables["pipes"], tables["breaks"])
    if doors[1]:
        _add_flows(inputs, tables["flows"], issued)
    return inputs


def check(tables: Mapping[str, pd.DataFrame], **options: Any) -> list[Problem]:
    """Say what a run would find, before any fit."""
    return prepare_inputs(tables, options).findings


def _too_early(moment: pd.Timestamp, first: pd.Timestamp) -> InputError:
    message = _("nothing is known on {day}.")
    hint = _("The first day of the file is {first}: choose a later one.")
    return InputError(
        Problem(
            code="W03",
            value=str(moment.date()),
            message=message.format(day=format_date(moment)),
            hint=hint.format(first=format_date(first)),
        )
    )


def _add_pipes(inputs: Inputs, pipes: pd.DataFrame, breaks: pd.DataFrame) -> None:
    if not (breaks[DATE] < inputs.on).any():
        raise _too_early(inputs.on, breaks[DATE].min())
    rows = breaks[breaks[DATE] < inputs.on]
    cleaned = clean_breaks(pipes, rows)
    refuse_few_breaks(cleaned.breaks)
    inputs.pipes, inputs.breaks = pipes, rows
    total = max(len(rows), 1)
    if cleaned.unknown_pipe:
        inputs.findings.append(_lost_breaks(cleaned.unknown_pipe, total))
    if cleaned.before_laying:
        inputs.findings.append(_early_breaks(cleaned.before_laying, total))
    unknown = pipes[LAID].isna()
    if unknown.any():
        share = pipes.loc[unknown, LENGTH].sum() / pipes[LENGTH].sum()
        message = ngettext(
            "{count} section has no year of laying ({share:.0%} of the length).",
            "{count} sections have no year of laying ({share:.0%} of the length).",
            int(unknown.sum()),
        )
        inputs.findings.append(
            Problem(
                code="W06",
                severity="warning",
                column=LAID,
                count=int(unknown.sum()),
                message=message.format(count=int(unknown.sum()), share=share),
                hint=_("They are ranked by material and breaks alone: ask those who laid them."),
            )
        )
    if pipes[MATERIAL].isna().all():
        message = _("no section has a material.")
        hint = _("Give it where it is known: it tells more than the age.")
        inputs.findings.append(
            Problem(code="W07", severity="warning", column=MATERIAL, message=message, hint=hint)
        )
    if known_pipes(pipes, inputs.on).empty:
        raise _too_early(inputs.on, pd.Timestamp(int(np.nanmin(pipes[LAID])), 1, 1))


def _lost_breaks(count: int, total: int) -> Problem:
    message = ngettext(
        "{count} break of {total} is on no section of the inventory.",
        "{count} breaks of {total} are on no section of the inventory.",
        count,
    )
    return Problem(
        code="W04",
        severity="warning",
        column=PIPE,
        count=count,
        message=message.format(count=count, total=total),
        hint=_(
            "They are left out. Where their pipe was replaced, give its old line too: without it "
            "the worst pipes look safer than they are."
        ),
    )


def _early_breaks(count: int, total: int) -> Problem:
    message = ngettext(
        "{count} break of {total} is dated before its section was laid.",
        "{count} breaks of {total} are dated before their section was laid.",
        count,
    )
    return Problem(
        code="W05",
        severity="warning" if count > MANY * total else "note",
        column=DATE,
        count=count,
        message=message.format(count=count, total=total),
        hint=_("The pipe was replaced after it broke: these breaks are left out."),
    )


def _add_flows(inputs: Inputs, flows: pd.DataFrame, issued: pd.Timestamp | None) -> None:
    rows = flows if issued is None else flows[flows[TIME] <= issued]
    if rows.empty:
        first = flows[TIME].min().tz_convert("Europe/Paris").tz_localize(None)
        raise _too_early(inputs.on, first)
    nights = night_flows(rows)
    known = nights.notna().sum()
    if known.max() < FEWEST_NIGHTS:
        message = _("{count} nights are known at most: too few to tell that one rose.")
        raise InputError(
            Problem(
                code="W08",
                column=TIME,
                value=str(int(known.max())),
                message=message.format(count=int(known.max())),
                hint=_("Give at least {fewest} nights, 3 to 5 o'clock.").format(
                    fewest=FEWEST_NIGHTS
                ),
            )
        )
    inputs.flows, inputs.nights = rows, nights
    inputs.findings += _blind(nights, inputs.on)
    negative = rows.groupby(SECTOR)[FLOW].median() < 0
    for name in negative.index[negative]:
        message = _("the flow of “{sector}” is mostly negative.")
        inputs.findings.append(
            Problem(
                code="W10",
                severity="warning",
                column=FLOW,
                value=str(name),
                message=message.format(sector=name),
                hint=_("Is a meter counted the wrong way round?"),
            )
        )


def _blind(nights: pd.DataFrame, on: pd.Timestamp) -> list[Problem]:
    found = []
    for name in nights:
        last = nights[name].last_valid_index()
        if last is not None and on - last <= pd.Timedelta(days=SILENT_DAYS):
            continue
        message = (
            _("“{sector}” has no night that is known.")
            if last is None
            else _("“{sector}” is silent: its last night known is of {day}.")
        )
        told = {"sector": name, "day": "" if last is None else format_date(last)}
        found.append(
            Problem(
                code="W09",
                severity="warning",
                column=SECTOR,
                value=str(name),
                message=message.format(**told),
                hint=_("It is unknown, which is not “no leak”: mend the meter."),
            )
        )
    return found
