"""The codes that stand in cells, and the words that a reader sees in their place."""

from __future__ import annotations

from civicai.i18n import N_, translate

#: Level of a gauge; ``unknown`` is never taken for green.
LEVEL = {
    "green": N_("green"),
    "yellow": N_("yellow"),
    "orange": N_("orange"),
    "red": N_("red"),
    "unknown": N_("unknown"),
}
#: Who foresees a flood: a level, a value, or today's rule.
METHOD = {
    "model": N_("level announced"),
    "expected": N_("expected value"),
    "rule": N_("rule"),
}
#: What serves a gauge.
MODEL = {
    "all_gauges": N_("regression on all gauges"),
    "some_gauges": N_("regression, some gauges missing"),
    "own_gauge": N_("regression on its own gauge"),
    "persistence": N_("the value now"),
    "none": N_("nothing"),
}
#: Why a row is set aside.
WHY = {"repeated": N_("another reading of the same time")}
#: Words of each code, by column.
CODES = {"status": LEVEL, "level": LEVEL, "method": METHOD, "model": MODEL, "why": WHY}


def level_word(level: str) -> str:
    """Return the word of a level, in the language in force."""
    return translate(LEVEL[level])
