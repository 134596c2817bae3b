from __future__ import annotations

import gzip
import json
import os
from pathlib import Path

import pytest

from civicai.datasets import make_faq
from civicai.faq import QuestionRouter


@pytest.fixture(scope="session")
def town():
    return make_faq(questions=900, random_state=3)


@pytest.fixture(scope="session")
def router(town):
    old, recent = town["questions"][::2], town["questions"][1::2]
    fitted = QuestionRouter().fit(old["question"], old["topic"])
    return fitted.calibrate(recent["question"], recent["topic"], max_error=0.1)


@pytest.fixture(scope="session")
def real_data():
    """Return the folder of the real questions, which are not part of the project."""
    data = os.environ.get("CIVICAI_DATA")
    if not data:
        pytest.skip("CIVICAI_DATA is not set: the real data are not here")
    return Path(data, "faq")


@pytest.fixture(scope="session")
def clinc(real_data):
    """Return the parts of CLINC150: lists of question and topic."""
    with gzip.open(real_data / "clinc150_data_full.json.gz", "rt", encoding="utf-8") as stream:
        return json.load(stream)
