"""Pages of answers in the forms that towns and the State publish."""

from __future__ import annotations

import gzip
import zipfile

import pytest

from civicai.cli.request import read_tables
from civicai.errors import InputError
from civicai.faq import read_articles
from civicai.faq.schema import ARTICLES
from civicai.faq.usecase import USECASE

DETAILS = """<html><head><meta charset="utf-8"><style>p {color: red}</style></head><body>
<nav><h3>Menu du site</h3><p>Accueil, contact, plan du site</p></nav>
<h2>Vos questions</h2><p>Toutes les réponses de la mairie.</p>
<details><summary>Refaire sa <b>carte</b>&nbsp;?</summary>
<p>Prenez rendez-vous à l'accueil.</p><script>alert(1)</script><ul><li>une photo</li></ul>
</details>
<details><summary>Quel jour passe le tri ?</summary>
<div>Le mercredi matin, une semaine sur deux.</div>
</details><p>Ceci n'est pas une réponse mais un long paragraphe.</p>
<footer><h3>Mentions</h3><p>Tous droits réservés à la mairie.</p></footer></body></html>"""
HEADINGS = """<nav><h3>Menu</h3><p>Accueil, contact, plan du site.</p></nav><h1>FAQ</h1>
<h3>Où voter ?</h3><p>Au bureau inscrit sur la carte électorale.</p>
<h3>Quand ?</h3><p>De huit heures à vingt heures.</p><h3>Vide</h3><h3>Fin</h3>
<footer><h3>Mentions</h3><p>Tous droits réservés à la mairie.</p></footer>"""
TERMS = """<dl><dt>Où voter ?</dt><dd>Au bureau inscrit sur la carte électorale.</dd>
<dt>Quand ?</dt><dd>De huit heures à vingt heures.</dd></dl><h2>Autre chose</h2><p>{}</p>""".format(
    "x" * 50
)
LISTED = """<script type="application/ld+json">{"@graph": [{"@type": "FAQPage", "mainEntity": [
{"@type": "Question", "name": "Où voter ?", "acceptedAnswer": {"text": "<p>Au bureau.</p>"}}]}]}
</script><h2>Autre</h2><p>Un paragraphe qui n'est pas dans la liste.</p>"""
SHEET = """<?xml version="1.0" encoding="UTF-8"?>
<Publication xmlns:dc="http://purl.org/dc/elements/1.1/" ID="F1342" type="Fiche d'information">
<dc:title>Carte d'identité d'un majeur</dc:title><dc:date>modified 2026-03-02</dc:date>
<FilDAriane><Niveau ID="Particuliers">Accueil particuliers</Niveau></FilDAriane>
<Theme ID="N19810"><Titre>Papiers - Citoyenneté</Titre></Theme>
<Introduction><Texte>
<Paragraphe>La carte est <MiseEnEvidence>gratuite</MiseEnEvidence>.</Paragraphe>
</Texte></Introduction>
<Texte><Chapitre><Titre><Paragraphe>Demande</Paragraphe></Titre>
<Paragraphe>Prenez rendez-vous.</Paragraphe></Chapitre></Texte>
<ServiceEnLigne><Titre>Formulaire</Titre></ServiceEnLigne></Publication>"""


def write(tmp_path, name, content, encoding="utf-8"):
    path = tmp_path / name
    path.write_bytes(content.encode(encoding))
    return path


def test_folded_answers(tmp_path):
    page = read_articles(write(tmp_path, "faq.html", DETAILS))
    assert page["title"].tolist() == ["Refaire sa carte ?", "Quel jour passe le tri ?"]
    assert page["text"][0] == "Prenez rendez-vous à l'accueil.\nune photo"
    assert page["text"][1] == "Le mercredi matin, une semaine sur deux."
    assert page["source"].tolist() == ["faq.html"] * 2


@pytest.mark.parametrize("content", [HEADINGS, TERMS])
def test_answers_under_headings_or_terms(tmp_path, content):
    page = read_articles(write(tmp_path, "faq.htm", content))
    assert page["title"].tolist() == ["Où voter ?", "Quand ?"]
    assert page["text"][1] == "De huit heures à vingt heures."


def test_the_page_s_own_list_is_preferred(tmp_path):
    page = read_articles(write(tmp_path, "faq.html", LISTED))
    assert page[["title", "text"]].values.tolist() == [["Où voter ?", "Au bureau."]]


def test_an_old_page_is_read_in_its_encoding(tmp_path):
    page = read_articles(write(tmp_path, "faq.html", HEADINGS, "cp1252"))
    assert page["text"][0] == "Au bureau inscrit sur la carte électorale."


