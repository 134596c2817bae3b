"""Write the software bill of materials of civicai, as CycloneDX 1.5 JSON, on the standard output.

The components are the distributions that civicai needs, as installed in this environment,
directly or through others; extras are listed where they are asked for: ``sbom.py parquet dask``.
The same environment gives the same bytes: there is no date in it.
"""

from __future__ import annotations

import json
import sys
from importlib import metadata
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = "civicai"


def needed_by(name: str, extras: tuple[str, ...] = ()) -> dict[str, tuple[str, ...]]:
    """Return the installed distributions that one needs, each with the extras asked of it."""
    found = {}
    for line in metadata.requires(name) or ():
        requirement = Requirement(line)
        marker = requirement.marker
        if marker and not any(marker.evaluate({"extra": extra}) for extra in ("", *extras)):
            continue
        found[canonicalize_name(requirement.name)] = tuple(sorted(requirement.extras))
    return found


def walk(extras: tuple[str, ...]) -> dict[str, list[str]]:
    """Return what each distribution needs, from civicai on."""
    graph: dict[str, list[str]] = {}
    waiting = [(ROOT, extras)]
    while waiting:
        name, wanted = waiting.pop()
        if name in graph and not wanted:
            continue
        try:
            needs = needed_by(name, wanted)
        except metadata.PackageNotFoundError:
            sys.exit(f"{name} is needed and not installed: the list would have a hole")
        graph[name] = sorted({*graph.get(name, ()), *needs})
        waiting += [(n, e) for n, e in needs.items() if n not in graph or e]
    return graph


def licence(name: str) -> list[dict[str, Any]]:
    """Return the licence as the distribution states it: its expression, else its classifiers."""
    about = metadata.metadata(name)
    if about.get("License-Expression"):
        return [{"expression": about["License-Expression"]}]
    kept = [c for c in about.get_all("Classifier") or () if c.startswith("License :: ")]
    names = [c.rpartition(" :: ")[2] for c in kept if c != "License :: OSI Approved"]
    if not names and about.get("License"):
        names = [about["License"].strip().partition("\n")[0][:100]]
    return [{"license": {"name": found}} for found in names]


def component(name: str, kind: str = "library") -> dict[str, Any]:
    """Describe a distribution."""
    version = metadata.version(name)
    described = {"type": kind, "bom-ref": ref(name), "name": name, "version": version}
    described["purl"] = ref(name)
    licences = licence(name)
    return {**described, "licenses": licences} if licences else described


def ref(name: str) -> str:
    """Return the package URL of an installed distribution."""
    return f"pkg:pypi/{name}@{metadata.version(name)}"


def main() -> None:
    """Write the bill."""
    graph = walk(tuple(sys.argv[1:]))
    bill = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"component": component(ROOT, "application")},
        "components": [component(name) for name in sorted(graph) if name != ROOT],
        "dependencies": [
            {"ref": ref(name), "dependsOn": [ref(other) for other in graph[name]]}
            for name in sorted(graph)
        ],
    }
    sys.stdout.write(json.dumps(bill, ensure_ascii=False, indent=1) + "\n")


if __name__ == "__main__":
    main()
