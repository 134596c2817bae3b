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
    """Read an example, and keep the first series and the last days of its main table."""

    @cache
    def read(usecase: UseCase) -> dict[str, pd.DataFrame]:
        tables, _findings = usecase.check(usecase.example())
        schema = usecase.inputs[0].schema
        main = tables[schema.name]
        for column in schema:
            if column.name not in main or column.name not in schema.key:
                continue
            values = main[column.name]
            if column.kind in ("date", "time"):
                main = main[values > values.max() - pd.Timedelta(days=DAYS)]
            elif column.kind == "text":
                main = main[values.isin(sorted(values.unique())[:SERIES])]
        return {**tables, schema.name: main}

    return read


@pytest.fixture(scope="session")
def work(sample: Sample) -> Work:
    """Run or evaluate a use case on its sample in a language, once a session."""

    @cache
    def do(usecase: UseCase, what: str, lang: str) -> Result:
        result: Result = getattr(usecase, what)(sample(usecase), lang)
        return result

    return do
