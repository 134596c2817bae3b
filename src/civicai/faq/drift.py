"""Whether the questions of a log are still those that the promise was proved on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from civicai.errors import InputError, Problem
from civicai.faq.log_profile import LogProfile, profile_log
from civicai.faq.models import QuestionRouter
from civicai.faq.questions import Questions, as_questions
from civicai.i18n import _

#: Chance that a log like the calibration is said to have moved, all measures together.
FALSE_ALARM = 0.01


def drift_report(
    router: QuestionRouter,
    questions: Iterable[str] | Questions,
    routed: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Compare a log with the questions that the router was calibrated on.

    Each share is compared by a two-proportion test; together they cry wolf once in a hundred logs
    that have not moved. Any that moves makes a new calibration due: the promise was proved on
    questions of the former kind.

    Parameters
    ----------
    router : QuestionRouter
        Calibrated.
    questions : Questions or iterable of str of length n
        A log, as received.
    routed : DataFrame of n rows, optional
        What :meth:`QuestionRouter.route` says of it, where it is at hand.

    Returns
    -------
    DataFrame
        ``measure`` (``"handed_over"``, ``"unknown_words"``, ``"topic"``), ``topic`` (else
        ``""``), ``then_share`` (in the calibration), ``now_share``, ``moved`` (bool). The share of
        a topic is of the questions not handed over. Recalibration is due where any has moved.

    Raises
    ------
    InputError
        Q13 if the router is not calibrated; Q05 if the log is empty.
    """
    if router.max_error_ is None:
        message = _("the router is not calibrated: there is nothing to compare with.")
        raise InputError(Problem(code="Q13", message=message, hint=_("Call calibrate first.")))
    asked = as_questions(questions)
    said = asked.texts != ""
    asked = asked.take(said)
    if not len(asked):
        hint = _("Give the questions of a month, as they were received.")
        raise InputError(
            Problem(code="Q05", message=_("there is no question in the log."), hint=hint)
        )
    routed = router.route(asked, explain=False) if routed is None else routed[said]
    then, now = router.reference_, profile_log(asked, routed, router.ensemble_.speller)
    rows = [_row(then, now, "handed_over", "questions"), _row(then, now, "unknown_words", "words")]
    served = [use["questions"] - use["handed_over"] for use in (then, now)]
    for topic in router.topics_:
        found = [use["topics"].get(topic, 0) for use in (then, now)]
        rows.append(("topic", str(topic), found[0], served[0], found[1], served[1]))
    columns = ["measure", "topic", "then", "then_of", "now", "now_of"]
    table = pd.DataFrame(rows, columns=columns)
    table["moved"] = _moved(table, FALSE_ALARM / len(table))
    table["then_share"] = table["then"] / table["then_of"].replace(0, np.nan)
    table["now_share"] = table["now"] / table["now_of"].replace(0, np.nan)
    return table[["measure", "topic", "then_share", "now_share", "moved"]]


def _row(
    then: LogProfile,
    now: LogProfile,
    name: Literal["handed_over", "unknown_words"],
    of: Literal["questions", "words"],
) -> tuple[Any, ...]:
    return (name, "", then[name], then[of], now[name], now[of])


def _moved(table: pd.DataFrame, alarm: float) -> npt.NDArray[np.bool_]:
    """Tell which shares differ by more than chance allows (two proportions, pooled)."""
    from scipy.stats import norm

    n, m = table["then_of"].to_numpy(float), table["now_of"].to_numpy(float)
    a, b = table["then"].to_numpy(float), table["now"].to_numpy(float)
    with np.errstate(divide="ignore", invalid="ignore"):
        pooled = (a + b) / (n + m)
        spread = np.sqrt(pooled * (1 - pooled) * (1 / n + 1 / m))
        distance = np.abs(a / n - b / m) / spread
    return np.asarray(np.nan_to_num(distance) > norm.isf(alarm / 2), bool)
