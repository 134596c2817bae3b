"""Use cases found through entry points: built-in ones and plug-ins, by the same door."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from civicai.errors import InputError, Problem
from civicai.i18n import _
from civicai.plugins import declared
from civicai.usecase.contract import UseCase
from civicai.usecase.option import unknown_name


@dataclass(frozen=True)
class Plugin:
    """An entry in the group ``civicai.usecases``: where a use case comes from, and its state."""

    name: str
    package: str
    version: str
    target: str
    error: str = ""


def find_plugins() -> list[Plugin]:
    """List every registered use case without importing any; clashes of names are reported."""
    entries = declared()
    names = [entry.name for entry in entries]
    found = []
    for entry in entries:
        package = entry.dist.name if entry.dist else "?"
        version = entry.dist.version if entry.dist else "?"
        clash = names.count(entry.name) > 1
        error = _("several packages give this name") if clash else ""
        found.append(Plugin(entry.name, package, version, entry.value, error))
    return found


class _Found(dict[str, UseCase]):
    """Use cases by name; one that is broken raises only when it is asked for."""

    def __init__(self, cases: Mapping[str, UseCase], broken: Mapping[str, str]) -> None:
        super().__init__(cases)
        self.broken = dict(broken)

    def __missing__(self, name: str) -> UseCase:
        if name in self.broken:
            message = _("the use case “{name}” cannot be loaded: {why}")
            raise InputError(
                Problem(
                    code="P01",
                    message=message.format(name=name, why=self.broken[name]),
                    hint=_("Type “civicai plugins” to see which package brings it."),
                )
            )
        raise InputError(unknown_name("P02", _("there is no use case “{name}”."), name, self))


def find_usecases() -> dict[str, UseCase]:
    """Load every use case that is installed, built-in or from a plug-in.

    Returns
    -------
    dict of str to UseCase
        Those that load. Asking it for a broken one, or for a name that two packages
        claim, raises :class:`~civicai.errors.InputError`; nothing else does. Its attribute
        ``broken`` maps those names to the reason.
    """
    cases: dict[str, UseCase] = {}
    broken: dict[str, str] = {}
    for entry in declared():
        if entry.name in cases or entry.name in broken:
            cases.pop(entry.name, None)
            broken[entry.name] = _("several packages give this name")
            continue
        try:
            case = entry.load()
            if not isinstance(case, UseCase):
                raise TypeError(f"{entry.value} is not a UseCase")
            cases[entry.name] = case
        except Exception as error:  # a stranger's code: anything can happen, and stops nothing else
            broken[entry.name] = f"{type(error).__name__}: {error}"
    return _Found(dict(sorted(cases.items())), broken)
