"""Every use case that is installed, on a small part of its own example."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache

import pandas as pd
import pytest

from civicai.usecase import Result, UseCase, find_usecases

#: Enough of each example to say something, little enough to be quick.
SERIES, DAYS, ONE_ROW_IN = 3, 300, 2

Sample = Callable[[UseCase], dict[str, pd.DataFrame]]
Work = Callable[..., Result]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "usecase" in metafunc.fixturenames:
        metafunc.parametrize("usecase", find_usecases().values(), ids=lambda case: case.name)


@pytest.fixture(scope="module", autouse=True)
def few_trees() -> Iterator[None]:
    """Grow few trees: what is asked here hangs on none of them, and they are most of the time.

    For one module at a time: other folders' tests follow in the same process.
    """
    with pytest.MonkeyPatch.context() as patch:
        for package in ("daily", "intraday"):
            patch.setattr(f"civicai.forecasting.{package}.boosting.TREES", (20, 20))
        yield


@pytest.fixture(scope="session")
def sample() -> Sample:
    """Read an example; of a main table of series, keep the first ones and their last days."""

    @cache
    def read(usecase: UseCase) -> dict[str, pd.DataFrame]:
        tables, _findings = usecase.check(usecase.example())
        schema = usecase.inputs[0].schema
        main = tables[schema.name]
        keys = [schema[name] for name in schema.key if name in main]
        names = [column.name for column in keys if column.kind == "text"]
        times = [column.name for column in keys if column.kind in ("date", "time")]
        if not names or not times:  # questions, not series
            return {**tables, schema.name: main.iloc[::ONE_ROW_IN]}
        for name in names:
            main = main[main[name].isin(sorted(main[name].unique())[:SERIES])]
        last = main[times[0]].max() - pd.Timedelta(days=DAYS)
        return {**tables, schema.name: main[main[times[0]] > last]}

    return read


@pytest.fixture(scope="session")
def work(sample: Sample) -> Work:
    """Run or evaluate a use case on its sample in a language, once a session.

    ``needed`` keeps some tables of the sample only; these are given as they are, never copied.
    """

    @cache
    def do(usecase: UseCase, what: str, lang: str, given: frozenset[str]) -> Result:
        tables = {name: table for name, table in sample(usecase).items() if name in given}
        result: Result = getattr(usecase, what)(tables, lang)
        return result

    def work(usecase: UseCase, what: str, lang: str, needed: Iterable[str] = ()) -> Result:
        return do(usecase, what, lang, frozenset(needed or sample(usecase)))

    return work
