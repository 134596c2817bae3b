"""The codes that stand in cells, and the words that a reader sees in their place."""

from __future__ import annotations

from civicai.i18n import N_

#: Why a row is set aside.
WHY = {
    "above_capacity": N_("more cars than places"),
    "negative": N_("fewer than no cars"),
    "free_above_capacity": N_("more free places than places"),
    "free_negative": N_("fewer than no free places"),
    "no_count": N_("no count"),
    "no_capacity": N_("no capacity"),
    "repeated": N_("another reading of the same time"),
    "frozen": N_("the count has not moved for a day"),
}
#: What is known of a park: its chances in a decision, its feed in a forecast.
STATUS = {
    "likely_full": N_("likely full"),
    "may_fill": N_("may fill"),
    "places_expected": N_("places expected"),
    "ok": N_("forecast"),
    "stale": N_("unknown: late feed"),
    "frozen": N_("unknown: frozen feed"),
    "no_reading": N_("unknown: no reading"),
    "unknown_hour": N_("unknown: never counted at this hour"),
}
SEASON = {
    "winter": N_("winter"),
    "spring": N_("spring"),
    "summer": N_("summer"),
    "autumn": N_("autumn"),
}
METHOD = {"model": N_("model"), "rule": N_("today's rule"), "naive": N_("last reading")}
#: What served a forecast.
MODEL = {
    "weekly_profile": N_("weekly profile"),
    "boosting": N_("boosting"),
    "blend": N_("boosting and today's rule, halves"),
    "last_value": N_("last reading"),
    "similar_series": N_("car parks alike"),
    "slot_of_day": N_("profile of the day"),
    "rule": N_("today's rule"),
    "none": N_("nothing"),
}
#: Words of each code, by column.
CODES = {"why": WHY, "status": STATUS, "season": SEASON, "method": METHOD, "model": MODEL}
