"""A town's tables made ready: services, names, days that count, the school zone, the next days."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from civicai import calendars
from civicai.canteen.codes import AGENTS, CLOSURE, STRIKE, WEEKDAY_MEAN
from civicai.canteen.demand import Demand, active_series, clean_demand, gaps, refuse_no_demand
from civicai.canteen.schema import (
    ABSENT,
    DATE,
    EVENT,
    MEALS,
    PERIOD_END,
    PERIOD_START,
    PLANNED,
    SITE,
)
from civicai.canteen.sites import map_to_canteens, shared_days, sum_services
from civicai.canteen.sources.ma_cantine import read_ma_cantine
from civicai.canteen.special_days import FEWEST_DAYS, KIND, is_special, read_special_days
from civicai.errors import InputError, Problem, note, warning
from civicai.i18n import N_, _, format_date, format_percent, translate

#: A forecast needs the horizon, and then this many days on which to see how wrong it is.
DAYS_BEYOND_HORIZON = 14
#: A weekday on which fewer than this share of weeks had a meal is not a school day.
WEEKDAY_SHARE = 0.3


@dataclass(frozen=True)
class Inputs:
    """What the use case works on.

    Attributes
    ----------
    demand : Demand
        The attendance judged, and beside it the special days, menus and pupils that were given,
        under the names of the town's canteens.
    special_days, strikes, closures : DataFrame
        ``date``, ``event``, ``site`` (missing: every site), ``absent``: all, and those two kinds.
    rules : DataFrame or None
        Of the kitchen, as the town gives them.
    waste : DataFrame
        Waste weighed, in kilograms a meal; empty where the town gives none.
    zone : str or None
    weekdays : tuple of int
        Weekdays with meals over the last year, Monday 0.
    warnings, findings : list
        For the reader.
    """

    demand: Demand
    special_days: pd.DataFrame
    strikes: pd.DataFrame
    closures: pd.DataFrame
    rules: pd.DataFrame | None
    waste: pd.DataFrame
    zone: str | None
    alsace_moselle: bool
    weekdays: tuple[int, ...]
    warnings: list[str] = field(default_factory=list)
    findings: list[Problem] = field(default_factory=list)

    @property
    def has_agents(self) -> bool:
        """Whether the file has the agents' own forecast, which is then the rule of today."""
        return PLANNED in self.demand.table.columns

    @property
    def rule(self) -> str:
        """The code of the rule of today."""
        return AGENTS if self.has_agents else WEEKDAY_MEAN

    @property
    def days(self) -> pd.DatetimeIndex:
        """Distinct days with a demand."""
        return _days_of(self.demand.rows)

    def struck(self, rows: pd.DataFrame) -> pd.Series:
        """Say of each row whether its site and day had a strike."""
        return is_special(rows, self.strikes)


def prepare_inputs(tables: Mapping[str, pd.DataFrame], options: Mapping[str, Any]) -> Inputs:
    """Apply the town's choices to its tables and say what was found.

    Parameters
    ----------
    tables : dict
        ``attendance``, and ``events``, ``canteens``, ``enrolment``, ``menus`` and ``kitchen``
        where given.
    options : dict
        ``services``, ``zone``, ``alsace_moselle``.

    Raises
    ------
    InputError
        When no row tells a demand.
    """
    attendance = tables["attendance"]
    if "canteens" in tables:
        attendance, findings = map_to_canteens(attendance, tables["canteens"])
    elif options["services"] == "sum":
        attendance, findings = sum_services(attendance)
    else:
        findings = shared_days(attendance)
    demand = clean_demand(attendance)
    refuse_no_demand(demand.rows)
    special_days, enrolment = _special_days(tables), _under_canteens("enrolment", tables)
    demand = demand.beside(enrolment, tables.get("menus"), special_days)
    kind = special_days[KIND]
    waste, weighed = _waste(tables)
    zone, warnings = _zone(demand.rows, options["zone"])
    inputs = Inputs(
        demand=demand,
        special_days=special_days,
        strikes=special_days[kind == STRIKE],
        closures=special_days[kind == CLOSURE],
        rules=tables.get("kitchen"),
        waste=waste,
        zone=zone,
        alsace_moselle=options["alsace_moselle"],
        weekdays=_weekdays(demand.rows),
        warnings=warnings,
        findings=[
            *findings,
            *demand.findings,
            *active_series(demand.rows)[1],
            *_unused(special_days),
            *_strangers(special_days, attendance, "M15"),
            *_strangers(enrolment, attendance, "M17"),
            *_strangers(tables.get("kitchen"), attendance, "M18"),
            *weighed,
        ],
    )
    inputs.findings.extend(_gaps(inputs))
    if not inputs.has_agents:
        inputs.warnings.append(
            _("The file has no column of planned meals: the plan is compared with a simple rule.")
        )
    return inputs


