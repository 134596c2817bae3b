#!/usr/bin/env bash
# Counting people across a line with PedPy, where a track lacks a frame.
#
# Expected: who stands before the line in one row and behind it in the next has crossed it.
# Happens: a crossing is looked for between frame f and frame f + 1 only. A person whose track
# lacks one of the two frames around the line is not counted, and a file that keeps every second
# frame under its own numbers (0, 2, 4, ...) counts nobody at all: 0 of 5, no warning. Renumbered
# 0, 1, 2, ... the same rows count 5.
# Matters: cameras lose people for a frame just where they crowd, and thinning a file is the first
# thing done to a large one: the flow at a gate is then too low without a sign of it. Check
# that each person's frames follow each other, or renumber and lower the frame rate.
#
# Version: PedPy 1.5.1. Seen 2026-12-01, Python 3.11.
# Source: the docstring of compute_n_t says that the first passing only is counted, not that frames
# must follow each other. Not found among PedPy's issues.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/python" -m pip install --quiet --no-compile --disable-pip-version-check \
    PedPy==1.5.1 \
    pandas==3.1.1 \
    numpy==2.4.6 \
    scipy==1.17.1 \
    shapely==2.2.0 \
    matplotlib==3.11.2 \
    python-dateutil==2.9.0.post0
cd "$work"
"$work/venv/bin/python" -I - <<'PYTHON'
import warnings

import pandas as pd
from pedpy import MeasurementLine, TrajectoryData, compute_n_t

warnings.simplefilter("error", UserWarning)
line = MeasurementLine([(0, -2), (0, 2)])
# Five people, one after the other, walk from x = -2 m to beyond x = 1 m at 1.5 m/s, 10 frames/s.
rows = [
    (person, person + step, -2 + 0.15 * step, 0.3 * person - 1)
    for person in range(5)
    for step in range(25)
]
full = pd.DataFrame(rows, columns=["id", "frame", "x", "y"])
crossed = full["x"].between(-0.1, 0)  # the last row of each person before the line
halved = full[full["frame"] % 2 == 0]


def count(table, rate):
    _n_t, crossings = compute_n_t(
        traj_data=TrajectoryData(table.reset_index(drop=True), frame_rate=rate),
        measurement_line=line,
    )
    return len(crossings)


seen = {
    "all frames": count(full, 10),
    "one frame lost at the line": count(full[~crossed], 10),
    "every second frame": count(halved, 10),
    "every second frame, renumbered": count(halved.assign(frame=halved["frame"] // 2), 5),
}
print(seen)
assert list(seen.values()) == [5, 0, 0, 5]
PYTHON
