"""A reader in a process of its own, which answers one file at a time.

The files are given to every reader in turn, so that a machine that slows down slows them all.
"""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from types import TracebackType
from typing import Any

from harness.environments import BENCHMARKS, PeerMissingError

ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "POLARS_MAX_THREADS": "1"}


class Worker:
    """The parent's end of ``python -m harness.readers NAME``."""

    def __init__(self, python: Path, reader: str) -> None:
        self.command = [str(python), "-m", "harness.readers", reader]
        self.start()

    def start(self) -> None:
        self.process = subprocess.Popen(
            self.command,
            cwd=BENCHMARKS,
            env=os.environ | ONE_THREAD,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
        )
        started = self.process.stdout.readline()
        if not started:
            raise PeerMissingError("installed, but its import fails")
        self.import_seconds = float(started)

    def ask(self, **job: Any) -> dict[str, Any]:
        """Return what the reader made of a file: its columns and seconds, or its error."""
        try:
            self.process.stdin.write(json.dumps(job) + "\n")
            self.process.stdin.flush()
            answer = self.process.stdout.readline()
        except BrokenPipeError:
            answer = ""
        if answer:
            return json.loads(answer)
        self.stop()
        self.start()
        return {"error": "the process died", "seconds": float("nan")}

    def stop(self) -> None:
        self.process.kill()
        self.process.communicate()

    def __enter__(self) -> Worker:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()
