"""Groups of inputs: the tables present decide which serve, and none is dropped in silence."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from civicai import i18n
from civicai.errors import InputError, Problem
from civicai.tables import Column, Schema
from civicai.usecase import Input, Option, Result, UseCase

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
    assert [p.message for p in findings] == ["['flows'] {'years': 3, 'tz': 'Europe/Paris'}"]


def report(tables, findings, progress, **options):
    """Stand for the work of a use case, named by its place."""
    late = {"late": f"late in {options['tz']}"}
    words = {"status": late, "why": {"old": "too old"}} if options["years"] > 5 else {}
    decision = pd.DataFrame({"status": ["leak", "late"], "method": ["model", "rule"]})
    return Result("Title", "Sentence.", (), decision, labels={"rule": "Mine"}, codes=words)


def lazy(**changes) -> UseCase:
    here = f"{__name__}:"
    return UseCase(
        **{
            "name": "lazy",
            "title": "",
            "summary": "",
            "inputs": (Input(FLOWS),),
            "options": (Option("years", "integer", 5, ""), Option("on", "time", None, "")),
            "example": here + "no_example",
            "run": here + "report",
            "evaluate": here + "nothing_of_that_name",
            "card": here + "no_card",
            "codes": {"status": {"leak": {"fr": "fuite", "en": "leaking"}}},
            **changes,
        }
    )


def no_card():
    return None


def no_example():
    return {"flows": Path("flows.csv")}


def test_targets_are_resolved_at_their_first_use():
    case = lazy(clean="math:sqrt")
    assert case.example() == {"flows": Path("flows.csv")}
    embedded = lazy(example={"flows": "water_example_flows.csv", "own": Path("own.csv")}).example()
    assert embedded["flows"].is_file()
    assert embedded["own"] == Path("own.csv")
    assert case.card() is None
    assert case.clean(9) == 3
    assert lazy().clean is None
    assert case.run(tables("flows"), "en").title == "Title"
    with pytest.raises(AttributeError, match="nothing_of_that_name"):
        case.evaluate(tables("flows"), "en")


@pytest.mark.parametrize(("lang", "leak"), [("fr", "fuite"), ("en", "leaking")])
def test_the_contract_says_who_speaks(lang, leak):
    result = lazy().run(tables("flows"), lang, tz="Indian/Reunion")
    assert (result.usecase, result.lang, result.tz) == ("lazy", lang, "Indian/Reunion")
    assert result.carbon is not None
    assert result.codes["status"] == {"leak": leak}
    assert result.labels["rule"] == "Mine"
    assert json.loads(result.to_json())["tz"] == "Indian/Reunion"


def test_codes_stay_in_tables_and_json_and_are_words_on_pages_and_in_csv(tmp_path):
    french, english = (lazy().run(tables("flows"), lang, years=9) for lang in ("fr", "en"))
    assert french.decision.equals(english.decision)
    assert french.codes["why"] == {"old": "too old"}
    assert json.loads(french.to_json())["decision"] == json.loads(english.to_json())["decision"]
    assert json.loads(french.to_json())["decision"][0] == {"status": "leak", "method": "model"}
    for text in (french.to_html(), french._repr_html_()):
        assert ">fuite<" in text
        assert ">leak<" not in text
        assert ">late in Europe/Paris<" in text
    (path,) = french.to_csv(tmp_path)
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    assert lines == ["status;method", "fuite;modèle", "late in Europe/Paris;Mine"]


def test_a_time_option_without_a_zone_is_in_that_of_the_town():
    seen = {}

    def work(read, findings, progress, **options):
        seen.update(options)
        return report(read, findings, progress, **options)

    case = lazy(run=work)
    case.run(tables("flows"), "en", on="2024-07-01 08:30", tz="America/Cayenne")
    assert seen["on"] == pd.Timestamp("2024-07-01T11:30Z")
    assert seen["tz"] == "America/Cayenne"


@pytest.mark.parametrize("tz", ["Europe/Nowhere", "", "../etc/passwd", "Europe", None])
def test_a_zone_that_does_not_exist_is_refused_with_the_other_options(tz):
    with i18n.use("en"), pytest.raises(InputError) as caught:
        lazy().run(tables("flows"), "en", tz=tz, on="2024-07-01 08:30", years="many")
    assert [p.code for p in caught.value.problems] == ["O06", "O02"]
    assert "time zone" in caught.value.problems[0].message
    with pytest.raises(InputError):
        lazy().check(tables("flows"), "en", tz=tz)
