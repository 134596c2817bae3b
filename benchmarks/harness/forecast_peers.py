"""The peers of the canteen forecaster, run in their own environment: ``python -m … PEER FOLDER``.

Each reads the same table: site, date (and its rank among the site's open days), served, and what
is known of a day beforehand; each forecasts the days of the test from 21 days before, fitted
anew at the same dates. Written as their documentation shows, with lags of at least 12 open days
(21 calendar days of a town that cooks four days a week), so that nothing later is known.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd

#: Open days that 21 calendar days hold, and the lags and windows of a month and a year.
AHEAD = 12
LAGS = [12, 13, 14, 15, 16, 20, 24, 28, 32, 130, 134, 138, 142]
TREES = {"n_estimators": 200, "learning_rate": 0.06, "num_leaves": 31, "min_child_samples": 40}


def model():
    """Return the gradient boosting that both peers are given, in civicai's own settings."""
    from lightgbm import LGBMRegressor

    return LGBMRegressor(**TREES, objective="l1", n_jobs=1, random_state=0, verbose=-1)


def mlforecast(frame: pd.DataFrame, cuts: list[list[int]], known: list[str]) -> pd.DataFrame:
    """Forecast with mlforecast: one global model, twelve open days at a time."""
    from mlforecast import MLForecast
    from mlforecast.lag_transforms import RollingMean

    parts = []
    for learn_until, _begin, until in cuts:
        past = frame[frame["day"] <= learn_until]
        forecaster = MLForecast(
            models=[model()],
            freq=1,
            lags=LAGS,
            lag_transforms={AHEAD: [RollingMean(5), RollingMean(20), RollingMean(60)]},
            num_threads=1,
        )
        columns = ["unique_id", "ds", "y", *known]
        forecaster.fit(past[columns], static_features=[])
        last = past.groupby("unique_id")["ds"].max()
        test = frame[frame["unique_id"].isin(last.index)]
        test = test[(test["day"] > learn_until) & (test["day"] <= until)]
        while len(test):
            ahead = test[test["ds"] <= test["unique_id"].map(last) + AHEAD]
            grid = pd.MultiIndex.from_product([last.index, range(1, AHEAD + 1)]).to_frame(
                index=False
            )
            grid.columns = ["unique_id", "step"]
            grid["ds"] = grid["unique_id"].map(last) + grid["step"]
            future = grid.merge(ahead[["unique_id", "ds", *known]], how="left").drop(columns="step")
            said = forecaster.predict(AHEAD, X_df=future.ffill())
            parts.append(ahead.merge(said, on=["unique_id", "ds"]))
            known_now = ahead[columns]
            # A site with fewer open days than the others stops here: mlforecast wants them all.
            counts = known_now.groupby("unique_id").size()
            full = counts.index[counts == AHEAD]
            if len(full) == 0:
                break
            forecaster.update(known_now[known_now["unique_id"].isin(full)])
            last.loc[full] += AHEAD
            test = test[test["unique_id"].isin(full) & (test["ds"] > test["unique_id"].map(last))]
    table = pd.concat(parts).rename(columns={"LGBMRegressor": "expected"})
    first = min(cut[1] for cut in cuts)
    return table[table["day"] >= first]


def skforecast(frame: pd.DataFrame, cuts: list[list[int]], known: list[str]) -> pd.DataFrame:
    """Forecast with skforecast: a direct matrix of lags, one global model for all the sites."""
    from skforecast.preprocessing import RollingFeatures
    from skforecast.recursive import ForecasterRecursiveMultiSeries

    parts = []
    wide = frame.set_index(["ds", "unique_id"])["y"].unstack()  # noqa: PD010 - one column a site
    outside = {
        site: rows.set_index("ds")[known].astype(float) for site, rows in frame.groupby("unique_id")
    }
    for learn_until, _begin, until in cuts:
        past = frame[frame["day"] <= learn_until]
        last = past.groupby("unique_id")["ds"].max()
        series = {site: wide.loc[: last[site], site].dropna() for site in last.index}
        series = {s: v.loc[_tail(v) :] for s, v in series.items() if len(v.loc[_tail(v) :]) > 200}
        exog = {site: outside[site].loc[series[site].index] for site in series}
        forecaster = ForecasterRecursiveMultiSeries(
            estimator=model(),
            lags=LAGS,
            window_features=RollingFeatures(["mean", "mean"], window_sizes=[20, 60]),
            encoding="ordinal",
            transformer_series=None,
            dropna_from_series=False,
        )
        forecaster.fit(
            series={s: v.reset_index(drop=True) for s, v in series.items()},
            exog={s: e.reset_index(drop=True) for s, e in exog.items()},
            suppress_warnings=True,
        )
        parts += _ahead(forecaster, frame, wide, outside, series, learn_until, until)
    table = pd.concat(parts)
    return table[table["day"] >= min(cut[1] for cut in cuts)]


def _ahead(forecaster, frame, wide, outside, series, learn_until, until) -> list[pd.DataFrame]:
    parts = []
    test = frame[(frame["day"] > learn_until) & (frame["day"] <= until)]
    for site, rows in test.groupby("unique_id"):
        if site not in series:
            continue
        known = series[site]
        for begin in range(0, len(rows), AHEAD):
            ahead = rows.iloc[begin : begin + AHEAD]
            window = known.tail(max(LAGS)).reset_index(drop=True)
            after = outside[site].loc[ahead["ds"]].reset_index(drop=True)
            after.index = range(len(window), len(window) + len(after))
            said = forecaster.predict(
                steps=len(ahead),
                levels=[site],
                last_window=window.to_frame(site),
                exog={site: after},
                suppress_warnings=True,
            )
            parts.append(ahead.assign(expected=said["pred"].to_numpy()))
            known = pd.concat([known, ahead.set_index("ds")["y"]])
    return parts


def _tail(values: pd.Series) -> int:
    """Return where the last run without a hole begins."""
    holes = np.flatnonzero(np.diff(values.index) > 1)
    return int(values.index[holes[-1] + 1]) if len(holes) else int(values.index[0])


def main() -> None:
    """Run one peer on the table of a folder, and write its forecasts beside it."""
    peer, folder = sys.argv[1], Path(sys.argv[2])
    frame = pd.read_csv(folder / "table.csv.gz")
    job = json.loads((folder / "job.json").read_text())
    began = time.perf_counter()
    table = {"mlforecast": mlforecast, "skforecast": skforecast}[peer](
        frame, job["cuts"], job["known"]
    )
    seconds = time.perf_counter() - began
    table[["unique_id", "day", "expected"]].to_csv(folder / f"{peer}.csv", index=False)
    print(json.dumps({"seconds": seconds}))


if __name__ == "__main__":
    main()