def check(tables: Mapping[str, pd.DataFrame], **options: Any) -> list[Problem]:
    """Say what a run would find, before any forecast."""
    inputs = prepare_inputs(tables, options)
    refuse_short_history(inputs, options["horizon_days"], options["issued_at"] or inputs.days[-1])
    return inputs.findings


def refuse_short_history(inputs: Inputs, horizon: int, until: pd.Timestamp) -> None:
    """Refuse a history on which no forecast at this horizon could be checked.

    Parameters
    ----------
    inputs : Inputs
    horizon : int
        In days.
    until : Timestamp
        Last day that may be known.

    Raises
    ------
    InputError
        Code M06, with the number of days missing.
    """
    first, known = inputs.days[0], inputs.days[inputs.days <= until]
    if known.empty:
        message = _("no meal is known on {day}: the meals served begin on {first}.")
        raise InputError(
            Problem(
                code="M06",
                column=DATE,
                value=str(until.date()),
                message=message.format(day=format_date(until), first=format_date(first)),
                hint=_("Choose a later day."),
            )
        )
    last = known[-1]
    span, needed = (last - first).days + 1, horizon + DAYS_BEYOND_HORIZON
    if span >= needed:
        return
    message = _(
        "the meals served cover {span} days, from {first} to {last}; a forecast {horizon} days "
        "ahead needs at least {needed}."
    )
    hint = _("Add earlier weeks to the file, or shorten the horizon: --set horizon_days={shorter}.")
    shorter = max(span - DAYS_BEYOND_HORIZON, 1)
    if span < DAYS_BEYOND_HORIZON + 1:
        hint = _("Add earlier weeks to the file: five weeks are a good start.")
    raise InputError(
        Problem(
            code="M06",
            column=DATE,
            message=message.format(
                span=span,
                first=format_date(first),
                last=format_date(last),
                horizon=horizon,
                needed=needed,
            ),
            hint=hint.format(shorter=shorter),
        )
    )


def next_open_days(inputs: Inputs, first: pd.Timestamp, count: int) -> pd.DatetimeIndex:
    """Return the next days with meals, from ``first`` on, by the calendar and the closures."""
    last = first + pd.Timedelta(days=10 * count + 70)
    try:
        coming = calendars.open_days(
            first, last, inputs.zone, inputs.weekdays, inputs.alsace_moselle
        )
    except InputError as error:
        # The school calendar is published about two years ahead: beyond it, say so and go on.
        inputs.warnings.append(
            _("School holidays are not left out of the plan: {why}").format(
                why=error.problems[0].message
            )
        )
        coming = calendars.open_days(first, last, None, inputs.weekdays, inputs.alsace_moselle)
    everywhere = inputs.closures.loc[inputs.closures[SITE].isna(), DATE]
    return coming[~coming.isin(everywhere)][:count]


def _zone(demand: pd.DataFrame, zone: str) -> tuple[str | None, list[str]]:
    if zone in calendars.ZONES:
        return zone, []
    if zone == "none":
        return None, [_("School holidays are not taken into account, as asked.")]
    try:
        found, evidence = calendars.infer_zone(demand[DATE].unique())
    except InputError as error:
        return None, [_("School holidays are unknown: {why}").format(why=error.problems[0].message)]
    if found is None:
        text = _(
            "The school zone could not be told from the file: school holidays are not taken "
            "into account. Say it with “--set zone=A”, B or C."
        )
        return None, [text]
    share = float(evidence.set_index("zone")["share"][found])
    text = _(
        "School zone {zone} was told from the file itself: {share} of its days of meals fall in "
        "the holidays of that zone. If this is wrong, say “--set zone=…”."
    )
    return found, [text.format(zone=found, share=format_percent(share))]


