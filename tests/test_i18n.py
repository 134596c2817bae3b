"""Numbers and dates as the reader writes them."""

import datetime as dt

import pytest

from civicai import i18n


@pytest.mark.parametrize(
    ("value", "digits", "french", "english"),
    [
        (1234567.891, 2, "1 234 567,89", "1,234,567.89"),
        (-0.5, 1, "−0,5", "−0.5"),
        (-0.04, 1, "0,0", "0.0"),
        (float("nan"), 0, "–", "–"),
    ],
)
def test_numbers(value, digits, french, english):
    with i18n.use("fr"):
        assert i18n.format_number(value, digits).replace(i18n.NARROW_SPACE, " ") == french
    with i18n.use("en"):
        assert i18n.format_number(value, digits) == english


def test_percentages_have_a_space_in_french_alone():
    with i18n.use("fr"):
        assert i18n.format_percent(0.125) == f"12,5{i18n.NARROW_SPACE}%"
    with i18n.use("en"):
        assert i18n.format_percent(0.125) == "12.5%"


def test_the_first_of_the_month_is_an_ordinal_in_french():
    with i18n.use("fr"):
        assert i18n.format_date(dt.date(2025, 5, 1), weekday=True) == "jeudi 1er mai 2025"
    with i18n.use("en"):
        assert i18n.format_date(dt.date(2025, 5, 1), weekday=True) == "Thursday 1 May 2025"


def test_a_block_gives_the_language_back():
    before = i18n.language()
    with i18n.use("en"), i18n.use("fr"):
        assert i18n._("line {row}") == "ligne {row}"
    assert i18n.language() == before


def test_an_unknown_language_is_refused():
    with pytest.raises(ValueError, match="fr, en"):
        i18n.set_language("de")


def test_a_text_of_a_plug_in_falls_back_on_what_it_has():
    with i18n.use("en"):
        assert i18n.translate({"fr": "visites"}) == "visites"
