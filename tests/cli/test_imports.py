"""What the command line loads, and when."""

from __future__ import annotations

import subprocess
import sys

HEAVY = {"matplotlib", "numpy", "pandas", "rich", "scipy", "sklearn", "statsmodels"}


def loaded(script: str) -> set[str]:
    """Return the modules that a script adds to a fresh interpreter."""
    code = f"import sys; before = set(sys.modules)\n{script}\nprint(*set(sys.modules) - before)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(ran.stdout.splitlines()[-1].split())


def test_import_is_light():
    assert len(loaded("import civicai")) < 100


def test_help_loads_nothing_heavy():
    script = "from civicai.cli import main\ntry: main(['run', '--help'])\nexcept SystemExit: pass"
    modules = loaded(script)
    assert "click" in modules
    assert not HEAVY & modules
