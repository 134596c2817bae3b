"""Groups of inputs: the tables present decide which serve, and none is dropped in silence."""

from __future__ import annotations

import pandas as pd
import pytest

from civicai import i18n
from civicai.errors import InputError, Problem
from civicai.tables import Column, Schema
from civicai.usecase import Input, Option, UseCase

PIPES = Schema("pipes", (Column("pipe", "text"),), key=("pipe",))
BREAKS = Schema("breaks", (Column("pipe", "text"),))
FLOWS = Schema("flows", (Column("sector", "text"), Column("flow", "number")), key=("sector",))
FRAMES = {
    "pipes": pd.DataFrame({"pipe": ["a", "b"]}),
    "breaks": pd.DataFrame({"pipe": ["a"]}),
    "flows": pd.DataFrame({"sector": ["n"], "flow": [1.5]}),
}


def usecase(check=None) -> UseCase:
    return UseCase(
        name="water",
        title="",
        summary="",
        inputs=(
            Input(FLOWS, group="meters"),
            Input(PIPES, group="pipes"),
            Input(BREAKS, group="pipes"),
        ),
        options=(Option("years", "integer", 5, ""),),
        example=dict,
        run=lambda *_tables, **_options: None,
        evaluate=lambda *_tables, **_options: None,
        card=lambda: None,
        check=check,
    )


def tables(*names):
    return {name: FRAMES[name] for name in names}


@pytest.mark.parametrize("names", [("flows",), ("pipes", "breaks"), ("flows", "pipes", "breaks")])
def test_a_group_serves_when_its_tables_are_there(names):
    read, findings = usecase().check(tables(*names), "en")
    assert sorted(read) == sorted(names)
    assert findings == []


def test_a_table_whose_group_is_not_complete_is_told():
    _read, findings = usecase().check(tables("flows", "breaks"), "en")
    (problem,) = findings
    assert (problem.code, problem.severity) == ("O05", "warning")
    assert "breaks" in problem.message
    assert "pipes=FILE" in problem.hint


def test_when_no_group_is_complete_every_way_in_is_told():
    with i18n.use("en"), pytest.raises(InputError) as caught:
        usecase().check(tables("breaks"), "en")
    assert "flows or pipes + breaks" in str(caught.value)


def test_check_adds_what_the_use_case_finds_with_its_options():
    def examine(read, **options):
        return [Problem(code="Z01", message=f"{sorted(read)} {options}", severity="note")]

    _read, findings = usecase(examine).check(tables("flows"), "en", years=3)
    assert [p.message for p in findings] == ["['flows'] {'years': 3}"]
