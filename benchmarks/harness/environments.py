"""One environment a peer, made on first use from benchmarks/requirements-<peer>.txt."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import venv
from pathlib import Path

BENCHMARKS = Path(__file__).resolve().parents[1]
ROOT = BENCHMARKS.parent


class PeerMissingError(Exception):
    """The peer could not be installed: its line says so, the others are run."""


def python_of(peer: str) -> Path:
    """Return the interpreter that has the peer, installing it when its requirements changed."""
    requirements = BENCHMARKS / f"requirements-{peer}.txt"
    folder = ROOT / f".venv-bench-{peer}"
    windows = sys.platform == "win32"
    python = folder / ("Scripts/python.exe" if windows else "bin/python")
    seal = folder / "installed"
    wanted = f"{sys.version} {hashlib.sha256(requirements.read_bytes()).hexdigest()}"
    if not (seal.exists() and seal.read_text() == wanted):
        print(f"installing {peer} in {folder.name}", file=sys.stderr)
        venv.create(folder, clear=True, with_pip=True)
        command = [python, "-m", "pip", "install", "--quiet", "--requirement", requirements]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            raise PeerMissingError(done.stderr.strip().splitlines()[-1])
        seal.write_text(wanted)
    return python
