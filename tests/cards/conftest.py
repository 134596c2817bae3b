"""A card with everything in it, and folders of cards."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Content = dict[str, Any]

COMPLETE: Content = {
    "schema_version": "civicai.card/1",
    "id": "valmont-cantines",
    "lang": "fr",
    "name": "Repas à préparer dans les cantines de Valmont",
    "summary": "Prévoit les repas demandés et dit combien en préparer.",
    "status": "production",
    "evidence": "real",
    "start": "2025-09",
    "updated": "2026-11-26",
    "charter_url": "https://valmont.example/charte",
    "authority": {
        "name": "Valmont",
        "siren": "123456789",
        "type": "commune",
        "population": 31970,
        "department": "Isère",
        "country": "FR",
        "service": "Restauration scolaire",
        "contact": "cantines@valmont.example",
    },
    "need": {
        "policy_area": "food",
        "problem": "Un repas sur six est jeté.",
        "baseline_today": "La prévision des agents.",
        "alternatives_considered": "Inscription obligatoire la veille.",
        "non_ai_result": "9,6 % de surplus avec la moyenne des quatre mêmes jours.",
    },
    "system": {
        "type": "ml",
        "task": "forecasting",
        "usecase": "canteen",
        "method": "Arbres de décision sur la fréquentation passée.",
        "library": "civicai",
        "version": "0.1.0",
        "source_url": "https://valmont.example/code",
        "licence": "BSD-3-Clause",
        "intended_environment": "Cantines scolaires.",
        "out_of_scope": "Les jours de grève.",
        "retrain_every_days": 120,
    },
    "data": [
        {
            "name": "Repas servis par site et par jour",
            "owner": "Valmont",
            "personal": "none",
            "collection": "Comptage en caisse",
            "rows": 230000,
        }
    ],
    "performance": [
        {
            "metric": "Surplus",
            "value": 6.5,
            "low": 6.1,
            "high": 6.9,
            "unit": "%",
            "baseline": "prévision des agents",
            "baseline_value": 9.6,
            "test_period": "année scolaire 2024-2025",
        },
        {
            "metric": "Repas manquants",
            "value": "0,7 %",
            "low": "0,5 %",
            "high": "1,0 %",
            "baseline_value": "0,6 %",
            "test_period": "année scolaire 2024-2025",
        },
    ],
    "cost": {
        "currency": "EUR",
        "build": 4000,
        "run_per_year": 1200.5,
        "staff_days_per_year": 6,
        "basis": "measured",
        "year": 2025,
    },
    "environment": {
        "use_kgco2e_per_year": {"low": 0.2, "central": 0.4, "high": 1.1},
        "embodied_kgco2e_per_year": {"low": 6, "central": 18, "high": 40},
        "avoided_kgco2e_per_year": {"low": 5500, "central": 13800, "high": 19700},
        "avoided_source": "ADEME 2016",
        "counterfactual_share": 0.5,
        "net_kgco2e_per_year": {"low": -19700, "central": -13782, "high": -5459},
        "run_kwh": {"low": 4.4e-6, "central": 8.9e-6, "high": 1.8e-5},
        "run_gco2e": {"low": 0.00075, "central": 0.0036, "high": 0.027},
        "method": "civicai.carbon",
        "quality": "low",
        "country": "FR",
        "intensity_gco2e_per_kwh": 44.2,
        "intensity_year": 2024,
        "pue": 1.0,
    },
    "decisions": {
        "individual_decision": False,
        "automation": "aid",
        "human_oversight": "Les agents voient chaque nombre et sa raison, et décident.",
        "appeals": "Aucune décision ne vise une personne.",
    },
    "legal": {
        "ai_act_class": "minimal",
        "heavier_when": "Des données par enfant.",
        "gdpr": "Aucune donnée personnelle.",
        "dpia": "not_needed",
        "crpa_mention": False,
        "as_of": "2026-11-26",
    },
    "risks": [{"risk": "Trop peu de repas", "mitigation": "Une réserve"}],
    "citizens": {"how_informed": "Affiche et site de la commune."},
}

#: One mistake each: name of the file, what changes in the complete card, the code it gets.
MISTAKES: dict[str, tuple[Callable[[Content], Any], str]] = {
    "negative_cost": (lambda c: c["cost"].update(run_per_year=-1200), "L09"),
    "cost_without_currency": (lambda c: c["cost"].pop("currency"), "L12"),
    "number_without_unit": (lambda c: c["performance"][0].pop("unit"), "L12"),
    "use_without_unit": (lambda c: c["environment"].update(use=12), "L12"),
    "unknown_country": (lambda c: c["authority"].update(country="ZZ"), "L08"),
    "newer_schema": (lambda c: c.update(schema_version="civicai.card/2"), "L02"),
    "not_a_card": (lambda c: c.pop("schema_version"), "L03"),
    "unknown_field": (lambda c: c["need"].update(problme="x"), "L04"),
    "no_name": (lambda c: c.pop("name"), "L05"),
    "text_for_a_number": (lambda c: c["authority"].update(population="beaucoup"), "L06"),
    "name_too_long": (lambda c: c.update(name="x" * 101), "L06"),
    "id_that_climbs": (lambda c: c.update(id="../../index"), "L06"),
    "script_address": (lambda c: c["system"].update(source_url="javascript:alert(1)"), "L06"),
    "unknown_status": (lambda c: c.update(status="live"), "L07"),
    "free_of_cost": (lambda c: c["cost"].update(run_per_year=0), "L10"),
    "null_without_reason": (lambda c: c["cost"].update(build=None), "L11"),
    "cost_without_basis": (lambda c: c["cost"].pop("basis"), "L13"),
    "disordered": (lambda c: c["environment"]["run_kwh"].update(low=1), "L14"),
}


@pytest.fixture
def complete() -> Content:
    return copy.deepcopy(COMPLETE)


@pytest.fixture
def put(tmp_path: Path) -> Callable[[str, Any], Path]:
    """Write a card, or any text, into the folder of cards."""

    def write(name: str, content: Any) -> Path:
        path = tmp_path / "cards" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
        path.write_text(text, encoding="utf-8")
        return path

    return write
