"""Every field of a card: its name for the reader, its kind, and whether a complete card has it.

The published JSON Schema, the check, the pages and the exports are all made from this table.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from civicai.i18n import N_

Kind = Literal[
    "text",  # words
    "quantity",  # words with a unit in them: a bare number is refused
    "value",  # words, or a number whose unit stands in the field “unit”
    "code",  # one of a list
    "flag",  # yes or no
    "amount",  # a number above 0: what is not known is null
    "count",  # a whole number above 0
    "share",  # from 0 to 1
    "factor",  # a number above 0, without unit
    "interval",  # low, central, high, 0 or above
    "net",  # low, central, high, of either sign
    "year",
    "date",  # 2026, 2026-11 or 2026-11-26
    "url",
    "country",
    "currency",
    "siren",
]


@dataclass(frozen=True)
class Field:
    """A field: label for the reader, kind, and whether a complete card has it."""

    label: str
    kind: Kind = "text"
    needed: bool = False


@dataclass(frozen=True)
class Section:
    """A section: title for the reader, its fields, and whether it is a list of such."""

    title: str
    fields: dict[str, Field]
    many: bool = False


#: Fields of the card itself, beside its sections, that a card may leave out.
TOP = {
    "evidence": Field(N_("The figures are"), "code", True),
    "start": Field(N_("In use since"), "date"),
    "end": Field(N_("In use until"), "date"),
    "updated": Field(N_("Card updated on"), "date", True),
    "charter_url": Field(N_("Ethics charter"), "url"),
}

_AUTHORITY = {
    "name": Field(N_("Name"), needed=True),
    "siren": Field(N_("SIREN number"), "siren"),
    "type": Field(N_("Kind of authority"), "code"),
    "population": Field(N_("Inhabitants"), "count", True),
    "department": Field(N_("Département")),
    "country": Field(N_("Country"), "country"),
    "service": Field(N_("Department in charge")),
    "lead_authority": Field(N_("Lead authority")),
    "contact": Field(N_("Contact"), needed=True),
}
_NEED = {
    "policy_area": Field(N_("Policy area"), "code", True),
    "problem": Field(N_("Problem"), needed=True),
    "baseline_today": Field(N_("What is done today"), needed=True),
    "alternatives_considered": Field(N_("Other solutions considered"), needed=True),
    "non_ai_result": Field(N_("What is reached without AI"), needed=True),
}
_SYSTEM = {
    "type": Field(N_("Type"), "code", True),
    "method": Field(N_("Method"), needed=True),
    "task": Field(N_("Task"), "code"),
    "library": Field(N_("Software")),
    "usecase": Field(N_("Use case")),
    "version": Field(N_("Version"), needed=True),
    "supplier": Field(N_("Supplier")),
    "source_url": Field(N_("Source code"), "url"),
    "licence": Field(N_("Licence")),
    "intended_environment": Field(N_("Made for"), needed=True),
    "out_of_scope": Field(N_("Not made for"), needed=True),
    "retrain_every_days": Field(N_("Days between two trainings"), "count", True),
    "trained_on": Field(N_("Trained on")),
    "data_window": Field(N_("Period of the training data")),
}
_DATA = {
    "name": Field(N_("Data set"), needed=True),
    "owner": Field(N_("Owner")),
    "licence": Field(N_("Licence")),
    "personal": Field(N_("Personal data"), "code", True),
    "collection": Field(N_("How it is collected")),
    "period": Field(N_("Period")),
    "rows": Field(N_("Rows"), "count"),
    "source_url": Field(N_("Address"), "url"),
    "datapackage": Field(N_("Description of the columns"), "url"),
}
_PERFORMANCE = {
    "metric": Field(N_("Indicator"), needed=True),
    "value": Field(N_("Value"), "value", True),
    "low": Field(N_("At least"), "value", True),
    "high": Field(N_("At most"), "value", True),
    "unit": Field(N_("Unit")),
    "baseline": Field(N_("Compared with")),
    "baseline_value": Field(N_("What is done today"), "value", True),
    "test_period": Field(N_("Measured on"), needed=True),
    "subgroup": Field(N_("For whom, or where")),
}
_COST = {
    "currency": Field(N_("Currency"), "currency"),
    "build": Field(N_("To set up"), "amount"),
    "run_per_year": Field(N_("Each year"), "amount", True),
    "staff_days_per_year": Field(N_("Days of work each year"), "amount", True),
    "payment_model": Field(N_("How it is paid")),
    "basis": Field(N_("Where the figure comes from"), "code", True),
    "year": Field(N_("Year of the figure"), "year"),
}
_ENVIRONMENT = {
    "use": Field(N_("Each year of use"), "quantity"),
    "embodied": Field(N_("Making of the computer"), "quantity"),
    "avoided": Field(N_("Avoided"), "quantity"),
    "use_kgco2e_per_year": Field(N_("Each year of use [kgCO₂e]"), "interval", True),
    "embodied_kgco2e_per_year": Field(
        N_("Making of the computer, each year [kgCO₂e]"), "interval", True
    ),
    "avoided_kgco2e_per_year": Field(N_("Avoided each year [kgCO₂e]"), "interval"),
    "avoided_source": Field(N_("Source of what is avoided")),
    "counterfactual_share": Field(N_("Share due to the project"), "share"),
    "net_kgco2e_per_year": Field(N_("Emitted less avoided, each year [kgCO₂e]"), "net"),
    "run_kwh": Field(N_("Electricity of one run"), "interval"),
    "run_gco2e": Field(N_("Emissions of one run (CO₂e)"), "interval"),
    "method": Field(N_("Method"), needed=True),
    "quality": Field(N_("Quality of the figure"), "code"),
    "country": Field(N_("Country of the electricity"), "country"),
    "intensity_gco2e_per_kwh": Field(N_("Electricity [gCO₂e/kWh]"), "factor", True),
    "intensity_year": Field(N_("Year of this figure"), "year"),
    "intensity_source": Field(N_("Source of this figure")),
    "pue": Field(N_("PUE (share of the building)"), "factor"),
    "boamps_url": Field(N_("BoAmps report"), "url"),
}
_DECISIONS = {
    "individual_decision": Field(N_("Decides about a person"), "flag", True),
    "automation": Field(N_("Automation"), "code", True),
    "human_oversight": Field(N_("Who keeps control"), needed=True),
    "appeals": Field(N_("Ways to appeal")),
    "decisions_per_year": Field(N_("Decisions each year"), "count"),
}
_LEGAL = {
    "ai_act": Field(N_("European AI regulation")),
    "ai_act_class": Field(N_("Class in the AI regulation"), "code", True),
    "heavier_when": Field(N_("What would make it heavier")),
    "art50": Field(N_("Notice to users (article 50)")),
    "gdpr": Field(N_("Personal data (GDPR)")),
    "processing_record_url": Field(N_("Record of processing"), "url"),
    "dpia": Field(N_("Impact assessment (DPIA)"), "code", True),
    "crpa": Field(N_("Information of the public (CRPA)")),
    "crpa_mention": Field(N_("Notice of article L.311-3-1 needed"), "flag", True),
    "inventory_url": Field(N_("Public inventory of algorithms"), "url"),
    "cyber": Field(N_("Cybersecurity")),
    "as_of": Field(N_("State of the law on"), "date", True),
    "sources": Field(N_("Sources")),
}
_RISKS = {
    "risk": Field(N_("Risk"), needed=True),
    "mitigation": Field(N_("What is done about it"), needed=True),
}
_CITIZENS = {
    "how_informed": Field(N_("How inhabitants are told"), needed=True),
    "consultation": Field(N_("How they were consulted")),
    "how_to_object": Field(N_("How to object")),
}

#: The sections, in the order in which they are shown.
SECTIONS = {
    "authority": Section(N_("The authority"), _AUTHORITY),
    "need": Section(N_("The need"), _NEED),
    "system": Section(N_("The system"), _SYSTEM),
    "data": Section(N_("The data"), _DATA, many=True),
    "performance": Section(N_("The performance"), _PERFORMANCE, many=True),
    "cost": Section(N_("The cost"), _COST),
    "environment": Section(N_("The environment"), _ENVIRONMENT),
    "decisions": Section(N_("The decisions"), _DECISIONS),
    "legal": Section(N_("The law"), _LEGAL),
    "risks": Section(N_("The risks"), _RISKS, many=True),
    "citizens": Section(N_("The inhabitants"), _CITIZENS),
}

#: Coded values with their names for the reader, by field; by section too where they differ.
CODES = {
    "status": {
        "development": N_("in development"),
        "test": N_("in test"),
        "production": N_("in service"),
        "retired": N_("retired"),
    },
    "evidence": {
        "simulated": N_("simulated: invented data"),
        "real": N_("real: the authority's own data"),
    },
    "authority.type": {
        "commune": N_("commune"),
        "group": N_("group of communes"),
        "department": N_("département"),
        "region": N_("region"),
        "other": N_("other"),
    },
    "policy_area": {
        "food": N_("canteens and food waste"),
        "drinking_water": N_("drinking water"),
        "hazards": N_("floods and fires"),
        "car_parks": N_("car parks and parking"),
        "events": N_("crowds and events"),
        "inhabitants": N_("questions of inhabitants"),
        "other": N_("other"),
    },
    "task": {
        "forecasting": N_("forecasting"),
        "detection": N_("detection and forecasting"),
        "text_classification": N_("classification of texts"),
        "other": N_("other"),
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
    "quality": {
        "high": N_("good: within 10 %"),
        "medium": N_("medium: within 25 %"),
        "low": N_("rough: beyond 25 %"),
    },
    "ai_act_class": {
        "minimal": N_("minimal risk"),
        "transparency": N_("transparency duty (article 50)"),
        "high": N_("high risk"),
        "forbidden": N_("forbidden practice"),
    },
    "dpia": {
        "not_needed": N_("not needed"),
        "todo": N_("to be done"),
        "done": N_("already done"),
    },
}


def codes_of(section: str, key: str) -> dict[str, str]:
    """Return the coded values of a field with their names, or nothing."""
    return CODES.get(f"{section}.{key}") or CODES.get(key, {})


#: Two-letter codes of ISO 3166-1.
_COUNTRIES = (
    "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR "
    "BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ "
    "EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW "
    "GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY "
    "KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV "
    "MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY "
    "QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG "
    "TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM "
    "ZW"
)
COUNTRIES = frozenset(_COUNTRIES.split())
