"""The published JSON Schema, and the check in words that says the same."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Callable
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civicai import i18n
from civicai.cards import card_schema, check_content, read_card
from civicai.errors import InputError

from .conftest import COMPLETE, MISTAKES, Content

#: What a schema cannot say: an order between numbers.
ORDER = "L14"


@pytest.fixture(scope="module")
def validator() -> Any:
    jsonschema = pytest.importorskip("jsonschema", reason="jsonschema is not installed")
    return jsonschema.Draft202012Validator(card_schema())


def agree(validator: Any, content: Any) -> bool:
    ours = [problem for problem in check_content(content) if problem.code != ORDER]
    return bool(ours) != validator.is_valid(content)


def test_the_published_file_is_what_the_table_of_fields_gives(validator: Any) -> None:
    text = resources.files("civicai.cards").joinpath("card.schema.json").read_text("utf-8")
    assert json.loads(text) == card_schema()
    validator.check_schema(card_schema())


def test_a_complete_card_is_valid_for_both(validator: Any, complete: Content) -> None:
    assert check_content(complete) == []
    assert validator.is_valid(complete)


@pytest.mark.parametrize("name", MISTAKES)
def test_each_mistake_is_found_by_both(validator: Any, name: str, complete: Content) -> None:
    change, code = MISTAKES[name]
    change(complete)
    problems = check_content(complete)
    assert [problem.code for problem in problems] == [code]
    assert code == ORDER or not validator.is_valid(complete)


def paths(content: Any, before: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [before] if before else []
    keys = content if isinstance(content, dict) else range(len(content))
    for key in keys:
        inner = content[key]
        place = (*before, key)
        found += paths(inner, place) if isinstance(inner, dict | list) else [place]
    return found


VALUES: list[Any] = [None, True, 0, -1, 1, 2.5, 1e9, "", " ", "x", "x" * 6000, "FR", "ZZ", "EUR"]
VALUES += [
    "2026",
    "2026-13",
    "https://a.b",
    "aid",
    [],
    {},
    [{}],
    {"low": 0, "central": 0, "high": 0},
]


@settings(max_examples=400, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_both_agree_on_any_card_that_is_changed(validator: Any, seed: int) -> None:
    content, draw = copy.deepcopy(COMPLETE), random.Random(seed)  # noqa: S311
    for _change in range(draw.randint(1, 3)):
        place = draw.choice(paths(content))
        holder = content
        for key in place[:-1]:
            holder = holder[key]
        if isinstance(holder, dict) and draw.random() < 0.3:
            del holder[place[-1]]
        else:
            holder[place[-1]] = copy.deepcopy(draw.choice(VALUES))
    assert agree(validator, content)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("civicai.card/2", "L02"),
        ("civicai.card/1.0", "L03"),
        ("civicai.card/99.1", "L02"),
        (7, "L02"),
        ("2.0", "L02"),
        ("v3", "L02"),
        (1, "L03"),
        (None, "L03"),
        ("algoritmeregister 1.0", "L03"),
        ({}, "L03"),
    ],
)
def test_another_version_is_refused_before_all_else(said: Any, code: str) -> None:
    assert [p.code for p in check_content({"schema_version": said, "x": 1})] == [code]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "trop tôt"),
        ("{", "trop tôt"),
        ("{a: 1}", "est cassé avant"),
        ('{"a": 1,\n "b": 2\n "c": 3}', "ligne 3"),
        ('{"a": 1, "a": 2}', "deux fois"),
        ('{"a": NaN}', "NaN"),
        ("[]", "pas d’objet"),
        ("[" * 100_000, "emboîtées"),
        ('{"a": "' + "x" * 1_000_001 + '"}', "1 Mo"),
    ],
)
def test_a_file_that_is_no_card_says_why(put: Callable[..., Path], text: str, words: str) -> None:
    path = put("card.json", text)
    with i18n.use("fr"), pytest.raises(InputError) as caught:
        read_card(path)
    (problem,) = caught.value.problems
    assert (problem.code, problem.file) == ("L01", "card.json")
    assert words in str(problem)


def test_another_encoding_is_told(tmp_path: Path) -> None:
    path = tmp_path / "card.json"
    path.write_bytes('{"name": "Orléans"}'.encode("cp1252"))
    with i18n.use("fr"), pytest.raises(InputError, match="UTF-8"):
        read_card(path)


def test_a_byte_order_mark_is_no_trouble(tmp_path: Path, complete: Content) -> None:
    path = tmp_path / "card.json"
    path.write_text(json.dumps(complete), encoding="utf-8-sig")
    assert read_card(path).to_dict() == complete
