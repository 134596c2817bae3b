"""Nantes's canteens, 2017-18 and autumn 2018, 21 days ahead: civicai beside agents and rules.

    CIVICAI_DATA=folder python benchmarks/canteen.py

Settings of the model (trees, bins, look-back) were chosen on 2016-17; the margin of each block
on the days before it. Both shares are of site-days with a real demand, all methods on the same.
"""

import os
import sys
import time
from pathlib import Path

from civicai import i18n
from civicai.usecase import find_usecases

PERIODS = (("2017-09-01", "2018-07-31"), ("2018-09-01", "2018-12-21"))


def main() -> None:
    folder = os.environ.get("CIVICAI_DATA")
    if not folder:
        sys.exit("set CIVICAI_DATA to the folder that holds canteen/")
    canteen = Path(folder, "canteen")
    tables = {
        "attendance": canteen / "nantes_frequentation_2011_2018.csv.gz",
        "events": canteen / "nantes_journees_de_greve.csv",
    }
    for start, end in PERIODS:
        show(tables, start, end)


def show(tables: dict[str, Path], start: str, end: str) -> None:
    """Print the scores of the days from ``start`` to ``end``."""
    began = time.perf_counter()
    result = find_usecases()["canteen"].evaluate(tables, lang="en", start=start, end=end)
    seconds = time.perf_counter() - began
    scores = result.tables["scores"]
    shares = scores.select_dtypes("number").columns.drop("rows")
    with i18n.use("en"):
        written = scores.assign(**{c: scores[c].map(i18n.format_percent) for c in shares})
        bill = str(result.carbon)
    print(f"{start} to {end}\n{written.to_string(index=False)}")
    print(f"{seconds:.0f} s, {bill}\n")


if __name__ == "__main__":
    main()
