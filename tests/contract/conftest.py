"""Every use case that is installed, on a small part of its own example."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pandas as pd
import pytest

from civicai.usecase import Result, UseCase, find_usecases

#: Enough of each example to say something, little enough to be quick.
SERIES, DAYS = 3, 300

Sample = Callable[[UseCase], dict[str, pd.DataFrame]]
Work = Callable[[UseCase, str, str], Result]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "usecase" in metafunc.fixturenames:
        metafunc.parametrize("usecase", find_usecases().values(), ids=lambda case: case.name)


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
        if not names or not times:  # pipes or questions, not series
            return tables
        for name in names:
            main = main[main[name].isin(sorted(main[name].unique())[:SERIES])]
        last = main[times[0]].max() - pd.Timedelta(days=DAYS)
        return {**tables, schema.name: main[main[times[0]] > last]}

    return read


@pytest.fixture(scope="session")
def work(sample: Sample) -> Work:
    """Run or evaluate a use case on its sample in a language, once a session."""

    @cache
    def do(usecase: UseCase, what: str, lang: str) -> Result:
        result: Result = getattr(usecase, what)(sample(usecase), lang)
        return result

    return do
