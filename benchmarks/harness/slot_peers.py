"""The peers of the car-park forecaster, run in their own environment: ``python -m … PEER FOLDER``.

Each reads the same half-hourly table without holes, and forecasts the 48 half-hours after its last
one for every park, in one fit, as its documentation shows.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path

import pandas as pd

DAY, WEEK = 48, 336
LAGS = [1, 2, 3, 4, DAY, 2 * DAY, WEEK, WEEK + 1, 2 * WEEK]
TREES = {"n_estimators": 100, "learning_rate": 0.1, "num_leaves": 31, "min_child_samples": 100}


def boosting():
    """Return the gradient boosting that both peers are given, in civicai's own settings."""
    from lightgbm import LGBMRegressor

    return LGBMRegressor(**TREES, objective="l1", n_jobs=1, random_state=0, verbose=-1)


def mlforecast(frame: pd.DataFrame) -> pd.DataFrame:
    """Forecast with mlforecast: one global recursive model."""
    from mlforecast import MLForecast

    forecaster = MLForecast(
        models=[boosting()], freq="30min", lags=LAGS, date_features=["hour", "dayofweek"]
    )
    said = forecaster.fit(frame, static_features=[]).predict(DAY)
    return said.rename(columns={"LGBMRegressor": "expected"})


def skforecast(frame: pd.DataFrame) -> pd.DataFrame:
    """Forecast with skforecast: one global recursive model."""
    from skforecast.recursive import ForecasterRecursiveMultiSeries

    wide = frame.pivot_table("y", index="ds", columns="unique_id").asfreq("30min")
    forecaster = ForecasterRecursiveMultiSeries(estimator=boosting(), lags=LAGS, encoding="ordinal")
    forecaster.fit(series=wide, suppress_warnings=True)
    said = forecaster.predict(steps=DAY, suppress_warnings=True)
    said = said.rename_axis("ds").reset_index()
    return said.rename(columns={"level": "unique_id", "pred": "expected"})


def seasonal_naive(frame: pd.DataFrame) -> pd.DataFrame:
    """Forecast with statsforecast: the same half-hour of the week before."""
    from statsforecast import StatsForecast
    from statsforecast.models import SeasonalNaive

    said = StatsForecast([SeasonalNaive(WEEK)], freq="30min").forecast(df=frame, h=DAY)
    return said.rename(columns={"SeasonalNaive": "expected"})


def mstl(frame: pd.DataFrame) -> pd.DataFrame:
    """Forecast with statsforecast: seasonal-trend decomposition by day and week."""
    from statsforecast import StatsForecast
    from statsforecast.models import MSTL

    said = StatsForecast([MSTL([DAY, WEEK])], freq="30min").forecast(df=frame, h=DAY)
    return said.rename(columns={"MSTL": "expected"})


PEERS = {
    "mlforecast": mlforecast,
    "skforecast": skforecast,
    "SeasonalNaive": seasonal_naive,
    "MSTL": mstl,
}


def main() -> None:
    """Run one peer on the table of a folder, and write its forecasts beside it."""
    peer, folder = sys.argv[1], Path(sys.argv[2])
    frame = pd.read_csv(folder / "table.csv.gz", parse_dates=["ds"])
    began = time.perf_counter()
    table = PEERS[peer](frame)
    seconds = time.perf_counter() - began
    table[["unique_id", "ds", "expected"]].to_csv(folder / f"{peer}.csv", index=False)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(json.dumps({"seconds": seconds, "peak": peak}))


if __name__ == "__main__":
    main()
