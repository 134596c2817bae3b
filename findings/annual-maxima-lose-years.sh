#!/usr/bin/env bash
# Yearly floods with pyextremes: block maxima of "365.2425D", the default.
#
# Expected: one maximum a calendar year (or a hydrological year that one chooses).
# Happens: blocks are counted from the first reading, to the second; no year of any calendar begins
# there. A table that already holds one flood a year, at its true date, loses floods: two may fall
# in one block and none in the next. Of the 20 below the default raises; errors="ignore", which the
# message offers, keeps 15, errors="coerce" keeps 15 and invents 4 (the mean of the others) -- and
# a return period is computed from them.
# Matters: published series of yearly maxima (HydroPortail) have this shape. Pass them by
# EVA.from_extremes, and cut a daily series to begin on the first day of the year wanted.
#
# Version: pyextremes 2.6.1. Seen 2026-12-01, Python 3.11.
# Source: EVA.from_extremes is documented; where the first block begins was not found in the manual.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/python" -m pip install --quiet --no-compile --disable-pip-version-check \
    pyextremes==2.6.1 \
    pandas==2.3.3 \
    numpy==2.4.6 \
    scipy==1.17.1 \
    matplotlib==3.11.2 \
    python-dateutil==2.9.0.post0
cd "$work"
"$work/venv/bin/python" -I - <<'PYTHON'
import warnings

import numpy as np
import pandas as pd
from pyextremes import get_extremes

warnings.simplefilter("ignore")
months = np.random.default_rng(1).integers(1, 13, 20)
dates = pd.to_datetime([f"{2000 + i}-{month:02d}-15" for i, month in enumerate(months)])
floods = pd.Series(np.arange(20) * 97 % 53 * 60.0 + 2500, dates, name="discharge")

try:
    print("default:", len(get_extremes(floods, "BM")))
    refused = False
except ValueError as error:
    print("default:", str(error)[:70])
    refused = True
ignored = get_extremes(floods, "BM", errors="ignore")
coerced = get_extremes(floods, "BM", errors="coerce")
invented = ~coerced.isin(floods)
print("given:", len(floods), "| ignore:", len(ignored), "| coerce:", len(coerced),
      "of which invented:", int(invented.sum()), "=", coerced[invented].round(1).unique())

daily = pd.Series(0.0, pd.date_range("2000-03-15", "2010-12-31", freq="D"))
daily.loc["2001-01-10"], daily.loc["2001-12-10"] = 50.0, 80.0  # two high days of 2001
blocks = get_extremes(daily, "BM")
print("daily series from 15 March, maxima above 0:", blocks[blocks > 0].to_dict())

assert refused
assert (len(floods), len(ignored), int(invented.sum())) == (20, 15, 4)
assert sorted(blocks[blocks > 0]) == [50.0, 80.0]
PYTHON
