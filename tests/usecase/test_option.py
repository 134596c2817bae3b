"""What may be written for an option."""

from __future__ import annotations

import pytest

from civicai.errors import OptionError
from civicai.usecase import Option

ZONE = Option("zone", "choice", "auto", "", choices=("auto", "A", "B"))


@pytest.mark.parametrize(("written", "meant"), [("b", "B"), (" AUTO ", "auto"), ("A", "A")])
def test_a_choice_may_be_written_in_any_case(written: str, meant: str) -> None:
    assert ZONE.parse(written) == meant


def test_another_word_is_refused_with_the_choices() -> None:
    with pytest.raises(OptionError, match="auto, A, B"):
        ZONE.parse("D")
