"""Cards in the formats of others, and the draft that a run leaves."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from civicai import carbon, i18n
from civicai.cards import ProjectCard, check_content, draft_card, to_fill_in
from civicai.cards.fields import SECTIONS
from civicai.errors import InputError
from civicai.reports import KeyFigure

from .conftest import Content

BOAMPS = ("report", "algorithm", "dataset", "hardware", "measure")


@pytest.fixture(scope="module")
def boamps_schema() -> Any:
    """Return BoAmps's own validator; its schemas are not ours to ship."""
    folder = os.environ.get("CIVICAI_DATA")
    if not folder:
        pytest.skip("CIVICAI_DATA is not set: BoAmps's schemas are there")
    jsonschema = pytest.importorskip("jsonschema", reason="jsonschema is not installed")
    referencing = pytest.importorskip("referencing", reason="referencing is not installed")
    texts = [Path(folder, "carbon", f"boamps_{name}_schema.json").read_text() for name in BOAMPS]
    schemas = [json.loads(text) for text in texts]
    registry = referencing.Registry().with_contents([(s["id"], s) for s in schemas])
    return jsonschema.Draft4Validator(schemas[0], registry=registry)


@pytest.fixture(scope="module")
def footprint() -> carbon.Footprint:
    with carbon.measure("a sum") as meter:
        sum(n * n for n in range(1_000_000))
    return meter.footprint


def test_boamps_of_a_complete_card_is_valid(boamps_schema: Any, complete: Content) -> None:
    report = ProjectCard.from_dict(complete).to_boamps()
    assert [error.message for error in boamps_schema.iter_errors(report)] == []
    assert report["measures"][0]["powerConsumption"] == 8.9e-6
    assert report["header"]["reportDatetime"] == "2026-11-26 00:00:00"
    assert report["environment"] == {"country": "FR", "powerSourceCarbonIntensity": 44.2}
    assert report["quality"] == "low"


def test_boamps_of_the_shortest_card_is_valid(
    boamps_schema: Any, footprint: carbon.Footprint
) -> None:
    card = ProjectCard(name="x", summary="y", status="test", need={}, system={})
    report = card.to_boamps(footprint)
    assert [error.message for error in boamps_schema.iter_errors(report)] == []
    assert report["measures"][0]["powerConsumption"] == footprint.energy.central
    assert "header" not in report


def test_the_validator_does_refuse(boamps_schema: Any, complete: Content) -> None:
    report = ProjectCard.from_dict(complete).to_boamps()
    del report["measures"][0]["powerConsumption"]
    report["task"]["dataset"][0]["dataType"] = "counts"
    assert len(list(boamps_schema.iter_errors(report))) == 2


def test_boamps_without_energy_is_refused(complete: Content) -> None:
    del complete["environment"]["run_kwh"]
    with pytest.raises(InputError) as caught:
        ProjectCard.from_dict(complete).to_boamps()
    assert caught.value.problems[0].code == "L17"


def test_the_row_of_the_inventory_is_french_whatever_the_reader(complete: Content) -> None:
    with i18n.use("en"):
        row = ProjectCard.from_dict(complete).to_etalab()
    assert row["Nom de l'administration"] == "Valmont"
    assert row["Niveau d'automatisation"] == "aide à la décision : un agent décide".replace(
        " :", "\u202f:"
    )
    assert row["Type d'algorithme"] == "apprentissage automatique"
    assert row["Données traitées"] == "Repas servis par site et par jour"
    assert row["Nombre de décisions par an"] == ""
    assert all(isinstance(cell, str) for cell in row.values())


def start(**parts: Any) -> ProjectCard:
    own = {"name": "Cantine", "summary": "Repas", "status": "test", "need": {}, "system": {}}
    return ProjectCard(**{**own, **parts})


def test_a_draft_says_null_and_why(footprint: carbon.Footprint) -> None:
    with i18n.use("fr"):
        card = draft_card(start(), "canteen", evidence="simulated", footprint=footprint)
        content = card.to_dict()
    assert check_content(content) == []
    assert content["id"] == "canteen-draft"
    assert content["evidence"] == "simulated"
    assert content["authority"]["population"] is None
    assert "commune" in content["authority"]["reason"]
    assert content["need"]["policy_area"] == "other"
    assert content["system"]["usecase"] == "canteen"
    assert content["environment"]["use_kgco2e_per_year"] is None
    assert content["environment"]["run_gco2e"]["central"] == pytest.approx(
        footprint.emissions.central, rel=0.05
    )
    assert content["legal"]["ai_act_class"] == "minimal"
    assert content["legal"]["as_of"] == "2026-11-26"
    lacking = to_fill_in(card)
    assert lacking[""] == ["id", "updated"]
    for name, keys in lacking.items():
        if name:
            part = content[name][0] if SECTIONS[name].many else content[name]
            assert [part[key] for key in keys] == [None] * len(keys)


def test_a_draft_keeps_what_the_room_says() -> None:
    own = start(
        cost={"build": None, "reason": "Devis attendu."},
        legal={"ai_act_class": "high", "ai_act": "Vanne commandée."},
        environment={"method": "à la main"},
    )
    with i18n.use("fr"):
        card = draft_card(own, "canteen")
    assert card.cost["reason"].startswith("Devis attendu. ")
    assert card.legal["ai_act_class"] == "high"
    assert card.environment["method"] == "à la main"


def test_scores_become_the_performance_of_a_card_that_has_none() -> None:
    figure = KeyFigure("wape", "Erreur", 0.042, "4,2 %", "agents : 7,4 %")
    card = draft_card(start(), "water", scores=[figure])
    assert card.performance[0]["metric"] == "Erreur"
    assert card.performance[0]["value"] == "4,2 %"
    assert card.performance[0]["baseline_value"] is None
    own = start(performance=[{"metric": "mine", "value": "1 %"}])
    assert draft_card(own, "water", scores=[figure]).performance[0]["metric"] == "mine"


def test_an_english_draft_has_no_french_sentence_of_the_legal_page() -> None:
    with i18n.use("en"):
        card = draft_card(start(), "water")
    assert "heavier_when" not in card.legal
    assert card.legal["ai_act_class"] == "minimal"


def test_a_use_case_from_outside_gets_a_draft_too() -> None:
    card = draft_card(start(), "library_visits")
    assert (card.id, card.need["policy_area"]) == ("library-visits-draft", "other")
    assert card.legal["ai_act_class"] is None
