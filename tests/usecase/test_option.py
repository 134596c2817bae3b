"""What may be written for an option."""

from __future__ import annotations

import pandas as pd
import pytest

from civicai import i18n
from civicai.errors import OptionError
from civicai.usecase import Option

ZONE = Option("zone", "choice", "auto", "", choices=("auto", "A", "B"))


@pytest.mark.parametrize(("written", "meant"), [("b", "B"), (" AUTO ", "auto"), ("A", "A")])
def test_a_choice_may_be_written_in_any_case(written: str, meant: str) -> None:
    assert ZONE.parse(written) == meant


def test_another_word_is_refused_with_the_choices() -> None:
    with pytest.raises(OptionError, match="auto, A, B"):
        ZONE.parse("D")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2024-07-01 08:30", "2024-07-01T06:30Z"),
        ("01/12/2024 08:30", "2024-12-01T07:30Z"),
        ("2024-07-01", "2024-06-30T22:00Z"),
        ("2024-07-01T08:30Z", "2024-07-01T08:30Z"),
        ("2024-10-27 02:30", "2024-10-27T00:30Z"),
    ],
)
def test_an_instant_is_local_unless_it_says_otherwise(written: str, meant: str) -> None:
    parsed = Option("issued_at", "time", None, "").parse(written)
    assert parsed == pd.Timestamp(meant)
    assert str(parsed.tzinfo) == "UTC"


def test_limits_are_written_as_the_reader_writes_numbers():
    option = Option("share", "number", 0.1, "", low=0.0, high=0.5)
    with i18n.use("fr"), pytest.raises(OptionError) as caught:
        option.parse("2")
    assert caught.value.problems[0].hint == "Écrivez un nombre de 0 à 0,5."
