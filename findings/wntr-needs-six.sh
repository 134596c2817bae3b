#!/usr/bin/env bash
# A plain install of wntr, with the newest python-dateutil.
#
# Expected: what the package's metadata asks for is enough to import it.
# Happens: import wntr fails, "No module named 'six'". wntr imports six and does not ask for it; it
# used to come with python-dateutil (through pandas and matplotlib), which has done without it
# since 4.0.0. With python-dateutil 2.9.0.post0 the same wntr imports.
# Matters: an optional extra "wntr" of a library breaks at its users', on the day that their
# environment is renewed; name six beside wntr.
#
# Version: wntr 1.5.0, python-dateutil 4.0.0 and 2.9.0.post0. Seen 2026-12-01, Python 3.11.
# Source: none found among WNTR's issues.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/python" -m pip install --quiet --no-compile --disable-pip-version-check \
    wntr==1.5.0 \
    pandas==3.1.1 \
    numpy==2.4.6 \
    scipy==1.17.1 \
    networkx==3.6.1 \
    matplotlib==3.11.2 \
    python-dateutil==4.0.0
cd "$work"
"$work/venv/bin/python" -I - <<'PYTHON'
import importlib.metadata as metadata
import subprocess
import sys


def try_import():
    done = subprocess.run([sys.executable, "-I", "-c", "import wntr"], capture_output=True, text=True)
    last = (done.stderr.strip().splitlines() or ["imported"])[-1]
    print("python-dateutil", subprocess.run(
        [sys.executable, "-I", "-c",
         "import importlib.metadata as m; print(m.version('python-dateutil'))"],
        capture_output=True, text=True).stdout.strip(), "->", last)
    return last


asked = metadata.requires("wntr")
print("wntr asks for:", [need for need in asked if "extra" not in need])
assert not any(need.startswith("six") for need in asked)
assert try_import() == "ModuleNotFoundError: No module named 'six'"
subprocess.run(
    [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
     "python-dateutil==2.9.0.post0"],
    check=True,
)
assert try_import() == "imported"
PYTHON
