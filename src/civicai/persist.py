"""Save and load fitted models: one file, no pickle, no rows and no site names.

A lead authority fits on its many sites, saves the model, and hands the file over; a small town
loads it and serves its own sites with it.

Examples
--------
>>> import tempfile
>>> from pathlib import Path
>>> from civicai import persist
>>> from civicai.canteen import AttendanceForecaster
>>> from civicai.datasets import make_canteen
>>> attendance = make_canteen(sites=3, start="2023-09-01", end="2024-07-05")["attendance"]
>>> model = AttendanceForecaster(horizon="14D", zone="B").fit(attendance)
>>> path = persist.save(model, Path(tempfile.mkdtemp()) / "canteens.civicai")
>>> persist.describe(path)["model"], persist.load(path).get_params() == model.get_params()
('AttendanceForecaster', True)
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Protocol

from civicai.errors import InputError, Problem
from civicai.i18n import _
from civicai.plugins import trusted_packages

#: Version of what a file holds; a file of another version is refused.
FORMAT = "civicai.model/1"
#: Largest file that is opened, and largest content it may unfold to [bytes].
LARGEST, LARGEST_UNFOLDED = 200_000_000, 1_000_000_000

#: Types of other packages that a file may hold, beside those that skops itself trusts: plain
#: data of fitted trees, without code.
_TRUSTED = frozenset(
    {
        "sklearn.ensemble._hist_gradient_boosting.predictor.TreePredictor",
        "sklearn.ensemble._hist_gradient_boosting.binning._BinMapper",
    }
)


class Handed(Protocol):
    """A fitted model that can be handed over."""

    def handed_over(self) -> Any:
        """Return a fitted copy that holds no row and no name of what it learned from."""

    def about(self) -> dict[str, Any]:
        """Return what the file states: ``period`` (two ISO days or instants) and ``scores``."""


def save(model: Handed, path: str | Path) -> Path:
    """Write a fitted model to one file.

    Parameters
    ----------
    model : estimator
        Fitted, with ``handed_over()`` and ``about()``. What is written is the copy that it
        hands over, without rows or site names.
    path : str or Path
        By custom ``name.civicai``.

    Returns
    -------
    Path

    Raises
    ------
    TypeError
        If the model does not say how it is handed over.
    sklearn.exceptions.NotFittedError
        If it is not fitted.

    Notes
    -----
    The file is in the format of skops [1]_: a zip of a JSON schema and of arrays. Unlike a
    pickle it runs no code when it is read.

    References
    ----------
    .. [1] skops, "Secure persistence with skops", https://skops.readthedocs.io
    """
    import skops.io
    from sklearn.utils.validation import check_is_fitted

    if not (hasattr(model, "handed_over") and hasattr(model, "about")):
        raise TypeError(f"{type(model).__name__} does not say how it is handed over")
    check_is_fitted(model)
    footprint = getattr(model, "footprint_", None)
    content = {
        "format": FORMAT,
        "model": type(model).__name__,
        "versions": _versions(),
        "carbon": None if footprint is None else _plain(footprint.to_dict()),
        **_plain(model.about()),
    }
    held = {"about": content, "model": model.handed_over()}
    skops.io.dump(held, path, compression=zipfile.ZIP_DEFLATED)
    return Path(path)


def load(path: str | Path) -> Any:
    """Read a model that :func:`save` wrote.

    Parameters
    ----------
    path : str or Path

    Returns
    -------
    estimator
        Fitted. ``model.about_`` is what the file states: see :func:`describe`.

    Raises
    ------
    InputError
        V01 for a file that is no saved model; V02 where it holds types that are neither ours
        nor of a package that brings a use case, which are not loaded; V03 for a file of another
        version; V04 for one too large.
    """
    content = _read(path)
    model = content["model"]
    model.about_ = content["about"]
    return model


def describe(path: str | Path) -> dict[str, Any]:
    """Return what a saved model states of itself.

    Returns
    -------
    dict
        ``format``, ``model``, ``versions``, ``period``, ``scores``, ``carbon`` (of the fit;
        None where nobody measured it: see :func:`civicai.carbon.measured_fit`).
    """
    about: dict[str, Any] = _read(path)["about"]
    return about


def _read(path: str | Path) -> dict[str, Any]:
    import skops.io

    path = Path(path)
    _refuse_large(path)
    try:
        held = skops.io.get_untrusted_types(file=path)
    except Exception as error:  # skops raises whatever a broken file makes it stumble on
        raise _no_model(path) from error
    strange = _strange(held)
    if strange:
        message = _("the file holds {types}, which is not part of a civicai model.")
        raise _refusal("V02", path, message.format(types=", ".join(sorted(strange)[:5])))
    try:
        content = skops.io.load(path, trusted=held)
    except Exception as error:
        raise _no_model(path) from error
    if not isinstance(content, dict) or "about" not in content or "model" not in content:
        raise _no_model(path)
    if content["about"].get("format") != FORMAT:
        message = _("the model is of the format {found}, and this version reads {known}.")
        found = str(content["about"].get("format"))[:40]
        raise _refusal("V03", path, message.format(found=found, known=FORMAT))
    return content


def _refuse_large(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            unfolded = sum(entry.file_size for entry in archive.infolist())
    except (OSError, zipfile.BadZipFile) as error:
        raise _no_model(path) from error
    if path.stat().st_size > LARGEST or unfolded > LARGEST_UNFOLDED:
        raise _refusal("V04", path, _("the file is too large for a model."))


def _strange(types: Iterable[str]) -> list[str]:
    """Return the types that are neither ours nor of an installed use case, whatever a file says."""
    foreign = [name for name in types if name not in _TRUSTED and not name.startswith("civicai.")]
    packages = trusted_packages() if foreign else frozenset()
    return [name for name in foreign if name.partition(".")[0] not in packages]


def _no_model(path: Path) -> InputError:
    return _refusal("V01", path, _("this is not a model that civicai saved, or it is damaged."))


def _refusal(code: str, path: Path, message: str) -> InputError:
    hint = _("Ask for the file again from whoever fitted the model.")
    return InputError(Problem(code=code, file=path.name, message=message, hint=hint))


def _versions() -> dict[str, str]:
    from importlib.metadata import version

    return {name: version(name) for name in ("civicai", "scikit-learn", "numpy", "skops")}


def _plain(content: Any) -> Any:
    """Keep what JSON can say: a file must be read without knowing our classes."""
    import json

    return json.loads(json.dumps(content, default=str))
