"""The waste measurements of a canteen, as ma-cantine, the State's service, gives them.

References
----------
.. [1] betagouv/ma-cantine, model ``WasteMeasurement``.
"""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from civicai.canteen.schema import MASSES, MEALS, MOST_MEALS, PERIOD_END, PERIOD_START, WASTE
from civicai.canteen.sources.json_records import looks_like_records, read_records
from civicai.errors import Problem, warning
from civicai.i18n import _
from civicai.usecase import Format

_CAPITAL = re.compile(r"(?<!^)(?=[A-Z])")


def sniff(name: str, head: bytes) -> bool:
    """Tell whether a file is JSON of these measurements.

    A CSV needs no reader of its own: its columns are those of the table, or other names of them.

    Examples
    --------
    >>> sniff("mesures.json", b'[{"periodStartDate": "2024-03-04", "mealCount": 500}]')
    True
    >>> sniff("mesures.csv", b"period_start_date;meal_count")
    False
    """
    return looks_like_records(head, "periodStartDate", "mealCount")


def read(path: Path) -> pd.DataFrame:
    """Read the measurements of the service's answer.

    Parameters
    ----------
    path : Path

    Raises
    ------
    ValueError
        If there is no list of records.
    """
    records = pd.DataFrame(read_records(path))
    records = records.rename(columns=lambda name: _CAPITAL.sub("_", name).lower())
    return records[[column.name for column in WASTE if column.name in records]]


def read_ma_cantine(measurements: pd.DataFrame) -> tuple[pd.DataFrame, list[Problem]]:
    """Read the waste measurements of a canteen, as ma-cantine exports them.

    Parameters
    ----------
    measurements : DataFrame
        ``period_start_date``, ``period_end_date``, ``meal_count`` and any of ``total_mass``,
        ``preparation_total_mass``, ``unserved_total_mass``, ``leftovers_total_mass`` [kg].

    Returns
    -------
    measured : DataFrame
        ``start``, ``end``, ``meals``, and for each mass given the kilograms a meal, such as
        ``unserved_per_meal`` [kg]: the part that a better forecast can lower.
    findings : list of Problem
        M19 for periods that end before they begin or whose count cannot be of those days:
        they are left out.

    Raises
    ------
    KeyError
        If a field of the period or the count is missing.
    """
    start = pd.to_datetime(measurements[PERIOD_START])
    end = pd.to_datetime(measurements[PERIOD_END])
    meals = pd.to_numeric(measurements[MEALS], errors="coerce")
    days = (end - start).dt.days + 1
    wrong = ~((days > 0) & (meals > 0) & (meals <= MOST_MEALS * days.clip(lower=1)))
    measured = pd.DataFrame({"start": start, "end": end, "meals": meals})
    for name in MASSES:
        if name in measurements.columns:
            mass = pd.to_numeric(measurements[name], errors="coerce")
            measured[name.replace("total_mass", "per_meal")] = mass / meals
    if not wrong.any():
        return measured, []
    message = _("waste measurements whose period or number of meals cannot be: {count}.")
    finding = warning(
        "M19",
        message.format(count=int(wrong.sum())),
        _("Write the meals of the period, not those of the year."),
        column=MEALS,
        row=int(wrong.index[wrong][0]),
        count=int(wrong.sum()),
    )
    return measured[~wrong].reset_index(drop=True), [finding]


FORMAT = Format("ma-cantine", sniff, read, table=WASTE.name)
