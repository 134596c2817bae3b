#!/usr/bin/env bash
# Potential evapotranspiration by Oudin's formula, on a day without a temperature, with pyet.
#
# Expected: no value (NaN), as from the same package's Hargreaves, Hamon, Makkink and others.
# Happens: oudin() gives 0.0 mm, clip_zero=False or not. Latitude in degrees instead of radians
# gives 0.0 mm too, on every day.
# Matters: Oudin is the usual evapotranspiration of GR4J. A sensor's gap of a week in July takes
# some 35 mm out of the water balance and leaves no trace: mask the result where the temperature
# is missing.
#
# Version: pyet 1.5.0. Seen 2026-12-01, Python 3.11.
# Source: none found among pyet's issues; the latitude in radians is documented.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/python" -m pip install --quiet --no-compile --disable-pip-version-check \
    pyet==1.5.0 \
    pandas==2.3.3 \
    numpy==2.4.6 \
    scipy==1.17.1 \
    xarray==2026.9.0 \
    python-dateutil==2.9.0.post0
cd "$work"
"$work/venv/bin/python" -I - <<'PYTHON'
import math

import numpy as np
import pandas as pd
import pyet

days = pd.date_range("2025-07-01", periods=4, freq="D")
mean = pd.Series([25.0, np.nan, 24.0, 23.0], days)
latitude = math.radians(48.85)

oudin = pyet.oudin(mean, lat=latitude)
seen = {
    "oudin": oudin,
    "oudin, clip_zero=False": pyet.oudin(mean, lat=latitude, clip_zero=False),
    "hargreaves": pyet.hargreaves(mean, mean + 6, mean - 6, latitude),
    "hamon": pyet.hamon(mean, lat=latitude),
    "oudin, degrees": pyet.oudin(mean.fillna(25.0), lat=48.85),
}
for name, values in seen.items():
    print(f"{name:24}", values.round(2).tolist())

assert oudin.iloc[0] > 5
assert seen["oudin"].iloc[1] == seen["oudin, clip_zero=False"].iloc[1] == 0.0
assert np.isnan(seen["hargreaves"].iloc[1]) and np.isnan(seen["hamon"].iloc[1])
assert (seen["oudin, degrees"] == 0).all()
PYTHON
