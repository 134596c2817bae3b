"""Names and codes that mean the same in every use case, for the reader."""

from civicai.i18n import N_

#: A use case's own labels come before these.
COMMON_LABELS = {
    "decision": N_("The decision"),
    "date": N_("day"),
    "time": N_("time"),
    "issued_at": N_("issued on"),
    "horizon": N_("lead"),
    "expected": N_("expected value"),
    "low": N_("low"),
    "high": N_("high"),
    "coverage": N_("band holds"),
    "observed": N_("observed"),
    "rule": N_("today's rule"),
    "naive": N_("naive rule"),
    "model": N_("served by"),
    "reason": N_("reason"),
    "method": N_("method"),
    "rows": N_("rows"),
    "wape": N_("absolute error / observed"),
    "bias": N_("bias"),
    "boosting": N_("gradient boosting"),
    "weekday_mean": N_("mean of the last same weekdays"),
}

#: Words of the codes of a column; a code without a word here or in the use case has its label.
COMMON_CODES = {
    "method": {"model": N_("model")},
    "model": {
        "model": N_("model"),
        "median_profile": N_("medians of the last weeks and this weekday"),
        "ridge": N_("trend of the last weeks and this weekday"),
    },
}
