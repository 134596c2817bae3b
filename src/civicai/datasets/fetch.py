"""Real open data, from an address pinned to a commit, checked against its hash."""

from __future__ import annotations

import gzip
import hashlib
import os
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from civicai.datasets.load import registry
from civicai.errors import DatasetError
from civicai.i18n import _

#: Environment variable: a folder that holds copies of the files, for those without network.
FOLDER_VARIABLE = "CIVICAI_DATA"


def fetch_nantes_canteen(cache: str | Path | None = None) -> dict[str, Path]:
    """Get the attendance of Nantes's school canteens, 2011 to 2018, and what goes with it.

    Files are taken from the folder that ``CIVICAI_DATA`` names, else from the cache, else
    downloaded (3.7 MB, once). A copy may be gzipped: it is unpacked into the cache.

    Parameters
    ----------
    cache : path, optional
        Folder that keeps downloads; the user's cache folder by default.

    Returns
    -------
    dict of str to Path
        The original files, unchanged:

        - ``attendance``: meals planned by the agents and served, 94,633 rows;
        - ``canteens``, ``canteens_of_sites``, ``canteens_of_schools``: the canteens, and which
          one a site of ``attendance`` (by name and type) or a school of ``enrolment`` is;
        - ``enrolment``: pupils of each school and year;
        - ``strikes``: days of strike;
        - ``menus_2011_2015`` (latin-1), ``menus_2016_2019``: dishes of each day;
        - ``school_years``: first and last days.

    Raises
    ------
    DatasetError
        If a file cannot be had, or is not the one that was pinned; says what to do.

    Notes
    -----
    MIT licence, (c) 2020 Nantes Métropole [1]_ [2]_. Columns and known flaws, among them typing
    errors and blank days, are in ``registry.json``.

    References
    ----------
    .. [1] https://github.com/nantesmetropole/school_meal_forecast_xgboost
    .. [2] https://github.com/nantesmetropole/school_meal_forecast_regressions
    """
    return _fetch(registry()["nantes_canteen"], cache)


def _fetch(entry: Mapping[str, Any], cache: str | Path | None) -> dict[str, Path]:
    import pooch

    kept = Path(cache) if cache is not None else Path(pooch.os_cache("civicai"))
    kept = kept / entry["folder"]
    return {
        file["key"]: _local_copy(file, entry["folder"], kept) or _download(file, kept)
        for file in entry["files"]
    }


def _local_copy(file: Mapping[str, Any], folder: str, cache: Path) -> Path | None:
    """Look for a file in the user's own folder, as it is or gzipped."""
    given = os.environ.get(FOLDER_VARIABLE)
    if not given:
        return None
    plain, packed = (Path(given, folder, file["name"] + end) for end in ("", ".gz"))
    if plain.is_file():
        _check(plain, plain.read_bytes(), file)
        return plain
    if not packed.is_file():
        return None
    try:
        with gzip.open(packed) as stream:
            # One byte too many is enough to refuse, whatever the archive would unpack to.
            content = stream.read(file["bytes"] + 1)
    except (OSError, EOFError, zlib.error):
        content = b""
    _check(packed, content, file)
    unpacked: Path = cache / file["name"]
    if not (unpacked.is_file() and unpacked.read_bytes() == content):
        cache.mkdir(parents=True, exist_ok=True)
        # Written aside and moved, so that no other process ever reads half a file.
        part = unpacked.with_name(f"{unpacked.name}.{os.getpid()}.part")
        part.write_bytes(content)
        part.replace(unpacked)
    return unpacked


def _check(path: Path, content: bytes, file: Mapping[str, Any]) -> None:
    if hashlib.sha256(content).hexdigest() == file["sha256"]:
        return
    message = _(
        "the file “{path}” is not the one that was published at {url}: its contents differ. "
        "Replace it, or remove it and it will be downloaded."
    )
    raise DatasetError(message.format(path=path, url=file["url"]))


def _download(file: Mapping[str, Any], cache: Path) -> Path:
    """Return the file of the cache, downloaded first if it is absent or altered."""
    import pooch

    name = file["name"]
    store = pooch.create(
        path=cache,
        base_url="",
        registry={name: f"sha256:{file['sha256']}"},
        urls={name: file["url"]},
    )
    try:
        return Path(store.fetch(name))
    except (OSError, ValueError) as error:  # requests' errors are OSErrors; a wrong hash is not
        message = _(
            "the file “{name}” cannot be had: {why}\n"
            "There are three ways to get it:\n"
            "- connect to the network and try again: it comes from {url};\n"
            "- download it from there and save it as {saved};\n"
            "- set {variable} to a folder that holds it as {expected}, gzipped or not."
        )
        raise DatasetError(
            message.format(
                name=name,
                why=error,
                url=file["url"],
                saved=cache / name,
                variable=FOLDER_VARIABLE,
                expected=Path(cache.name, name).as_posix(),
            )
        ) from error
