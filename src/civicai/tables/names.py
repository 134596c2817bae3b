"""Names that may be the same, written twice: asked about, never merged."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Any

import pandas as pd

from civicai.errors import Problem, warning
from civicai.i18n import _
from civicai.tables.grid import shortened
from civicai.tables.schema import fold

#: Names above which typing errors are not looked for.
_MOST = 5000
_ASKED = 20
#: A word shorter than this tells two sites apart ("MACE E", "MACE M") and is no typing error;
#: two letters swapped, or one written twice, are one in shorter words too.
_SHORTEST, _SHORTEST_SWAPPED = 5, 4


def look_alikes(names: pd.Series[Any], column: str, file: str | None) -> list[Problem]:
    """Ask about names that differ by accents, punctuation or one typing error.

    Parameters
    ----------
    names : Series of str
        With the line of the file as index.
    column : str
        Header of the column, for the problem.
    file : str or None

    Returns
    -------
    list of Problem
        Warnings, one for each pair, at the first line of the rarer spelling.
    """
    counts = names.value_counts()
    if len(counts) > _MOST:
        return []
    each = names.drop_duplicates()
    first = dict(zip(each.tolist(), each.index.tolist(), strict=True))
    problems = []
    for one, two in sorted(_pairs(list(counts.index))):
        common, rare = (one, two) if counts[one] >= counts[two] else (two, one)
        message = _("“{rare}” and “{common}” look like one name: they were kept apart.")
        problems.append(
            warning(
                "T05",
                message.format(rare=shortened(rare), common=shortened(common)),
                _("If they are the same, write them in the same way."),
                file=file,
                row=first[rare],
                column=column,
                value=shortened(rare),
                count=int(counts[rare]),
            )
        )
    return problems[:_ASKED]


def _pairs(names: list[str]) -> Iterator[tuple[str, str]]:
    folded: dict[str, list[str]] = {}
    for name in names:
        folded.setdefault(fold(name).replace(" ", ""), []).append(name)
    for same in folded.values():
        yield from combinations(same, 2)
    near: dict[str, set[str]] = {}
    for key, spellings in folded.items():
        words = fold(spellings[0]).split()
        if any(len(word) >= _SHORTEST_SWAPPED and word.isalpha() for word in words):
            for shorter in {key, *(key[:i] + key[i + 1 :] for i in range(len(key)))}:
                near.setdefault(shorter, set()).add(key)
    seen = {pair for keys in near.values() for pair in combinations(sorted(keys), 2)}
    for one, two in seen:
        if _is_typing_error(fold(folded[one][0]), fold(folded[two][0])):
            yield folded[one][0], folded[two][0]


def _is_typing_error(one: str, two: str) -> bool:
    """Tell whether two names differ by one letter more, less, other, or two letters swapped."""
    start = 0
    while start < min(len(one), len(two)) and one[start] == two[start]:
        start += 1
    end = 0
    while end < min(len(one), len(two)) - start and one[-1 - end] == two[-1 - end]:
        end += 1
    left, right = one[start : len(one) - end], two[start : len(two) - end]
    swapped = len(left) == 2 and left == right[::-1]
    if not (swapped or (len(left) <= 1 and len(right) <= 1)):
        return False
    if not (left + right).isalpha():
        return False
    doubled = len(left + right) == 1 and one[start - 1 : start] == left + right
    shortest = _SHORTEST_SWAPPED if swapped or doubled else _SHORTEST
    return all(len(_word_at(name, start)) >= shortest for name in (one, two))


def _word_at(name: str, position: int) -> str:
    before = name[:position].rpartition(" ")[2]
    return before + name[position:].partition(" ")[0]
