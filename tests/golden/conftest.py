"""``python -m pytest tests/golden --overwrite`` writes the golden masters again."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--overwrite", action="store_true", help="write the golden masters again")


@pytest.fixture(scope="session")
def overwrite(request: pytest.FixtureRequest) -> bool:
    # Seen only when this folder is named on the command line: never by a run of everything.
    return bool(request.config.getoption("--overwrite", default=False))
