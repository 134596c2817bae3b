"""What is read in a text: cries for help, personal data, its language."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civicai.faq import mask_personal_data
from civicai.faq.emergency import find_emergency
from civicai.faq.languages import guess_language, main_language


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Au secours, il y a le FEU dans l'immeuble", "fire"),
        ("odeur de gaz rue des Lilas", "fire"),
        ("J’ai envie de mourir", "suicide"),
        ("je vais me suicider", "suicide"),
        ("jvx mourir", "suicide"),
        ("mon compagnon m'a frappée", "violence"),
        ("un enfant maltraité à côté", "violence"),
        ("il ne respire plus", "medical"),
        ("I want to die", "suicide"),
        ("there is a fire", "fire"),
        ("quiero morir", "suicide"),
        ("Ich will sterben", "suicide"),
        ("Es brennt in meiner Küche!", "fire"),
        ("mein Mann schlägt mich", "violence"),
        ("mi marido me pega", "violence"),
        ("non respira più", "medical"),
        ("estou a ser agredida", "violence"),
        ("أريد أن أموت", "suicide"),
        ("هناك حريق في بيتي", "fire"),
        ("мой муж меня бьёт", "violence"),
        ("сердечный приступ", "medical"),
        ("the house is on fire", "fire"),
        ("my partner beats me", "violence"),
    ],
)
def test_cries_for_help(text, kind):
    found = find_emergency(text)
    assert found is not None
    assert found.name == kind


@pytest.mark.parametrize(
    "text",
    [
        "à quelle heure est le feu d'artifice ?",
        "le feu rouge ne marche plus",
        "acte de décès de mon père",
        "ma facture de gaz",
        "la crèche municipale",
        "où battre un tapis",
    ],
)
def test_everyday_questions_are_no_emergency(text):
    assert find_emergency(text) is None


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("appelez le 06.12.34.56.78", "appelez le [téléphone]"),
        ("+33 6 12 34 56 78 merci", "[téléphone] merci"),
        ("a.b-c@ville.example.fr", "[e-mail]"),
        ("FR76 3000 6000 0112 3456 7890 189", "[IBAN]"),
        ("mon n° 1 85 05 78 006 084 36", "mon n° [NIR]"),
        ("véhicule AB-123-CD garé", "véhicule [plaque] garé"),
        ("au 12 bis rue des Lilas, 44000 Nantes.", "au [adresse]."),
        ("Madame Le Goff a appelé", "Madame [nom] a appelé"),
        ("je m’appelle Zoé", "je m’appelle [nom]"),
        ("je m'appelle zoé le goff et je veux", "je m'appelle [nom] et je veux"),
        ("mon nom est dupont", "mon nom est [nom]"),
        ("ma voiture ab-123-cd", "ma voiture [plaque]"),
        ("fr76 3000 6000 0112 3456 7890 189", "[IBAN]"),
        ("12 rue des Lilas ma poubelle est pleine", "[adresse] ma poubelle est pleine"),
        ("3 avenue du Général Leclerc, 44000 Nantes", "[adresse]"),
    ],
)
def test_masks(text, masked):
    assert mask_personal_data(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "ouvert du 12 au 15 mai",
        "la rue du Moulin",
        "école des Charmes",
        "loi 2005-102",
        "3 enfants",
    ],
)
def test_what_is_no_personal_data_stays(text):
    assert mask_personal_data(text) == text


@given(st.text(max_size=200))
def test_masking_twice_changes_nothing_more(text):
    once = mask_personal_data(text)
    assert mask_personal_data(once) == once


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("où est-ce que je peux faire une carte ?", "fr"),
        ("where can I find the town hall", "en"),
        ("¿dónde puedo pagar una multa con mi tarjeta?", "es"),
        ("wo kann ich meine Papiere bekommen", "de"),
        ("كيف أحصل على جواز سفر", "ar"),
        ("piscine horaires", ""),
        ("", ""),
    ],
)
def test_languages(text, language):
    assert guess_language(text) == language


def test_the_language_of_most():
    asked = ["where is the pool", "où est la piscine", "je suis en retard"]
    assert main_language(map(guess_language, asked)) == "fr"
    assert main_language([]) == ""
