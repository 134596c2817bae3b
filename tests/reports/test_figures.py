from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from civicai.reports import KeyFigure


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0.5, 0.5),
        (np.int64(3), 3),
        (np.float64(2.5), 2.5),
        (float("nan"), None),
        (float("inf"), None),
        (None, None),
        ("2019-01-07", "2019-01-07"),
    ],
)
def test_key_figure_is_ready_for_json(value: Any, written: Any) -> None:
    figure = KeyFigure("name", "Label", value, "text").to_dict()
    assert json.loads(json.dumps(figure, allow_nan=False))["value"] == written
    assert list(figure) == ["name", "label", "value", "text", "note"]
