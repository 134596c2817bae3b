"""Wrong options and wrong tables: all that is wrong is told at once, in the reader's language."""

from __future__ import annotations

import pandas as pd
import pytest

from civicai import i18n
from civicai.errors import InputError, OptionError

in_each_language = pytest.mark.parametrize("lang", i18n.LANGUAGES)
WRONG = {
    "number": "many",
    "integer": "1.5",
    "date": "31/02/2018",
    "time": "31/02/2018 08:00",
    "flag": "maybe",
}


def refusal(usecase, tables, lang="en", **options):
    with i18n.use(lang), pytest.raises(InputError) as caught:
        usecase.run(tables, lang, **options)
    for problem in caught.value.problems:
        assert problem.message
        assert problem.hint
        assert problem.severity == "error"
        assert "{" not in str(problem)
    return caught.value


def told(error):
    return {(problem.code, problem.value) for problem in error.problems}


@in_each_language
def test_every_wrong_option_is_told_at_once(usecase, sample, lang):
    wrong = {option.name: WRONG.get(option.kind) for option in usecase.options}
    wrong = {name: value for name, value in wrong.items() if value}
    wrong |= {option.name: "no such choice" for option in usecase.options if option.choices}
    error = refusal(usecase, sample(usecase), lang, no_such_option=1, **wrong)
    assert isinstance(error, OptionError)
    expected = {("O01", "no_such_option"), *(("O02", value) for value in wrong.values())}
    assert told(error) == expected
    for name in wrong:
        assert [p for p in error.problems if p.code == "O02" and name in p.message], name


def test_a_number_out_of_range_is_refused_with_the_range(usecase, sample):
    for option in usecase.options:
        for bound, value in ((option.low, -1), (option.high, 1)):
            if bound is None:
                continue
            error = refusal(usecase, sample(usecase), **{option.name: bound + value})
            (problem,) = error.problems
            assert problem.code == "O02"
            assert option.name in problem.message
            assert f"{bound:g}" in problem.hint.replace(",", "")


def test_an_option_misspelt_is_guessed(usecase, sample):
    name = usecase.options[0].name
    (problem,) = refusal(usecase, sample(usecase), **{f"{name}s": 1}).problems
    assert f"“{name}”" in problem.hint


@in_each_language
def test_a_missing_table_is_told(usecase, lang):
    (problem,) = refusal(usecase, {}, lang).problems
    assert problem.code == "O04"
    assert usecase.inputs[0].schema.name in problem.hint


@in_each_language
def test_unknown_tables_are_told_with_the_missing_one(usecase, sample, lang):
    frame = sample(usecase)[usecase.inputs[0].schema.name]
    error = refusal(usecase, {"nonsense": frame, "other nonsense": frame}, lang)
    assert told(error) == {("O03", "nonsense"), ("O03", "other nonsense"), ("O04", None)}


def test_a_table_misspelt_is_guessed(usecase, sample):
    name = usecase.inputs[0].schema.name
    error = refusal(usecase, {f"{name}s": sample(usecase)[name]})
    assert f"“{name}”" in error.problems[0].hint


def test_every_bad_table_is_told_at_once(usecase, tmp_path):
    empty = tmp_path / "empty.csv"
    empty.write_bytes(b"")
    tables = {entry.schema.name: empty for entry in usecase.inputs}
    error = refusal(usecase, {**tables, "nonsense": empty})
    codes = [problem.code for problem in error.problems]
    assert codes.count("O03") == 1
    assert len([code for code in codes if code.startswith("F")]) == len(tables)


def test_a_table_without_its_columns_is_refused(usecase):
    name = usecase.inputs[0].schema.name
    error = refusal(usecase, {name: pd.DataFrame({"nothing": [1]})})
    assert {problem.code[0] for problem in error.problems} == {"C"}


@pytest.mark.parametrize("words", [{}, {"no_such_option": 1}])
def test_messages_follow_the_language(usecase, words):
    french, english = (refusal(usecase, {}, lang, **words) for lang in ("fr", "en"))
    for one, other in zip(french.problems, english.problems, strict=True):
        assert one.code == other.code
        assert one.message != other.message
        assert one.hint != other.hint


def test_an_unknown_language_is_refused(usecase, sample):
    with pytest.raises(ValueError, match="fr, en"):
        usecase.run(sample(usecase), "de")


@in_each_language
def test_check_speaks_the_language_asked_for(usecase, lang):
    with pytest.raises(InputError) as caught:
        usecase.check({"nonsense": pd.DataFrame()}, lang)
    french = "n’a pas de table" in caught.value.problems[0].message
    assert french == (lang == "fr")
