"""Packages that bring use cases, as their metadata declare them: nothing of them is imported."""

from __future__ import annotations

import sys
from importlib import metadata, util
from pathlib import Path

#: Entry-point group in which a package declares its use cases.
GROUP = "civicai.usecases"


def declared() -> list[metadata.EntryPoint]:
    """Return what the installed packages declare, by name."""
    return sorted(metadata.entry_points(group=GROUP), key=lambda e: (e.name, e.value))


def file_beside(usecase: str, name: str) -> Path | None:
    """Return a file of a use case: one that stands beside the module that declares it.

    Parameters
    ----------
    usecase : str
        Its name, as typed after ``civicai run``.
    name : str
        Of the file.

    Returns
    -------
    Path or None
        None where no package, or more than one, declares such a use case, or has no such file.

    Examples
    --------
    >>> file_beside("canteen", "legal.md").parent.name
    'canteen'
    """
    modules = [entry.module for entry in declared() if entry.name == usecase]
    if len(modules) != 1:
        return None
    try:
        spec = util.find_spec(modules[0])
    except Exception:  # a stranger's package: anything can happen when it is looked for
        return None
    if spec is None or spec.origin is None:
        return None
    path = Path(spec.origin).with_name(name)
    return path if path.is_file() else None


def trusted_packages() -> frozenset[str]:
    """Return the packages whose types a saved model may hold: ours, and those of use cases.

    A distribution vouches for its own packages only: one that declares a module of the standard
    library, or of another distribution, adds nothing.

    Examples
    --------
    >>> "civicai" in trusted_packages(), "os" in trusted_packages()
    (True, False)
    """
    owners = metadata.packages_distributions()
    trusted = {"civicai"}
    for entry in declared():
        top = entry.module.partition(".")[0]
        if entry.dist is None or top in sys.stdlib_module_names:
            continue
        # What was installed to be edited in place is listed as nobody's.
        if entry.dist.name in owners.get(top, [entry.dist.name]):
            trusted.add(top)
    return frozenset(trusted)
