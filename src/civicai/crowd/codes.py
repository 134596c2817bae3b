"""The codes that stand in cells, and the words that a reader sees in their place."""

from __future__ import annotations

from civicai.i18n import N_

#: Why a row is set aside.
WHY = {
    "negative": N_("fewer than no people"),
    "one_way": N_("entries or exits missing"),
    "no_count": N_("no count"),
    "repeated": N_("another count of the same time"),
    "nobody": N_("the counter says nobody where people usually pass"),
    "frozen": N_("the count does not move"),
}
#: Levels of alert, the gravest first; unknown comes before all that is calmer than an alert.
LEVEL = {
    "over": N_("over capacity"),
    "alert": N_("alert"),
    "unknown": N_("unknown: look on site"),
    "watch": N_("to watch"),
    "normal": N_("normal"),
}
STATUS = {
    "ok": N_("forecast"),
    "silent": N_("unknown: silent counter"),
    "unknown_hour": N_("unknown: never counted at this hour"),
}
METHOD = {
    "model": N_("model"),
    "rule": N_("same hour last week"),
    "naive": N_("last count"),
    "chance": N_("chance of being over"),
    "capacity_share": N_("share of the capacity reached"),
}
#: What served a forecast.
MODEL = {
    "weekly_profile": N_("weekly profile"),
    "boosting": N_("boosting"),
    "blend": N_("boosting and same hour last week, halves"),
    "last_value": N_("last count"),
    "similar_series": N_("places alike"),
    "slot_of_day": N_("profile of the day"),
    "rule": N_("same hour last week"),
    "none": N_("nothing"),
}
#: Words of each code, by column.
CODES = {
    "why": WHY,
    "level": LEVEL,
    "rule_level": LEVEL,
    "status": STATUS,
    "method": METHOD,
    "model": MODEL,
}
