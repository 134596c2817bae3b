"""What is set aside keeps its line and a code; what is told is counted."""

from __future__ import annotations

import pandas as pd

from civicai import i18n
from civicai.forecasting.cleaning import Cleaning, Notice

TWICE, DIFFERING = Notice("X05", "twice: {count}"), Notice("X06", "differing: {count}")


def table():
    rows = [("A", 1, 5.0), ("A", 1, 5.0), ("A", 2, 6.0), ("A", 2, 7.0), ("B", 1, -1.0)]
    return pd.DataFrame(rows, columns=["key", "time", "value"])


def test_repeats_that_are_the_same_are_no_loss_and_others_are_set_aside():
    cleaning = Cleaning(table(), {})
    cleaning.repeated(["key", "time"], ["value"], TWICE, DIFFERING)
    assert cleaning.rows.index.tolist() == [1, 3, 4]
    assert cleaning.aside.index.tolist() == [2]
    assert cleaning.aside["why"].tolist() == ["repeated"]
    told = [(p.code, p.severity, p.count, p.column, p.message) for p in cleaning.findings]
    assert told == [
        ("X05", "note", 1, "time", "twice: 1"),
        ("X06", "warning", 1, "time", "differing: 1"),
    ]


def test_without_repeats_nothing_is_told():
    cleaning = Cleaning(table().iloc[[0, 2, 4]], {})
    cleaning.repeated(["key", "time"], ["value"], TWICE, DIFFERING)
    assert (len(cleaning.rows), cleaning.findings, len(cleaning.aside)) == (3, [], 0)
    assert "why" in cleaning.aside


def test_what_cannot_be_is_counted_kind_by_kind_in_words_and_set_aside_by_code():
    rows = table()
    cleaning = Cleaning(rows, {"low": "too low", "high": "too high"})
    why = pd.Series(["high", "", "high", "", "low"], rows.index)
    cleaning.impossible(why, Notice("X07", "set aside: {why}"), "value")
    assert cleaning.aside["why"].tolist() == ["high", "high", "low"]
    assert cleaning.findings[0].message == "set aside: too high (2), too low (1)"
    cleaning.impossible(pd.Series("", cleaning.rows.index), Notice("X08", ""), "value")
    assert [found.code for found in cleaning.findings] == ["X07"]


def test_a_notice_is_told_in_the_language_in_force():
    notice = Notice("S10", "no reading is left that can be believed.", "{count} of them")
    with i18n.use("en"):
        english = notice.problem(count=3)
    with i18n.use("fr"):
        french = notice.problem(count=3)
    assert english.message == notice.message
    assert french.message != english.message
    assert english.hint == "3 of them"
