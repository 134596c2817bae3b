#!/usr/bin/env bash
# Pressures of a metric network file (.inp) whose options say PRESSURE KPA, through wntr.
#
# Expected: metres. wntr's manual says that results are in SI units, and pressure in metres,
# whatever the file's units.
# Happens: EpanetSimulator gives kilopascals in the same column (488 for 49.8 m); WNTRSimulator
# gives metres. The option is written by the EPANET toolkit and its editors, and documented by
# neither EPANET 2.2 nor wntr; a file without it (METERS) gives metres in both.
# Matters: a pressure threshold in metres (10 m of service pressure) is passed everywhere, and two
# simulators of one library cannot be compared.
#
# Version: wntr 1.5.0 (EPANET 2.2). Seen 2026-12-01, Python 3.11.
# Source: EPANET issue 715 (support for kPa is undocumented), WNTR issue 220 (files with this option
# could not be read; they now are).
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
    python-dateutil==2.9.0.post0 \
    six==1.17.0
cd "$work"
"$work/venv/bin/python" -I - <<'PYTHON'
import pathlib

import wntr

NETWORK = """[JUNCTIONS]
J1 10 2.5
J2 12 1.5
[RESERVOIRS]
R1 60
[PIPES]
P1 R1 J1 1000 200 100 0 Open
P2 J1 J2 500 150 100 0 Open
[TIMES]
Duration 0:00
[OPTIONS]
Units LPS
Headloss H-W
Pressure {unit}
[END]
"""
pressures = {}
for unit in ("METERS", "KPA"):
    pathlib.Path("network.inp").write_text(NETWORK.format(unit=unit))
    for simulator in (wntr.sim.EpanetSimulator, wntr.sim.WNTRSimulator):
        model = wntr.network.WaterNetworkModel("network.inp")
        result = simulator(model).run_sim()
        pressures[unit, simulator.__name__] = float(result.node["pressure"]["J1"].iloc[0])
for key, value in pressures.items():
    print(*key, round(value, 2))

metres = pressures["METERS", "EpanetSimulator"]
assert abs(metres - 49.81) < 0.05
assert abs(pressures["METERS", "WNTRSimulator"] - metres) < 0.01
assert abs(pressures["KPA", "WNTRSimulator"] - metres) < 0.01
assert 9.7 < pressures["KPA", "EpanetSimulator"] / metres < 9.9
PYTHON
