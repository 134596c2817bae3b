"""What the command line, the reports and the batch rely on, for every use case alike."""

from __future__ import annotations

import csv
import json
import re
from html.parser import HTMLParser

import pytest

from civicai import i18n
from civicai.errors import InputError

both = pytest.mark.parametrize("what", ["run", "evaluate"])
in_each_language = pytest.mark.parametrize("lang", i18n.LANGUAGES)

#: Labels that are the same word in French, or a word that French took as it is.
SAME_WORD = {"central", "service", "site", "source"}
NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?([eE][+-]?\d+)?")
#: What JSON says in the language of the run, or measures anew at each run.
SAID = {"lang", "title", "sentence", "warnings", "card"}
MEASURED = {"carbon", "balance", "net_kgCO2e"}
SENTENCES = {"label", "text", "note", "message", "hint", "reason"}
CODE = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
VOID = {"br", "hr", "img", "input", "link", "meta"}


class Page(HTMLParser):
    """Count the tags of a page, and refuse one that is closed out of place."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag, f"</{tag}> is out of place"


@both
@in_each_language
def test_a_result_says_its_answer(usecase, work, what, lang):
    result = work(usecase, what, lang)
    assert result.usecase == usecase.name
    assert result.lang == lang
    for text in (result.title, result.sentence, *result.warnings):
        assert text.strip()
        assert "{" not in text
    assert result.key_figures
    names = [figure.name for figure in result.key_figures]
    assert len(names) == len(set(names))


@both
def test_the_numbers_are_the_same_in_both_languages(usecase, work, what):
    french, english = (work(usecase, what, lang) for lang in ("fr", "en"))
    assert [f.value for f in french.key_figures] == pytest.approx(
        [f.value for f in english.key_figures], nan_ok=True
    )
    numbers = [r.decision.select_dtypes("number") for r in (french, english)]
    assert numbers[0].equals(numbers[1])
    assert french.sentence != english.sentence
    assert french.title != english.title


@both
@in_each_language
def test_json_is_strict_and_says_its_schema(usecase, work, what, lang, tmp_path):
    def refuse(word):
        raise AssertionError(f"{word} is not JSON")

    result = work(usecase, what, lang)
    path = tmp_path / "result.json"
    text = result.to_json(path)
    assert path.read_text(encoding="utf-8") == text
    content = json.loads(text, parse_constant=refuse)
    assert content["schema"] == "civicai.result/1"
    assert (content["usecase"], content["lang"]) == (usecase.name, lang)
    assert len(content["decision"]) == len(result.decision)
    assert set(content["tables"]) == set(result.tables)
    assert content["carbon"]
    assert content["card"]


def unsaid(content):
    """Return what a result holds whatever its language."""
    content = {key: value for key, value in content.items() if key not in SAID | MEASURED}
    figures = [figure for figure in content["key_figures"] if figure["name"] not in MEASURED]
    content |= {"key_figures": figures, "charts": len(content["charts"])}
    return without_sentences(content)


def without_sentences(content):
    if isinstance(content, dict):
        kept = {key: value for key, value in content.items() if key not in SENTENCES}
        return {key: without_sentences(value) for key, value in kept.items()}
    return [without_sentences(part) for part in content] if isinstance(content, list) else content


@both
def test_json_is_the_same_in_both_languages_but_for_its_sentences(usecase, work, what):
    french, english = (
        unsaid(json.loads(work(usecase, what, lang).to_json())) for lang in ("fr", "en")
    )
    assert french == english


@both
def test_the_tables_drawn_are_the_same_in_both_languages(usecase, work, what):
    french, english = (work(usecase, what, lang).charts for lang in ("fr", "en"))
    for one, other in zip(french, english, strict=True):
        assert one.table.equals(other.table), one.title


@both
def test_columns_of_codes_hold_codes_that_have_a_word(usecase, work, what):
    result = work(usecase, what, "fr")
    drawn = [chart.table for chart in result.charts]
    unknown = {
        (column, code)
        for frame in (result.decision, *result.tables.values(), *drawn)
        for column in usecase.codes.keys() & set(frame.columns)
        for code in frame[column].dropna().unique()
        if code not in {**result.labels, **result.codes[column]} or not CODE.fullmatch(code)
    }
    assert unknown == set()


@in_each_language
def test_every_code_has_its_word_in_each_language(usecase, lang):
    words = {code: text for codes in usecase.codes.values() for code, text in codes.items()}
    assert [code for code in words if not CODE.fullmatch(code)] == []
    with i18n.use(lang):
        assert [code for code, text in words.items() if not i18n.translate(text).strip()] == []


@both
@in_each_language
def test_html_is_one_sound_page(usecase, work, what, lang, tmp_path):
    path = tmp_path / "report.html"
    html = work(usecase, what, lang).to_html(path)
    assert path.read_text(encoding="utf-8") == html
    page = Page(html)
    assert page.open == []
    tags = [tag for tag, _attributes in page.seen]
    assert tags.count("h1") == 1
    assert ("html", {"lang": lang}) in page.seen
    assert not {"script", "iframe"} & set(tags)
    links = [a.get(key) or "" for _tag, a in page.seen for key in ("src", "href")]
    assert [link for link in links if link and not link.startswith(("#", "data:", "https:"))] == []


@both
@in_each_language
def test_a_notebook_shows_a_sound_fragment(usecase, work, what, lang):
    page = Page(work(usecase, what, lang)._repr_html_())
    assert page.open == []
    assert "html" not in [tag for tag, _attributes in page.seen]


@both
@in_each_language
def test_csv_holds_no_formula(usecase, work, what, lang, tmp_path):
    result = work(usecase, what, lang)
    paths = result.to_csv(tmp_path)
    assert {path.stem for path in paths} >= {"decision", *result.tables}
    for path in paths:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            rows = list(csv.reader(stream, delimiter=";" if lang == "fr" else ","))
        assert len({len(row) for row in rows}) == 1
        cells = [cell for row in rows for cell in row]
        risky = [c for c in cells if c.startswith(tuple("=+-@\t\r")) and not NUMBER.fullmatch(c)]
        assert risky == []


@in_each_language
def test_every_decision_has_its_reason(usecase, work, lang):
    decision = work(usecase, "run", lang).decision
    assert len(decision)
    assert decision["reason"].str.strip().str.len().min() > 0


@both
def test_a_run_weighs_its_carbon(usecase, work, what):
    footprint = work(usecase, what, "fr").carbon
    assert footprint.energy.low <= footprint.energy.central <= footprint.energy.high
    assert footprint.energy.high > 0
    assert footprint.emissions.high > 0
    assert footprint.method
    assert footprint.sources


@both
@in_each_language
def test_a_result_carries_its_card(usecase, work, what, lang):
    card = work(usecase, what, lang).card
    with i18n.use(lang):
        assert card.to_dict()["name"] == usecase.card().to_dict()["name"]


@both
@in_each_language
def test_every_column_and_table_has_a_name_for_the_reader(usecase, work, what, lang):
    result = work(usecase, what, lang)
    columns = {name for frame in (result.decision, *result.tables.values()) for name in frame}
    drawn = {name for chart in result.charts for name in set(chart.table) - set(chart.labels)}
    names = columns | drawn | {"decision", *result.tables}
    assert names - set(result.labels) == set()
    unsaid = {name for name in names if not result.labels[name].strip()}
    raw = {name for name in names if result.labels[name] == name and lang == "fr"}
    assert unsaid == set()
    assert raw - SAME_WORD == set()
    assert {name for name in names if "_" in result.labels[name]} == set()


@both
@in_each_language
def test_problems_and_charts_read_as_sentences(usecase, work, what, lang):
    result = work(usecase, what, lang)
    for problem in result.problems:
        assert problem.severity in ("warning", "note"), "an error stops the run"
        assert problem.message
        assert "{" not in str(problem)
    for chart in result.charts:
        assert len(chart.table)
        assert chart.title
        assert chart.sentence
        assert "{" not in chart.title + chart.sentence


@in_each_language
def test_a_use_case_presents_itself(usecase, lang):
    with i18n.use(lang):
        texts = [usecase.title, usecase.summary]
        texts += [option.help for option in usecase.options]
        texts += [entry.schema.title for entry in usecase.inputs]
        texts += [column.description for entry in usecase.inputs for column in entry.schema]
        said = [i18n.translate(text) for text in texts]
    assert all(text.strip() for text in said)
    if lang == "fr":
        with i18n.use("en"):
            english = [i18n.translate(text) for text in texts]
        assert [text for text in said if text in english and " " in text] == []


def test_a_work_leaves_its_tables_as_they_were(usecase, sample, work):
    for what in ("run", "evaluate"):
        work(usecase, what, "fr")
    read_again = sample.__wrapped__(usecase)
    for name, frame in sample(usecase).items():
        assert frame.equals(read_again[name]), name


def test_each_group_works_with_its_required_tables_alone(usecase, sample, work):
    for group in {group for entry in usecase.inputs for group in entry.groups}:
        needed = {e.schema.name for e in usecase.inputs if e.required and group in e.groups}
        assert needed <= sample(usecase).keys(), "the example opens every group"
        for what in ("run", "evaluate"):
            result = work(usecase, what, "en", needed)
            assert result.sentence
            assert [p for p in result.problems if p.code == "O05"] == []


def test_check_tells_what_a_run_would_tell(usecase, sample, work):
    _tables, findings = usecase.check(sample(usecase), "fr")
    told = {str(problem) for problem in work(usecase, "run", "fr").problems}
    assert {str(problem) for problem in findings} <= told


def test_an_unreadable_instant_or_day_is_never_a_bug(usecase, sample):
    """An issue time before the first row is refused in words, like any other input."""
    if "issued_at" not in [option.name for option in usecase.options]:
        return
    with pytest.raises(InputError) as caught:
        usecase.run(sample(usecase), "fr", issued_at="1901-01-01")
    assert all(problem.message and problem.hint for problem in caught.value.problems)


def test_cleaning_twice_changes_nothing(usecase, sample):
    if usecase.clean is None:
        pytest.skip("nothing is cleaned")
    once = usecase.clean(sample(usecase)[usecase.inputs[0].schema.name])
    assert usecase.clean(once) is once or usecase.clean(once).rows.equals(once.rows)
    assert usecase.clean(once.rows).rows.equals(once.rows)
