"""Children's processor time, against the clock of the children themselves."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from civicai.carbon.counters import coverage

pytestmark = pytest.mark.skipif(coverage() != "tree", reason="live children: Linux only")


@pytest.mark.parametrize(
    ("way", "tolerance"),
    # What a child's clock cannot show is charged too: the interpreter of the parent in the
    # last case, the closing down of the others.
    [("subprocesses", 0.03), ("pool", 0.03), ("loky", 0.03), ("grandchild", 0.06)],
)
def test_processor_time_of_children(way: str, tolerance: float) -> None:
    script = Path(__file__).with_name("children.py")
    # Measuring coverage would cost the children a time that their own clocks cannot show.
    alone = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}
    run = subprocess.run(
        [sys.executable, str(script), way], capture_output=True, text=True, check=True, env=alone
    )
    figures = json.loads(run.stdout)
    assert figures["seen"] == pytest.approx(figures["true"], rel=tolerance)
