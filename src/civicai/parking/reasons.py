"""Why a forecast is what it is, in one line that an agent can read."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from civicai.i18n import _, format_percent

#: A residual smaller than this share of the capacity is not worth a word.
WORTH_SAYING = 0.02


def explain(
    model: Sequence[str],
    status: Sequence[str],
    profile: Sequence[float],
    now: Sequence[float],
    usual_now: Sequence[float],
) -> list[str]:
    """Write the reason of each row, in the language in force.

    Parameters
    ----------
    model, status : sequence of str
        What served, and whether the feed is believed.
    profile : sequence of float
        What the weekly profile says of the target [share].
    now, usual_now : sequence of float
        Share taken at issue time, and its profile.
    """
    return [_reason(*row) for row in zip(model, status, profile, now, usual_now, strict=True)]


def _reason(model: str, status: str, profile: float, now: float, usual_now: float) -> str:
    if status == "stale":
        return _("the last reading is too old: no forecast")
    if status == "frozen":
        return _("the count no longer moves, the feed seems frozen: no forecast")
    if status == "no_reading":
        return _("no reading of this park: no forecast")
    if status == "unknown_hour" or not np.isfinite(profile):
        return _("never counted at this hour of the week: no forecast")
    usual = format_percent(profile, 0)
    if model == "rule":
        return _("today's rule serves: {usual} taken at the same time last week").format(
            usual=usual
        )
    if model == "last_value":
        return _("the last reading serves: {now} taken now").format(now=format_percent(now, 0))
    if model == "similar_series":
        said = _("usually {usual} taken at this hour in car parks alike (it is new)")
    elif model == "slot_of_day":
        said = _("usually {usual} taken at this hour (less than a week is known)")
    else:
        said = _("usually {usual} taken at this hour of the week")
    said = said.format(usual=usual)
    gap = now - usual_now
    if not np.isfinite(gap) or abs(gap) < WORTH_SAYING:
        return said
    more = (
        _("{gap} points above the usual just now")
        if gap > 0
        else _("{gap} points below the usual just now")
    )
    return said + _("; ") + more.format(gap=f"{100 * abs(gap):.0f}")
