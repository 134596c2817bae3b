"""Cells as text, whichever way they come."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from civicai.tables.grid import cell_text, typed_grid

COLUMNS = {
    "floats": pd.Series([1.0, np.nan, 2.5, 1.0]),
    "integers": pd.Series([3, 1, 3, 2]),
    "nullable": pd.Series([3, None, 3, 2], dtype="Int64"),
    "flags": pd.Series([True, False, True, True]),
    "instants": pd.Series(pd.to_datetime(["2024-01-01", None, "2024-06-01"] * 2, utc=True)[:4]),
    "categories": pd.Series(["a", "b", "a", None], dtype="category"),
    "objects": pd.Series([1, True, "1", None], dtype=object),
}


@pytest.mark.parametrize("name", COLUMNS)
def test_a_column_at_once_says_what_its_cells_say(name):
    column = COLUMNS[name]
    grid = typed_grid(None, [name], [column], np.arange(1, 5))
    said = [cell_text(value) for value in column.astype(object)]
    assert grid.columns[0].tolist() == [text for text, _typed in said]
