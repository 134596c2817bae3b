"""Pupils enrolled at each site, as they were known on the day a forecast was issued."""

from __future__ import annotations

import numpy as np
import pandas as pd

from civicai.canteen.schema import ENROLLED, KNOWN_FROM, SCHOOL_YEAR, SITE
from civicai.errors import Problem, warning
from civicai.forecasting.daily.history import to_days
from civicai.i18n import _

#: Month and day from which the count of a school year is known, where the table says nothing:
#: schools count their pupils in autumn.
COUNTED_ON = (11, 1)
#: School years begin in September; their first day here, so that a season is a fixed date.
FIRST_MONTH = 9


def school_year(days: pd.DatetimeIndex | pd.Series) -> np.ndarray:
    """Return the year in which the school year of each day began; August is the end of one.

    Examples
    --------
    >>> school_year(pd.DatetimeIndex(["2024-09-02", "2025-07-04"])).tolist()
    [2024, 2024]
    """
    dates = pd.DatetimeIndex(days)
    return np.asarray(dates.year - (dates.month < FIRST_MONTH))


def read_enrolment(enrolment: pd.DataFrame) -> tuple[pd.DataFrame, list[Problem]]:
    """Turn a town's counts into one row a site and school year, with the day they were known.

    Parameters
    ----------
    enrolment : DataFrame
        ``site``, ``school_year`` (text that begins with its first year: ``"2024-2025"``),
        ``enrolled`` [pupils], ``known_from`` if any. Rows of the same site and year, such as
        its two schools, are added up.

    Returns
    -------
    counts : DataFrame
        ``site``, ``year``, ``enrolled``, ``known_from``, ``before`` (the count one year before).
    findings : list of Problem
        M16 for school years that cannot be read: they are left out.
    """
    text = enrolment[SCHOOL_YEAR].astype(str)
    year = pd.to_numeric(text.str.extract(r"^\s*((?:19|20)\d\d)\b")[0], errors="coerce")
    unread = year.isna()
    rows = enrolment[~unread].assign(year=year[~unread].astype(int))
    month, day = COUNTED_ON
    usual = pd.to_datetime({"year": rows["year"], "month": month, "day": day})
    given = rows[KNOWN_FROM] if KNOWN_FROM in rows.columns else pd.Series(pd.NaT, rows.index)
    rows = rows.assign(known_from=pd.to_datetime(given).fillna(usual))
    counts = rows.groupby([SITE, "year"], as_index=False).agg({ENROLLED: "sum", KNOWN_FROM: "max"})
    last = counts[[SITE, "year", ENROLLED]].rename(columns={ENROLLED: "before"})
    counts = counts.merge(last.assign(year=last["year"] + 1), on=[SITE, "year"], how="left")
    return counts, _unread(text[unread])


def exposure(counts: pd.DataFrame, rows: pd.DataFrame) -> np.ndarray:
    """Return the pupils of each row's site, as known when its forecast was issued.

    Parameters
    ----------
    counts : DataFrame
        As :func:`read_enrolment` returns it.
    rows : DataFrame
        ``site``, ``date``, ``issued_at``.

    Returns
    -------
    ndarray of float, shape (n, 2)
        The last count known of the site and the one of the year before; NaN where unknown. In
        September this is last year's count.
    """
    asked = pd.DataFrame(
        {SITE: rows[SITE].to_numpy(), "issued_at": pd.DatetimeIndex(rows["issued_at"])}
    )
    asked["place"] = np.arange(len(asked))
    asked["issued_at"] = asked["issued_at"].astype("datetime64[ns]")
    known = counts.sort_values(KNOWN_FROM, ignore_index=True)
    known[KNOWN_FROM] = known[KNOWN_FROM].astype("datetime64[ns]")
    found = pd.merge_asof(
        asked.sort_values("issued_at", ignore_index=True),
        known,
        left_on="issued_at",
        right_on=KNOWN_FROM,
        by=SITE,
    )
    values = found.sort_values("place")[[ENROLLED, "before"]].to_numpy(float)
    values[values <= 0] = np.nan
    return values


def season_start(days: pd.Series) -> np.ndarray:
    """Return the 1 September of the school year of each day, in days since 1970-01-01."""
    first = pd.to_datetime(
        {"year": school_year(pd.DatetimeIndex(days)), "month": FIRST_MONTH, "day": 1}
    )
    return to_days(first)


def _unread(text: pd.Series) -> list[Problem]:
    if text.empty:
        return []
    message = _("rows whose school year cannot be read, and which are left out: {count}.")
    return [
        warning(
            "M16",
            message.format(count=len(text)),
            _("Write them as 2024-2025."),
            column=SCHOOL_YEAR,
            row=int(text.index[0]),
            value=str(text.iloc[0])[:40],
            count=len(text),
        )
    ]