def _special_days(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    days = _under_canteens("events", tables)
    days = pd.DataFrame() if days is None else days
    days = days.reindex(columns=[DATE, EVENT, SITE, ABSENT])
    return read_special_days(
        days.astype({DATE: "datetime64[ns]", EVENT: object, SITE: object, ABSENT: float})
    )


def _under_canteens(name: str, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame | None:
    """Return a table under the names of the canteens, where the town gives these."""
    frame = tables.get(name)
    if frame is None or "canteens" not in tables or SITE not in frame.columns:
        return frame
    names = tables["canteens"].drop_duplicates(SITE).set_index(SITE)["canteen"]
    return frame.assign(**{SITE: frame[SITE].map(names).fillna(frame[SITE])})


def _waste(tables: Mapping[str, pd.DataFrame]) -> tuple[pd.DataFrame, list[Problem]]:
    if "waste" not in tables:
        return pd.DataFrame(), []
    waste, findings = read_ma_cantine(tables["waste"])
    return waste.rename(
        columns={"start": PERIOD_START, "end": PERIOD_END, "meals": MEALS}
    ), findings


_STRANGERS = {
    "M15": N_("events at sites that are not in the attendance, and change nothing: {which}."),
    "M17": N_("pupils of sites that are not in the attendance, and are not used: {which}."),
    "M18": N_("kitchen rules of sites that are not in the attendance, and are not used: {which}."),
}


def _strangers(frame: pd.DataFrame | None, attendance: pd.DataFrame, code: str) -> list[Problem]:
    """Report the sites that the attendance does not know, and ask about names that look alike."""
    if frame is None:
        return []
    sites = attendance[SITE].unique()
    strange = sorted(set(frame[SITE].dropna()) - set(sites))
    if not strange:
        return []
    close = difflib.get_close_matches(strange[0], sites, n=1)
    hint = _("Write the site as in the attendance, or give the table of canteens.")
    if code == "M15":
        hint = _("Leave the site empty for an event of the whole town.")
    if close:
        hint = _("Did you mean “{close}”?").format(close=close[0])
    message = translate(_STRANGERS[code]).format(which=", ".join(strange[:5]))
    return [warning(code, message, hint, column=SITE, count=len(strange))]


def _unused(special_days: pd.DataFrame) -> list[Problem]:
    """Report the kinds of days of which too few are past to have taught anything."""
    kind = special_days[KIND]
    days = special_days.groupby(kind)[DATE].nunique()
    rare = set(days.index[days < FEWEST_DAYS]) - {STRIKE, CLOSURE}
    idle = kind.isin(rare) & special_days[ABSENT].isna()
    if not idle.any():
        return []
    message = _("special days too rare to teach anything, which change no forecast: {which}.")
    which = ", ".join(sorted(special_days.loc[idle, EVENT].astype(str).unique())[:5])
    hint = _("Give {days} past days of the same name, or the number of meals known to be absent.")
    told = message.format(which=which), hint.format(days=FEWEST_DAYS)
    return [note("M13", *told, column=EVENT, count=int(idle.sum()))]


def _days_of(rows: pd.DataFrame) -> pd.DatetimeIndex:
    return pd.DatetimeIndex(rows[DATE].unique()).sort_values()


def _weekdays(demand: pd.DataFrame) -> tuple[int, ...]:
    days = _days_of(demand)
    lately = days[days > days.max() - pd.Timedelta("365D")]
    counts = lately.day_of_week.value_counts()
    return tuple(sorted(counts.index[counts >= WEEKDAY_SHARE * counts.max()].tolist()))


def _gaps(inputs: Inputs) -> list[Problem]:
    if inputs.zone is None:
        return []
    try:
        year = inputs.days[-1] - pd.Timedelta("365D")
        calendar = calendars.open_days(
            max(inputs.days[0], year),
            inputs.days[-1],
            inputs.zone,
            inputs.weekdays,
            inputs.alsace_moselle,
        )
    except InputError:
        return []
    return gaps(inputs.demand.rows, calendar)
