"""Which rows tell a real demand, judged once: the others are set aside, counted and listed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Self

import numpy as np
import pandas as pd

from civicai.canteen.codes import MISSING, TYPING_ERROR, ZERO
from civicai.canteen.enrolment import read_enrolment
from civicai.canteen.menus import menu_features
from civicai.canteen.schema import ATTENDANCE, DATE, SERVED, SITE, series_keys
from civicai.canteen.special_days import is_special, read_special_days
from civicai.columns import LINE, WHY
from civicai.errors import InputError, Problem, note
from civicai.forecasting.observations import Observations
from civicai.i18n import N_, _, format_date, format_integer, ngettext
from civicai.tables import check_table

#: A count over this many times the series' own recent median is a typing error.
TOO_MANY = 2.0
#: Observations in that median, and the fewest that make it trustworthy.
RECENT, FEWEST = 30, 8

_FOUND = {
    MISSING: N_("{count} rows without meals served: missing days, set aside."),
    ZERO: N_("{count} rows with zero meals served: closed, not a demand of zero; set aside."),
    TYPING_ERROR: N_(
        "{count} rows with more than twice the meals of the site's recent days: "
        "probable typing errors, set aside."
    ),
}


@dataclass(frozen=True, kw_only=True)
class Demand(Observations):
    """What is believed of an attendance table, and what the town knows of its days besides.

    Attributes
    ----------
    rows : DataFrame
        The rows that tell a demand: ``site``, ``service`` if any, ``date``, ``served`` and
        ``planned`` if any [meals].
    aside : DataFrame
        The others, with their ``line`` in the file and ``why``, a code.
    findings : list of Problem
    table : DataFrame
        Both of them, in the order of the file.
    ordinary : DataFrame
        The rows that teach what an ordinary day is: those of no special day.
    special_days : DataFrame, optional
        Strikes, closures and other such days: see
        ``read_special_days``.
    pupils : DataFrame, optional
        Pupils enrolled, as ``read_enrolment`` returns them.
    menus : DataFrame, optional
        What each day's menu holds: see ``menu_features``.
    """

    time: ClassVar[str] = DATE

    table: pd.DataFrame
    ordinary: pd.DataFrame
    special_days: pd.DataFrame | None = None
    pupils: pd.DataFrame | None = None
    menus: pd.DataFrame | None = None

    def until(self, moment: Any) -> Self:
        """Return what was observed by then; nothing is judged anew.

        Each row was judged from earlier ones only, so that this is what cleaning the rows of
        those days would have given. Menus and pupils stay whole: they say of themselves from
        when they were known.
        """
        known = self._only(lambda rows: rows[DATE] <= moment)
        if self.special_days is None:
            return known
        return replace(known, special_days=self.special_days[self.special_days[DATE] <= moment])

    def without(self, closures: pd.DataFrame) -> Self:
        """Return what was observed on days on which the site was not closed."""
        return self if closures.empty else self._only(lambda rows: ~is_special(rows, closures))

    def _only(self, kept: Callable[[pd.DataFrame], Any]) -> Self:
        parts = {name: getattr(self, name) for name in ("rows", "aside", "table", "ordinary")}
        return replace(self, **{name: part[kept(part)] for name, part in parts.items()})

    def beside(
        self,
        enrolment: pd.DataFrame | None = None,
        menus: pd.DataFrame | None = None,
        special_days: pd.DataFrame | None = None,
    ) -> Self:
        """Return the same demand with other tables of the town, read here once.

        Parameters
        ----------
        enrolment, menus, special_days : DataFrame, optional
            As :meth:`civicai.canteen.AttendanceForecaster.fit` takes them.
        """
        demand = self
        if enrolment is not None:
            pupils, findings = read_enrolment(enrolment)
            demand = replace(demand, pupils=pupils, findings=[*self.findings, *findings])
        if menus is not None:
            demand = replace(demand, menus=menu_features(menus))
        if special_days is not None:
            days = read_special_days(special_days)
            ordinary = self.rows[~is_special(self.rows, days)]
            demand = replace(demand, special_days=days, ordinary=ordinary)
        return demand

    def counted_on_special_days(self) -> pd.DataFrame:
        """Return what was counted at all sites on days with something special, zeros included."""
        counted = self.table.dropna(subset=[SERVED])
        if self.special_days is None:
            return counted.head(0)
        return counted[counted[DATE].isin(self.special_days[DATE])]


def make_demand(attendance: pd.DataFrame | Demand) -> Demand:
    """Say which rows of an attendance table tell a demand; what was judged is taken as it is.

    Parameters
    ----------
    attendance : DataFrame or Demand
        ``site``, ``service`` if any, ``date``, ``served``, ``planned`` if any [meals].

    Raises
    ------
    InputError
        With all that is wrong in the table: a duplicate, a negative count, a day that is no
        date.

    Examples
    --------
    >>> days = pd.date_range("2024-01-08", periods=3)
    >>> table = pd.DataFrame({"site": "Nord", "date": days, "served": [80, 0, None]})
    >>> demand = make_demand(table)
    >>> len(demand.rows), demand.aside["why"].tolist()
    (1, ['zero', 'missing'])
    """
    return Demand.of(attendance, lambda table: clean_demand(check_table(table, ATTENDANCE)[0]))


def clean_demand(attendance: pd.DataFrame) -> Demand:
    """Do as :func:`make_demand`, of a table that is typed already."""
    why = classify_rows(attendance)
    rows, apart = attendance[why == ""], why != ""
    aside = attendance[apart].assign(**{WHY: why[apart]}).reset_index(names=LINE)
    return Demand(rows=rows, aside=aside, findings=_findings(why), table=attendance, ordinary=rows)


def observed_since(known: pd.DataFrame, history: pd.DataFrame | Demand) -> pd.DataFrame:
    """Return the days known and those observed since; a count given again replaces the first.

    Parameters
    ----------
    known : DataFrame
        The series' keys, ``date``, ``served``: days already judged.
    history : DataFrame or Demand
        A table is judged beside the days known: a few days alone do not tell what is usual.
    """
    if isinstance(history, Demand):
        return _replaced(known, history.ordinary)
    if history.empty:
        return known
    together = _replaced(known, check_table(history, ATTENDANCE)[0])
    return together[(classify_rows(together) == "") | (together.index < len(known))]


def _replaced(known: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    together: pd.DataFrame = pd.concat([known, rows.loc[:, known.columns]], ignore_index=True)
    return together.drop_duplicates([*series_keys(known), DATE], keep="last")


def classify_rows(attendance: pd.DataFrame) -> pd.Series:
    """Say of each row whether it tells a demand.

    A typing error is judged from the site's earlier days only (median of the 30 before), so
    that a forecast issued on a past day never knows of a later correction.

    Parameters
    ----------
    attendance : DataFrame
        ``site``, ``service`` if any, ``date``, ``served``.

    Returns
    -------
    Series of str
        Empty for a demand, else ``"missing"``, ``"zero"`` or ``"typing_error"``.
    """
    served = attendance[SERVED].to_numpy(float)
    why = np.where(np.isnan(served), MISSING, np.where(served == 0, ZERO, "")).astype(object)
    keys = series_keys(attendance)
    # By rank, not by line: two sheets of a workbook have the same lines.
    positive = attendance.reset_index(drop=True)[served > 0].sort_values([*keys, DATE])
    counts = positive[SERVED].astype(float)
    groups = positive.groupby(keys, sort=False).ngroup()
    before = counts.groupby(groups).shift()
    median = before.groupby(groups).rolling(RECENT, min_periods=FEWEST).median()
    suspect = counts > TOO_MANY * median.droplevel(0).reindex(counts.index)
    why[positive.index[suspect]] = TYPING_ERROR
    return pd.Series(why, index=attendance.index, dtype=object)


def refuse_no_demand(demand: pd.DataFrame) -> None:
    """Refuse a table in which no row tells a demand.

    Raises
    ------
    InputError
        Code M06.
    """
    if demand.empty:
        raise InputError(
            Problem(
                code="M06",
                column=SERVED,
                message=_("no row tells how many meals were served."),
                hint=_("Give some weeks of meals served."),
            )
        )


def gaps(demand: pd.DataFrame, open_days: pd.DatetimeIndex) -> list[Problem]:
    """Report open days on which the town served meals nowhere, by the calendar."""
    period = open_days[(open_days >= demand[DATE].min()) & (open_days <= demand[DATE].max())]
    lost = period.difference(pd.DatetimeIndex(demand[DATE].unique()))
    if lost.empty:
        return []
    message = ngettext(
        "{count} open day of the last year has no meal at any site.",
        "{count} open days of the last year have no meal at any site.",
        len(lost),
    )
    days = ", ".join(format_date(day) for day in lost[-3:])
    told = message.format(count=format_integer(len(lost)))
    hint = _("The last ones: {days}.").format(days=days)
    return [note("M04", told, hint, column=DATE, count=len(lost))]


def active_series(demand: pd.DataFrame, days: int = 30) -> tuple[pd.DataFrame, list[Problem]]:
    """Return the series that served meals on one of the last days of the file, and the others.

    Parameters
    ----------
    demand : DataFrame
    days : int
        Number of distinct days of the whole file that count as recent.
    """
    keys = series_keys(demand)
    recent = demand[DATE].drop_duplicates().nlargest(days).min()
    latest = demand.groupby(keys)[DATE].max()
    asleep = latest[latest < recent]
    active = latest[latest >= recent].index.to_frame(index=False)
    if asleep.empty:
        return active, []
    names = asleep.index.get_level_values(SITE) if len(keys) > 1 else asleep.index
    message = ngettext(
        "{count} site or service served nothing since {day}: it is not planned.",
        "{count} sites or services served nothing since {day}: they are not planned.",
        len(asleep),
    )
    told = message.format(count=len(asleep), day=format_date(recent))
    hint = _("For instance: {names}.").format(names=", ".join(sorted(set(names))[:4]))
    return active, [note("M05", told, hint, column=SITE, count=len(asleep))]


def _findings(why: pd.Series) -> list[Problem]:
    """Tell each reason for which rows are set aside, with the count and the first lines."""
    findings = []
    for (code, text), number in zip(_FOUND.items(), ("M01", "M02", "M03"), strict=True):
        lines = why.index[why == code]
        if not len(lines):
            continue
        findings.append(
            Problem(
                code=number,
                severity="warning" if code == TYPING_ERROR else "note",
                column=SERVED,
                row=int(lines[0]) if len(lines) == 1 else None,
                count=len(lines),
                message=_(text).format(count=format_integer(len(lines))),
                hint=_("Lines: {lines}").format(lines=_some(lines)),
            )
        )
    return findings


def _some(lines: Iterable[int], shown: int = 8) -> str:
    lines = sorted(int(line) for line in lines)
    text = ", ".join(str(line) for line in lines[:shown])
    return text + (" …" if len(lines) > shown else "")