def test_a_sheet_of_the_state(tmp_path):
    (sheet,) = read_articles(write(tmp_path, "F1342.xml", SHEET)).to_dict("records")
    assert sheet["title"] == "Carte d'identité d'un majeur"
    assert sheet["text"] == "La carte est gratuite.\nDemande\nPrenez rendez-vous."
    assert (sheet["source"], sheet["date"]) == ("service-public.fr", "2026-03-02")
    assert (sheet["article_id"], sheet["topic"]) == ("F1342", "Papiers - Citoyenneté")


def test_a_sheet_without_theme_has_that_of_its_way(tmp_path):
    way = '<Niveau ID="N1">Argent - Impôts</Niveau><Niveau ID="F1342">Carte</Niveau></FilDAriane>'
    sheet = SHEET.replace("</FilDAriane>", way)
    sheet = sheet.replace('<Theme ID="N19810"><Titre>Papiers - Citoyenneté</Titre></Theme>', "")
    assert read_articles(write(tmp_path, "F1.xml", sheet))["topic"].tolist() == ["Argent - Impôts"]


def test_an_archive_of_sheets(tmp_path):
    path = tmp_path / "vosdroits.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("F1.xml", SHEET)
        archive.writestr("menu.xml", "<Menu><Titre>rien</Titre></Menu>")
        archive.writestr("F2.xml", SHEET.replace("F1342", "F2"))
    assert read_articles(path)["article_id"].tolist() == ["F1342", "F2"]


def test_a_table_is_read_too(tmp_path):
    path = write(tmp_path, "faq.csv", "Titre;Réponse\nOù voter ?;Au bureau.\n")
    assert read_articles(path)[["title", "text"]].values.tolist() == [["Où voter ?", "Au bureau."]]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.html", ""),
        ("a.html", "<p>rien</p>"),
        ("a.xml", "<a"),
        ("a.xml", '<!DOCTYPE a [<!ENTITY b "bb">]><a>&b;</a>'),
        ("a.xml", "<Autre/>"),
        ("a.zip", "PK pas une archive"),
        ("a.json", "[" * 100_000),
    ],
)
def test_what_is_no_page_is_refused(tmp_path, name, content):
    with pytest.raises(InputError) as caught:
        read_articles(write(tmp_path, name, content))
    assert {problem.code for problem in caught.value.problems} == {"Q03"}


def test_an_archive_that_unfolds_too_far_is_refused(tmp_path, monkeypatch):
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("F1.xml", SHEET)
    monkeypatch.setattr("civicai.faq.sources.dila.MAX_UNFOLDED", 10)
    with pytest.raises(InputError) as caught:
        read_articles(path)
    assert [problem.code for problem in caught.value.problems] == ["Q03"]


LIST = '[{"question": "Où voter ?", "reponse": "<p>Au bureau.</p>"}]'


@pytest.mark.parametrize(
    ("name", "content", "form"),
    [
        ("page.html", "<p>rien", "HTML"),
        ("page.txt", "\ufeff<!-- saved -->\n<!DOCTYPE HTML><p>", "HTML"),
        ("F1.xml", "<a/>", "service-public.fr"),
        ("F1.data", SHEET, "service-public.fr"),
        ("page.xhtml", '<?xml version="1.0"?><html>', None),
        ("faq.json", "", "JSON"),
        ("faq", f"\n{LIST}", "JSON"),
        ("faq.csv", "Titre;Réponse\n[nom];<p>rien</p>\n", None),
    ],
)
def test_a_form_is_told_by_name_or_beginning(tmp_path, name, content, form):
    (entry,) = (entry for entry in USECASE.inputs if entry.schema is ARTICLES)
    found = entry.format_of(write(tmp_path, name, content))
    assert (found and found.name) == form


def test_a_compressed_page_is_read(tmp_path):
    path = tmp_path / "faq.json.gz"
    path.write_bytes(gzip.compress(LIST.encode()))
    assert read_articles(path)["text"].tolist() == ["Au bureau."]
    path.write_bytes(path.read_bytes()[:-12])
    with pytest.raises(InputError) as caught:
        read_articles(path)
    assert [problem.code for problem in caught.value.problems] == ["F03"]


def test_a_page_given_as_a_file_is_checked_as_one(tmp_path):
    tables, _found = USECASE.check({"articles": write(tmp_path, "page.html", DETAILS)}, "en")
    assert tables["articles"]["title"].tolist() == [
        "Refaire sa carte ?",
        "Quel jour passe le tri ?",
    ]
    with pytest.raises(InputError) as caught:
        USECASE.check({"articles": write(tmp_path, "vide.html", "<p>rien</p>")}, "en")
    (problem,) = caught.value.problems
    assert (problem.code, problem.file) == ("Q03", "vide.html")


def test_the_command_line_ties_a_page_to_the_articles(tmp_path):
    page = write(tmp_path, "page.html", DETAILS)
    assert read_tables(USECASE, [str(page)], {}) == {"articles": page}
