"""The sets that ship with civicai, and the register of all the sets."""

from __future__ import annotations

import json
import warnings
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from civicai.errors import DatasetError
from civicai.i18n import _, translate

_HERE = Path(__file__).parent
#: In a wheel the examples are packed beside this file; in a checkout they stand at its root,
#: and an editable install leaves them there.
_FOLDERS = (_HERE / "data", _HERE.parents[2] / "datasets")

_warned: set[str] = set()


class CivicaiDataWarning(UserWarning):
    """A set of data with known flaws is loaded; the message says which."""


def list_datasets() -> pd.DataFrame:
    """List the sets of data that civicai knows.

    Returns
    -------
    DataFrame
        One row a set: ``name``, ``title`` (in the reader's language), ``embedded`` (bool: ships
        with civicai, needs no network), ``synthetic`` (bool), ``licence``, ``files``, ``bytes``,
        and of its main table ``rows``, ``start`` and ``end``, its first and last day (NaT where
        it has no time).

    Examples
    --------
    >>> list_datasets().query("not synthetic")[["name", "licence", "rows"]].values.tolist()
    [['nantes_canteen', 'MIT', 94633]]
    """
    rows = []
    for name, entry in registry().items():
        main = entry["files"][0]
        start, end = main["period"] or ("NaT", "NaT")
        rows.append(
            {
                "name": name,
                "title": translate(entry["title"]),
                "embedded": "url" not in main,
                "synthetic": entry["synthetic"],
                "licence": entry["licence"]["name"],
                "files": len(entry["files"]),
                "bytes": sum(file["bytes"] for file in entry["files"]),
                "rows": main["rows"],
                "start": pd.Timestamp(start),
                "end": pd.Timestamp(end),
            }
        )
    return pd.DataFrame(rows)


def example_path(file: str) -> Path:
    """Return where an embedded file is.

    Parameters
    ----------
    file : str
        Its name, such as ``"canteen_example.csv"``.

    Raises
    ------
    DatasetError
        If no such file ships with civicai, or the installation lost it.

    Examples
    --------
    >>> example_path("canteen_example.csv").name
    'canteen_example.csv'
    """
    embedded = [
        entry["name"]
        for dataset in registry().values()
        for entry in dataset["files"]
        if "url" not in entry
    ]
    if file not in embedded:
        message = _("no file “{file}” ships with civicai. Those that do: {known}.")
        raise DatasetError(message.format(file=file, known=", ".join(embedded)))
    for folder in _FOLDERS:
        if (folder / file).is_file():
            return folder / file
    message = _("the file “{file}” is missing from this installation. Install civicai again.")
    raise DatasetError(message.format(file=file))


def load_canteen() -> pd.DataFrame:
    """Load two and a half school years of an invented town's canteens.

    Returns
    -------
    DataFrame
        4,480 rows, one a school and day, 12 schools, 2022-09-01 to 2025-03-31:

        - ``site``: name of the school;
        - ``date``: day of the meal;
        - ``planned``: meals that the agents ordered [meals], NaN where blank;
        - ``served``: meals served, as a clerk typed them [meals], NaN where blank.

    Raises
    ------
    DatasetError
        If the installation lost the file.

    Warns
    -----
    CivicaiDataWarning
        Once a process: the set has flaws on purpose (see ``datasets/canteen_example.md``).

    See Also
    --------
    make_canteen : the same town with its truth, menus and enrolment.

    Examples
    --------
    >>> import warnings
    >>> with warnings.catch_warnings(action="ignore", category=CivicaiDataWarning):
    ...     load_canteen().head(2)
          site       date  planned  served
    0   Alizés 2022-09-01    120.0   113.0
    1  Bleuets 2022-09-01    215.0   220.0
    """
    _warn_of_flaws("canteen_example")
    file = registry()["canteen_example"]["files"][0]
    frame = pd.read_csv(example_path(file["name"]), sep=file["separator"], encoding="utf-8")
    frame = frame.rename(columns={entry["name"]: entry["canonical"] for entry in file["columns"]})
    days = pd.to_datetime(frame["date"], format=file["date_format"])
    return frame.assign(date=days.astype("datetime64[ns]")).astype(
        {"planned": "float64", "served": "float64"}
    )


@cache
def registry() -> dict[str, Any]:
    """Read ``registry.json``: for each set its files, licence, source, columns and flaws."""
    entries: dict[str, Any] = json.loads((_HERE / "registry.json").read_text(encoding="utf-8"))
    return entries


def _warn_of_flaws(name: str) -> None:
    if name in _warned:
        return
    flaws = "".join(f"\n- {translate(flaw)}" for flaw in registry()[name]["flaws"])
    message = _("the set of data “{name}” has known flaws:").format(name=name)
    warnings.warn(message + flaws, CivicaiDataWarning, stacklevel=3)
    _warned.add(name)
