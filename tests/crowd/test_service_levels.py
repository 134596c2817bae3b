"""Levels of service against the published limits, each table under its own name."""

import numpy as np
import pytest

from civicai.crowd import level_of_service


@pytest.mark.parametrize(
    ("scale", "limits"), [("fruin", (23, 33, 49, 66, 82)), ("hcm", (16, 23, 33, 49, 75))]
)
def test_the_letters_change_at_the_published_limits(scale, limits):
    below = level_of_service(np.array(limits) - 0.5, scale).tolist()
    above = level_of_service(np.array(limits) + 0.5, scale).tolist()
    assert below == list("ABCDE")
    assert above == list("BCDEF")


def test_the_two_tables_do_not_agree():
    assert level_of_service([20], "fruin").tolist() != level_of_service([20], "hcm").tolist()


def test_what_is_not_known_has_no_letter():
    assert level_of_service([np.nan], "fruin").tolist() == ["unknown"]


def test_nonsense_is_refused():
    with pytest.raises(ValueError, match="scale"):
        level_of_service([20], "stockton")
    with pytest.raises(ValueError, match="negative"):
        level_of_service([-1], "hcm")
