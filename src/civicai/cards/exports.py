"""A card in the formats of others: BoAmps for energy, Etalab for the inventory of algorithms."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from civicai.cards.words import write_value
from civicai.errors import InputError, Problem
from civicai.i18n import _, use

if TYPE_CHECKING:
    from civicai.carbon import Footprint
    from civicai.cards.card import ProjectCard

#: Tasks in the words of BoAmps, and the kind of data that each reads.
_TASKS = {
    "forecasting": ("tabular forecasting", "tabular"),
    "detection": ("tabular anomaly detection and forecasting", "tabular"),
    "text_classification": ("text classification", "text"),
}
#: Names of the country in BoAmps are free text; the two letters of ISO 3166-1 are written.
_DEFAULT_STAGE = {"ml": "training+inference", "generative": "inference", "rules": "inference"}


def boamps(card: ProjectCard, footprint: Footprint | None = None) -> dict[str, Any]:
    """Return a BoAmps report of the energy of one run.

    Parameters
    ----------
    card : ProjectCard
    footprint : Footprint, optional
        Of one run; else the card's ``environment.run_kwh``.

    Returns
    -------
    dict
        Valid against the schemas of BoAmps (Boavizta, companion of AFNOR Spec 2314). What the
        card does not say is left out; the type of infrastructure is ``"other"``.

    Raises
    ------
    InputError
        If the energy of a run is known neither from the footprint nor from the card.
    """
    said = card.environment
    if footprint is not None and not footprint.below_resolution:
        energy: float | None = footprint.energy.central
        method, quality = footprint.method, footprint.quality
    else:
        energy = said["run_kwh"]["central"] if said.get("run_kwh") else None
        method, quality = said.get("method") or "unknown", said.get("quality") or "low"
    if not energy:
        raise InputError(
            Problem(
                code="L17",
                message=_("the energy of a run is not known: BoAmps is nothing without it."),
                hint=_("Fill in “environment.run_kwh”; “civicai run” writes it in card.json."),
            )
        )
    measure = {"measurementMethod": f"civicai.carbon: {method}", "powerConsumption": energy}
    if footprint is not None:
        measure["measurementDuration"] = footprint.duration
    report: dict[str, Any] = {
        "task": _task(card),
        "measures": [measure],
        "software": {"language": "python"},
        "infrastructure": {
            "infraType": "other",
            "components": [{"componentType": "cpu", "nbComponent": 1}],
        },
        "quality": quality,
    }
    if said.get("country"):
        report["environment"] = {"country": said["country"]}
        if said.get("intensity_gco2e_per_kwh"):
            report["environment"]["powerSourceCarbonIntensity"] = said["intensity_gco2e_per_kwh"]
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", card.updated or ""):
        report["header"] = _header(card)
    return report


def _header(card: ProjectCard) -> dict[str, Any]:
    publisher = {"projectName": card.name, "confidentialityLevel": "public"}
    if card.authority.get("name"):
        publisher["name"] = card.authority["name"]
    return {
        "reportId": card.id,
        "reportDatetime": f"{card.updated} 00:00:00",
        "reportStatus": "draft" if card.evidence != "real" else "final",
        "publisher": publisher,
    }


def _task(card: ProjectCard) -> dict[str, Any]:
    kind = card.system.get("type") or "rules"
    family, data_type = _TASKS.get(card.system.get("task") or "", ("other", "tabular"))
    algorithm = _without_none(
        {
            "algorithmName": card.system.get("method"),
            "framework": card.system.get("library"),
            "frameworkVersion": card.system.get("version"),
            "trainingType": "supervisedLearning" if kind == "ml" else None,
        }
    )
    sets = [
        _without_none(
            {
                "dataUsage": "input",
                "dataType": data_type,
                "dataQuantity": part.get("rows"),
                "source": "public" if part.get("source_url") else None,
                "sourceUri": part.get("source_url"),
                "owner": part.get("owner"),
            }
        )
        for part in card.data or [{}]
    ]
    return {
        "taskStage": _DEFAULT_STAGE[kind],
        "taskFamily": family,
        "algorithms": [algorithm],
        "dataset": sets,
        "taskDescription": card.summary,
    }


def _without_none(found: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in found.items() if value is not None}


def etalab(card: ProjectCard) -> dict[str, str]:
    """Return the card's row of the inventory of algorithms that Etalab describes.

    The headings are those of Etalab's page “Fiche pratique : l'inventaire des principaux
    traitements algorithmiques” (February 2021), in French, as the inventory is a duty of French
    law (CRPA, article L.312-1-3). Coded values are written in French; what the card does not say
    is an empty cell.

    Parameters
    ----------
    card : ProjectCard

    Returns
    -------
    dict of str to str
        Cell by heading.
    """
    authority, need, system = card.authority, card.need, card.system
    decisions, legal = card.decisions, card.legal
    with use("fr"):
        return {
            "Nom de l'administration": _cell(authority, "authority", "name"),
            "Direction ou service porteur": _cell(authority, "authority", "service"),
            "Contact": _cell(authority, "authority", "contact"),
            "Date de mise à jour": card.updated or "",
            "Nom de l'algorithme": card.name,
            "Contexte": _cell(need, "need", "problem"),
            "Finalité": card.summary,
            "Quand l'algorithme intervient": _cell(decisions, "decisions", "human_oversight"),
            "Niveau d'automatisation": _cell(decisions, "decisions", "automation"),
            "Fondements juridiques": _cell(legal, "legal", "gdpr"),
            "Nombre de décisions par an": _cell(decisions, "decisions", "decisions_per_year"),
            "Décision individuelle": _cell(decisions, "decisions", "individual_decision"),
            "Public concerné et recours": _cell(decisions, "decisions", "appeals"),
            "Données traitées": _column(card.data, "name"),
            "Source des données": _column(card.data, "owner"),
            "Mode de collecte": _column(card.data, "collection"),
            "Type d'algorithme": _cell(system, "system", "type"),
            "Opérations effectuées": _cell(system, "system", "method"),
            "Code source": _cell(system, "system", "source_url"),
        }


def _cell(part: Mapping[str, Any], section: str, key: str) -> str:
    value = part.get(key)
    return "" if value is None else write_value(section, key, value)


def _column(parts: Sequence[Mapping[str, Any]], key: str) -> str:
    return " ; ".join(str(part[key]) for part in parts if part.get(key))
