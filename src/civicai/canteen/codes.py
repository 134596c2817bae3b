"""The codes that stand in cells, and the words that a reader sees in their place."""

from __future__ import annotations

from civicai.i18n import N_

#: Why a row is set aside.
MISSING, ZERO, TYPING_ERROR = "missing", "zero", "typing_error"
WHY = {
    MISSING: N_("no meals given"),
    ZERO: N_("zero meals"),
    TYPING_ERROR: N_("probable typing error"),
}
#: Kinds of special days; the others bear the name that the town gives them.
STRIKE, CLOSURE = "strike", "closure"
EVENT = {STRIKE: N_("strike"), CLOSURE: N_("closed")}
#: Days scored together, the first of them that there are being those that count most.
WITHOUT_STRIKE, STRIKE_DAYS, ALL_DAYS = "without_strike", "strike_days", "all_days"
SCOPE = {
    WITHOUT_STRIKE: N_("days without strike"),
    STRIKE_DAYS: N_("strike days"),
    ALL_DAYS: N_("all days"),
}
#: What is scored: the rule of today is the agents' own forecast, or else the mean.
PLAN, AGENTS, WEEKDAY_MEAN, MIXED = "plan", "agents", "weekday_mean", "plan_with_agents"
METHOD = {
    PLAN: N_("plan"),
    AGENTS: N_("agents"),
    WEEKDAY_MEAN: N_("mean of 4 same weekdays"),
    MIXED: N_("plan with the agents' forecast"),
}
#: Which candidate served a forecast.
MODEL = {
    WEEKDAY_MEAN: N_("mean of 4 same weekdays"),
    "median_profile": N_("medians of the last weeks and this weekday"),
    "ridge": N_("trend of the last weeks and this weekday"),
}
#: What a menu holds; ``vegetarian`` is a day without any of the first three.
DISH = {
    "fish": N_("fish"),
    "pork": N_("pork"),
    "meat": N_("meat other than pork"),
    "pizza": N_("pizza"),
    "pasta": N_("pasta"),
    "chips": N_("chips or fried potatoes"),
    "dessert": N_("cake, ice cream or chocolate"),
    "organic": N_("organic"),
    "festive": N_("festive meal"),
    "vegetarian": N_("neither meat nor fish"),
}
#: Words of each code, by column.
CODES = {
    "why": WHY,
    "event": EVENT,
    "scope": SCOPE,
    "method": METHOD,
    "model": MODEL,
    "dish": DISH,
}
