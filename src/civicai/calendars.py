"""French school zones, public holidays, bridges, open days.

School holidays come from the package ``vacances-scolaires-france``, public holidays from
``holidays``. Days are naive local calendar days. The zones are the source's own, those of
before January 2016 too: a town may have changed zone then (Nantes went from A to B).

``zone=None`` means that the town's zone is unknown: nothing is guessed, the school columns
say nothing (False and NaN), and it is for the caller to tell its reader.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from civicai.errors import InputError, Problem
from civicai.i18n import _, format_date

ZONES = ("A", "B", "C")

#: Départements under local law, which have two more public holidays.
ALSACE_MOSELLE = frozenset({"57", "67", "68"})

#: A school holiday of at least so many days is a break; the bridge of the Ascension is not.
BREAK_DAYS = 7

#: Most of the served days that may fall in a zone's holidays, least that parts it from the next.
CLEAR_SHARE = 0.02

#: Zones of the départements since January 2016 (arrêté of 16 April 2015), by académie.
_DEPARTMENTS = {
    "A": "25 39 70 90 24 33 40 47 64 03 15 43 63 21 58 71 89 07 26 38 73 74 19 23 87 01 42 69"
    " 16 17 79 86",
    "B": "04 05 13 84 02 60 80 59 62 54 55 57 88 44 49 53 72 85 06 83 14 27 50 61 76"
    " 18 28 36 37 41 45 08 10 51 52 22 29 35 56 67 68",
    "C": "77 93 94 11 30 34 48 66 75 09 12 31 32 46 65 81 82 78 91 92 95",
}
_CORSICA_AND_OVERSEAS = "20 2A 2B 971 972 973 974 975 976 977 978 984 986 987 988"

Day = str | dt.date | np.datetime64

_Days = NDArray[np.datetime64]
_Flags = NDArray[np.bool_]


def school_holidays(zone: str, start: Day, end: Day) -> pd.DataFrame:
    """List the school holidays of a zone that touch a period.

    Parameters
    ----------
    zone : {"A", "B", "C"}
    start, end : date
        First and last day of the period.

    Returns
    -------
    DataFrame
        ``name`` (in French, as the source has it), ``start``, ``end``: first and last day
        without class, not cut at the period's ends. One row a holiday. The source lists the
        bridge of the Ascension in some years only.

    Raises
    ------
    InputError
        A01 for an unknown zone; A02 for days beyond those that the source knows, which would
        otherwise look like school days.

    Examples
    --------
    >>> school_holidays("B", "2025-02-01", "2025-03-31")
                   name      start        end
    0  Vacances d'hiver 2025-02-08 2025-02-23
    """
    periods, first, last = _periods(zone), _day(start), _day(end)
    _check_span(first, last)
    touching = (periods["end"] >= first) & (periods["start"] <= last)
    return periods[touching].reset_index(drop=True)


def public_holidays(start: Day, end: Day, alsace_moselle: bool = False) -> pd.DataFrame:
    """List the public holidays of a period.

    Parameters
    ----------
    start, end : date
        First and last day of the period.
    alsace_moselle : bool
        Add Good Friday and 26 December, kept in the départements of ``ALSACE_MOSELLE``.

    Returns
    -------
    DataFrame
        ``date``, ``name`` (in French). One row a holiday, in order.

    Examples
    --------
    >>> public_holidays("2024-12-01", "2024-12-31", alsace_moselle=True)["name"].tolist()
    ['Noël', 'Saint-Étienne']
    """
    import holidays

    first, last = _day(start), _day(end)
    years = range(first.year, last.year + 1)
    # Without `language` the names would follow the language of the machine.
    found = dict(holidays.country_holidays("FR", years=years, language="fr"))
    if alsace_moselle:
        # Worked out here because the package's name of that region changes with its versions.
        easter = [day for day, name in found.items() if name == "Lundi de Pâques"]
        found |= {day - dt.timedelta(days=3): "Vendredi saint" for day in easter}
        found |= {dt.date(year, 12, 26): "Saint-Étienne" for year in years}
    frame = pd.DataFrame(sorted(found.items()), columns=["date", "name"])
    frame["date"] = frame["date"].astype("datetime64[ns]")
    return frame[frame["date"].between(first, last)].reset_index(drop=True)


def describe_days(
    dates: Iterable[Any], zone: str | None = None, alsace_moselle: bool = False
) -> pd.DataFrame:
    """Say of each day what sets it apart: holidays, bridges, distance to the next break.

    Parameters
    ----------
    dates : sequence of date
        In any order, repeats allowed.
    zone : {"A", "B", "C"}, optional
        The town's zone; without it the school columns say nothing.
    alsace_moselle : bool
        See :func:`public_holidays`.

    Returns
    -------
    DataFrame
        Indexed by ``date``, in the order given:

        - ``school_holiday``, ``public_holiday`` (bool);
        - ``bridge`` (bool): a single weekday between a public holiday and a week-end, or a
          weekday of the bridge of the Ascension where the source lists it;
        - ``days_since_break``, ``days_to_break`` [d]: from the last day of the break before
          (1: the day after it) and to the first day of the next one (1: the day before it);
          0 within a break, which is a school holiday of seven days or more;
        - ``school_year``, such as ``"2017-2018"``, from 1 August.

    Raises
    ------
    InputError
        A01, A02 as in :func:`school_holidays`; A05 for days missing or with a time zone.

    Examples
    --------
    >>> describe_days(["2025-05-30"], zone="B")[["bridge", "days_to_break", "school_year"]].values
    array([[True, 36.0, '2024-2025']], dtype=object)
    """
    index = _index(dates)
    if index.empty:
        return describe_days(["2000-01-01"]).iloc[:0]
    days = _numpy(index)
    public, bridge = _public_and_bridges(days, alsace_moselle)
    school, since, to = np.zeros(len(days), dtype=bool), *np.full((2, len(days)), np.nan)
    if zone is not None:
        periods = school_holidays(zone, days.min(), days.max())
        school = _inside(days, periods)
        bridge |= _inside(days, periods[~_are_breaks(periods)]) & ~public & np.is_busday(days)
        since, to = _distances(days, zone)
    autumn = index.year - (index.month < 8)
    return pd.DataFrame(
        {
            "school_holiday": school,
            "public_holiday": public,
            "bridge": bridge,
            "days_since_break": since,
            "days_to_break": to,
            "school_year": autumn.astype(str) + "-" + (autumn + 1).astype(str),
        },
        index=index,
    )


def open_days(
    start: Day,
    end: Day,
    zone: str | None,
    weekdays: Sequence[int] = (0, 1, 3, 4),
    alsace_moselle: bool = False,
) -> pd.DatetimeIndex:
    """List the days on which schools are open.

    Parameters
    ----------
    start, end : date
        First and last day of the period.
    zone : {"A", "B", "C"} or None
        Without a zone, only public holidays and the bridge of the Ascension are left out.
    weekdays : sequence of int
        Days of the school week, Monday = 0. The default is the four-day week.
    alsace_moselle : bool
        See :func:`public_holidays`.

    Returns
    -------
    DatetimeIndex
        Named ``date``. The Friday after the Ascension is left out every year: classes are off
        on it whether or not the source lists it (seen in Nantes's canteens, 2011-2018).

    Raises
    ------
    InputError
        See :func:`describe_days`.

    Examples
    --------
    >>> open_days("2025-05-26", "2025-06-02", "B").strftime("%a %d").tolist()
    ['Mon 26', 'Tue 27', 'Mon 02']
    """
    days = pd.date_range(_day(start), _day(end), name="date").as_unit("ns")
    about = describe_days(days, zone, alsace_moselle)
    around = public_holidays(_day(start) - pd.Timedelta(days=1), end)
    # Where another feast falls on it, the source joins both names.
    ascension = around.loc[around["name"].str.contains("Ascension"), "date"]
    shut = (about["school_holiday"] | about["public_holiday"]).to_numpy()
    shut = shut | days.isin(ascension + pd.Timedelta(days=1))
    return days[days.day_of_week.isin(list(weekdays)) & ~shut]


def infer_zone(served_dates: Iterable[Any]) -> tuple[str | None, pd.DataFrame]:
    """Infer a town's zone: it serves on almost no day of that zone's holidays.

    Parameters
    ----------
    served_dates : sequence of date
        Days with a meal served, repeats allowed. The most recent two years count.

    Returns
    -------
    zone : str or None
        None when no zone is clearly best: too few days, meals served in the holidays too, or
        dates of its own (Corsica, overseas).
    evidence : DataFrame
        One row a ``zone``: ``served_days_in_holidays``, ``share`` (of the days served),
        ``school_days_missing`` (the zone's open days on which nothing was served).

    Raises
    ------
    InputError
        See :func:`describe_days`.

    Examples
    --------
    >>> infer_zone(open_days("2023-09-01", "2024-07-05", "C"))[0]
    'C'
    """
    served = _index(served_dates).unique().sort_values()
    if len(served):
        served = served[served > served[-1] - pd.DateOffset(years=2)]
    week = served.day_of_week.value_counts(normalize=True)
    weekdays = week.index[week >= 0.05].tolist()
    off, missing = [], []
    for zone in ZONES:
        off.append(int(describe_days(served, zone)["school_holiday"].sum()))
        school = open_days(served[0], served[-1], zone, weekdays) if len(served) else served
        missing.append(len(school.difference(served)))
    share = np.array(off) / max(len(served), 1)
    best, second = np.argsort(share, kind="stable")[:2]
    clear = share[best] <= CLEAR_SHARE <= share[second] - share[best]
    evidence = pd.DataFrame({"zone": ZONES, "served_days_in_holidays": off, "share": share})
    evidence["school_days_missing"] = missing
    return (ZONES[best] if clear else None), evidence


def zone_of(department: str | int) -> str:
    """Return the zone of a département, as zones are since January 2016.

    Parameters
    ----------
    department : str or int
        Its number, such as ``"44"``, ``"01"`` or 1.

    Raises
    ------
    InputError
        A03 for Corsica and overseas, which set their own dates; A04 for an unknown number.

    Examples
    --------
    >>> zone_of("44")
    'B'
    """
    number = str(department).strip().upper().zfill(2)
    for zone, members in _DEPARTMENTS.items():
        if number in members.split():
            return zone
    if number in _CORSICA_AND_OVERSEAS.split():
        message = _(
            "Corsica and the overseas territories ({number}) are in no zone: their dates are "
            "set locally, and the school calendar known here does not have them."
        )
        hint = _("Go on without a zone: school holidays are then left out of the forecast.")
        raise _refusal("A03", message.format(number=number), hint, number)
    message = _("there is no département “{number}”.").format(number=number)
    raise _refusal("A04", message, _("Give its number, such as 44."), number)


def _refusal(code: str, message: str, hint: str, value: str | None = None) -> InputError:
    return InputError(Problem(code=code, message=message, hint=hint, value=value))


@cache
def _source() -> pd.DataFrame:
    """Read the source's days without class, all zones."""
    from importlib.resources import files

    # The package's own reader opens this file in the machine's encoding, which garbles the
    # names on Windows.
    with (files("vacances_scolaires_france") / "data" / "data.csv").open(encoding="utf-8") as file:
        days = pd.read_csv(file, parse_dates=["date"], keep_default_na=False)
    days = days.rename(columns={f"vacances_zone_{zone.lower()}": zone for zone in ZONES})
    return days[days["nom_vacances"] != ""].astype({"date": "datetime64[ns]"})


@cache
def _periods(zone: str) -> pd.DataFrame:
    if zone not in ZONES:
        message = _("there is no school zone “{zone}”.").format(zone=zone)
        raise _refusal("A01", message, _("The zones are A, B and C."), zone)
    days = _source()
    days = days[days[zone]]
    after_a_gap = days["date"].diff() != pd.Timedelta(days=1)
    renamed = days["nom_vacances"] != days["nom_vacances"].shift()
    groups = days.groupby((after_a_gap | renamed).cumsum().to_numpy())
    return groups.agg(name=("nom_vacances", "first"), start=("date", "min"), end=("date", "max"))


def _check_span(first: pd.Timestamp, last: pd.Timestamp) -> None:
    # The source's file goes on with empty days after the last holiday it knows: they do not
    # mean that there is class.
    low, high = _source()["date"].iloc[[0, -1]]
    if low <= first and last <= high:
        return
    outside = first if first < low else last
    message = _("the school calendar runs from {low} to {high}; {day} is outside.").format(
        low=format_date(low), high=format_date(high), day=format_date(outside)
    )
    hint = _("Ask for days within it, or install a newer version of vacances-scolaires-france.")
    raise _refusal("A02", message, hint, str(outside.date()))


def _day(day: Day) -> pd.Timestamp:
    return _index([day])[0]


def _index(dates: Iterable[Any]) -> pd.DatetimeIndex:
    try:
        # Without a format, pandas would guess: 01/02/2025 would be 2 January.
        index = pd.to_datetime(pd.Index(dates), format="ISO8601").rename("date")
        sound = index.tz is None and not index.hasnans
    except ValueError:
        sound = False
    if not sound:
        message = _("some days are missing, bear a time zone or are not written as 2025-01-31.")
        raise _refusal("A05", message, _("Give calendar days, and leave no blank."))
    return cast("pd.DatetimeIndex", index.normalize().as_unit("ns"))


def _numpy(days: pd.DatetimeIndex | pd.Series[pd.Timestamp]) -> _Days:
    return days.to_numpy().astype("datetime64[D]")


def _are_breaks(periods: pd.DataFrame) -> pd.Series[bool]:
    return (periods["end"] - periods["start"]).dt.days + 1 >= BREAK_DAYS


def _inside(days: _Days, periods: pd.DataFrame) -> _Flags:
    started = np.searchsorted(_numpy(periods["start"]), days, side="right")
    ended = np.searchsorted(_numpy(periods["end"]), days, side="left")
    return np.asarray(started > ended)


def _distances(days: _Days, zone: str) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    periods = _periods(zone)
    breaks = periods[_are_breaks(periods)]
    starts, ends = _numpy(breaks["start"]), _numpy(breaks["end"])
    # The source begins and ends with a break: a day that it knows is within one or between
    # two, and only days within the first or the last reach the bounds set here.
    since = days - ends[np.maximum(np.searchsorted(ends, days) - 1, 0)]
    to = starts[np.minimum(np.searchsorted(starts, days, "right"), len(starts) - 1)] - days
    within = _inside(days, breaks)
    return np.where(within, 0.0, since.astype(float)), np.where(within, 0.0, to.astype(float))


def _public_and_bridges(days: _Days, alsace_moselle: bool) -> tuple[_Flags, _Flags]:
    one = np.timedelta64(1, "D")
    known = public_holidays(days.min() - one, days.max() + one, alsace_moselle)
    holidays = _numpy(known["date"])
    before, on, after = (np.is_busday(days + n * one, holidays=holidays) for n in (-1, 0, 1))
    return np.isin(days, holidays), on & ~before & ~after
