"""A town's pipes, breaks and flows made ready: what is known on the day, what was found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from civicai.errors import InputError, Problem, warning
from civicai.i18n import _, format_date, ngettext
from civicai.water.breaks import Breaks, make_breaks, pipes_in_service
from civicai.water.flows import Flows, make_flows
from civicai.water.models import SILENT_DAYS, refuse_few_breaks
from civicai.water.night_flow import NIGHT, REFERENCE, night_flows
from civicai.water.schema import DATE, LAID, LENGTH, MATERIAL, SECTOR, TIME

#: Least nights from which a rise can be told.
FEWEST_NIGHTS = REFERENCE + 7


@dataclass(frozen=True)
class Network:
    """Pipes, and those of their breaks that are believed."""

    pipes: pd.DataFrame
    breaks: Breaks


@dataclass(frozen=True)
class Meters:
    """Flows into sectors, and the night flow of each [m3/h], a row a day."""

    flows: Flows
    nights: pd.DataFrame


@dataclass
class Inputs:
    """What the use case works on: nothing of a group of inputs that is not complete.

    Attributes
    ----------
    on : Timestamp
        The day of the report, naive.
    network : Network or None
    meters : Meters or None
    findings : list of Problem
    """

    on: pd.Timestamp
    network: Network | None = None
    meters: Meters | None = None
    findings: list[Problem] = field(default_factory=list)


def prepare_inputs(tables: Mapping[str, pd.DataFrame], options: Mapping[str, Any]) -> Inputs:
    """Keep what is known on the day, and tell what was found.

    Raises
    ------
    InputError
        Where nothing is known on that day, or there are too few breaks or nights.
    """
    pipes, flows = "pipes" in tables and "breaks" in tables, "flows" in tables
    issued, tz = options["issued_at"], options["tz"]
    if issued is None:
        last = []
        if pipes:
            last.append(tables["breaks"][DATE].max() + pd.Timedelta("1D"))
        if flows:
            last.append(_day(tables["flows"][TIME].max(), tz))
        on = max(last)
    else:
        on = _day(issued, tz)
    inputs = Inputs(on)
    if pipes:
        _add_pipes(inputs, tables["pipes"], tables["breaks"])
    if flows:
        _add_flows(inputs, tables["flows"], issued, tz)
    return inputs


def _day(moment: pd.Timestamp, tz: str) -> pd.Timestamp:
    return moment.tz_convert(tz).tz_localize(None).normalize()


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
    believed = make_breaks(breaks[breaks[DATE] < inputs.on], pipes)
    refuse_few_breaks(believed.rows)
    inputs.network = Network(pipes, believed)
    inputs.findings += believed.findings
    unknown = pipes[LAID].isna()
    if unknown.any():
        share = pipes.loc[unknown, LENGTH].sum() / pipes[LENGTH].sum()
        count = int(unknown.sum())
        message = ngettext(
            "{count} section has no year of laying ({share:.0%} of the length).",
            "{count} sections have no year of laying ({share:.0%} of the length).",
            count,
        ).format(count=count, share=share)
        hint = _("They are ranked by material and breaks alone: ask those who laid them.")
        inputs.findings.append(warning("W06", message, hint, column=LAID, count=count))
    if pipes[MATERIAL].isna().all():
        message = _("no section has a material.")
        hint = _("Give it where it is known: it tells more than the age.")
        inputs.findings.append(warning("W07", message, hint, column=MATERIAL))
    if pipes_in_service(pipes, inputs.on).empty:
        raise _too_early(inputs.on, pd.Timestamp(int(np.nanmin(pipes[LAID])), 1, 1))


def _add_flows(inputs: Inputs, flows: pd.DataFrame, issued: pd.Timestamp | None, tz: str) -> None:
    rows = flows if issued is None else flows[flows[TIME] <= issued]
    if rows.empty:
        raise _too_early(inputs.on, _day(flows[TIME].min(), tz))
    believed = make_flows(rows)
    nights = night_flows(believed, NIGHT, tz)
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
    inputs.meters = Meters(believed, nights)
    inputs.findings += [*_silent(nights, inputs.on), *believed.findings]


def _silent(nights: pd.DataFrame, on: pd.Timestamp) -> list[Problem]:
    found = []
    hint = _("It is unknown, which is not “no leak”: mend the meter.")
    for name, flow in nights.items():
        known = flow.dropna().index
        if len(known) and on - known[-1] <= pd.Timedelta(days=SILENT_DAYS):
            continue
        message = (
            _("“{sector}” is silent: its last night known is of {day}.").format(
                sector=name, day=format_date(known[-1])
            )
            if len(known)
            else _("“{sector}” has no night that is known.").format(sector=name)
        )
        found.append(warning("W09", message, hint, column=SECTOR, value=str(name)))
    return found
