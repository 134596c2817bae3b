from __future__ import annotations

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
