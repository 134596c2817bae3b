"""Why a forecast is what it is, in one line that an agent can read."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from civicai.i18n import _, format_integer, format_percent

#: A gap to the usual smaller than this share is not worth a word.
WORTH_SAYING = 0.1


def explain(
    model: Sequence[str],
    status: Sequence[str],
    usual: Sequence[float],
    now: Sequence[float],
    usual_now: Sequence[float],
) -> list[str]:
    """Write the reason of each row, in the language in force.

    Parameters
    ----------
    model, status : sequence of str
        What served, and whether the counter is believed.
    usual : sequence of float
        What was counted at the target's time last week [people].
    now, usual_now : sequence of float
        Last count, and the one of the same time a week before [people].
    """
    return [_reason(*row) for row in zip(model, status, usual, now, usual_now, strict=True)]


def _reason(model: str, status: str, usual: float, now: float, usual_now: float) -> str:
    if status == "silent":
        return _("the counter is silent: unknown, not empty")
    if model == "none":
        return _("too little is known of this counter: unknown, not empty")
    told = np.isfinite(usual)
    said = (
        _("{count} at the same time last week").format(count=format_integer(round(usual)))
        if told
        else _("no count at the same time last week")
    )
    if model == "rule":
        return _("today's rule serves: {said}").format(said=said)
    if not np.isfinite(now) or not np.isfinite(usual_now) or usual_now <= 0:
        return said
    gap = now / usual_now - 1
    if abs(gap) < WORTH_SAYING:
        return said + _("; ") + _("now much as last week")
    more = _("now {gap} above last week") if gap > 0 else _("now {gap} below last week")
    return said + _("; ") + more.format(gap=format_percent(abs(gap), 0))
