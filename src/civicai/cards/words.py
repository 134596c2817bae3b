"""The names of a card's fields and coded values for the reader."""

from __future__ import annotations

from typing import Any

from civicai.i18n import N_, _, format_number
from civicai.reports.cells import sensible_digits

#: Title of each section.
SECTIONS = {
    "need": N_("The need"),
    "system": N_("The system"),
    "data": N_("The data"),
    "performance": N_("The performance"),
    "cost": N_("The cost"),
    "environment": N_("The environment"),
    "decisions": N_("The decisions"),
    "legal": N_("The law"),
    "risks": N_("The risks"),
}

#: Label of each field of each section, in the order in which they are shown.
FIELDS = {
    "need": {
        "problem": N_("Problem"),
        "baseline_today": N_("What is done today"),
    },
    "system": {
        "type": N_("Type"),
        "method": N_("Method"),
        "library": N_("Software"),
        "version": N_("Version"),
        "intended_environment": N_("Made for"),
        "out_of_scope": N_("Not made for"),
        "retrain_every_days": N_("Days between two trainings"),
    },
    "data": {
        "name": N_("Data set"),
        "owner": N_("Owner"),
        "licence": N_("Licence"),
        "personal": N_("Personal data"),
        "period": N_("Period"),
        "rows": N_("Rows"),
        "source_url": N_("Address"),
    },
    "performance": {
        "metric": N_("Indicator"),
        "value": N_("Value"),
        "baseline_value": N_("What is done today"),
        "test_period": N_("Measured on"),
    },
    "cost": {
        "currency": N_("Currency"),
        "build": N_("To set up"),
        "run_per_year": N_("Each year"),
        "staff_days_per_year": N_("Days of work each year"),
        "basis": N_("Where the figure comes from"),
    },
    "environment": {
        "use": N_("Each year of use"),
        "embodied": N_("Making of the computer"),
        "avoided": N_("Avoided"),
        "method": N_("Method"),
    },
    "decisions": {
        "individual_decision": N_("Decides about a person"),
        "automation": N_("Automation"),
        "human_oversight": N_("Who keeps control"),
        "appeals": N_("Ways to appeal"),
    },
    "legal": {
        "ai_act": N_("European AI regulation"),
        "gdpr": N_("Personal data (GDPR)"),
        "crpa": N_("Information of the public (CRPA)"),
        "cyber": N_("Cybersecurity"),
    },
    "risks": {
        "risk": N_("Risk"),
        "mitigation": N_("What is done about it"),
    },
}

_CODES = {
    "status": {
        "development": N_("in development"),
        "test": N_("in test"),
        "production": N_("in service"),
        "retired": N_("retired"),
    },
    "type": {
        "rules": N_("rules"),
        "ml": N_("machine learning"),
        "generative": N_("generative AI"),
    },
    "personal": {
        "none": N_("no personal data"),
        "indirect": N_("indirectly personal"),
        "direct": N_("personal"),
        "sensitive": N_("personal and sensitive"),
    },
    "automation": {
        "none": N_("no automation"),
        "aid": N_("decision aid: an agent decides"),
        "full": N_("fully automated"),
    },
    "basis": {
        "measured": N_("measured"),
        "quoted": N_("quoted"),
        "estimated": N_("estimated"),
    },
}


def check_code(key: str, value: Any) -> None:
    """Refuse a coded value that is not in the list.

    Raises
    ------
    ValueError
    """
    codes = _CODES.get(key)
    if codes and value is not None and value not in codes:
        raise ValueError(f"{key} must be one of {', '.join(codes)}, not {value!r}")


def write_value(key: str, value: Any) -> str:
    """Write a field's value for the reader; None is “not known”."""
    if value is None:
        return _("not known")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if key in _CODES:
        return _(_CODES[key][value])
    if isinstance(value, (int, float)):
        return format_number(value, sensible_digits([value]))
    return str(value)
