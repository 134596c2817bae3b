#!/usr/bin/env bash
# A 90 % interval from nine residuals, by two conformal packages.
#
# Expected: with n residuals the rank is the ceiling of 0.9 (n + 1); nine are enough, and the
# largest is the half-width.
# Happens: crepes gives an infinite interval, and warns that nine are too few: it computes
# int((1 - 0.9) * 10), and the product is 0.9999999999999998. The same cut makes it one rank too
# wide, without a warning, wherever (n + 1) (1 - confidence) is whole at 90 and 80 %: of 99
# residuals at 80 %, the 81st in order for the 80th. MAPIE refuses nine: its rule asks for
# 1 / (1 - level) = 10.
# Matters: a new school has nine weeks, not a thousand; a calendar's folds give round numbers, and
# n + 1 is round just where n is 9, 19, 39, 99.
#
# Version: crepes 0.9.1, MAPIE 1.6.0, scikit-learn 1.9.1. Seen 2026-12-01, Python 3.11.
# Source: split conformal prediction, Lei and others 2018, section 2; MAPIE's message states its rule.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/python" -m pip install --quiet --no-compile --disable-pip-version-check \
    crepes==0.9.1 \
    mapie==1.6.0 \
    scikit-learn==1.9.1 \
    pandas==2.3.3 \
    numpy==2.4.6 \
    scipy==1.17.1 \
    python-dateutil==2.9.0.post0
cd "$work"
"$work/venv/bin/python" -I - <<'PYTHON'
import math
import warnings
from fractions import Fraction

import numpy as np
from crepes import ConformalRegressor
from mapie.regression import SplitConformalRegressor
from sklearn.dummy import DummyRegressor

warnings.simplefilter("ignore")


def crepes(n, level):
    regressor = ConformalRegressor()
    regressor.fit(residuals=np.arange(1.0, n + 1))
    return float(regressor.predict_int(np.zeros(1), confidence=level)[0, 1])


def exact(n, level):
    return math.ceil((n + 1) * Fraction(str(level)))


cases = [(9, 0.9), (19, 0.9), (19, 0.95), (99, 0.8), (99, 0.9), (50, 0.9)]
for n, level in cases:
    print(n, "residuals 1 to n,", level, "| rank due:", exact(n, level), "| crepes:", crepes(n, level))

model = DummyRegressor(strategy="constant", constant=0.0).fit(np.zeros((1, 1)), [0.0])
try:
    SplitConformalRegressor(model, confidence_level=0.9, prefit=True).conformalize(
        np.zeros((9, 1)), np.arange(1.0, 10)
    ).predict_interval(np.zeros((1, 1)))
    refusal = "accepted"
except ValueError as error:
    refusal = " ".join(str(error).split())
print("MAPIE, 9 at 0.9:", refusal)

assert crepes(9, 0.9) == math.inf and exact(9, 0.9) == 9
assert crepes(99, 0.8) == 81 and exact(99, 0.8) == 80
assert crepes(19, 0.95) == exact(19, 0.95) == 19
assert crepes(50, 0.9) == exact(50, 0.9) == 46
assert "Number of samples of the score is too low" in refusal
PYTHON
