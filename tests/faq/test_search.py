"""The search in articles: words, endings, accents and typing errors."""

from __future__ import annotations

import os
from pathlib import Path

import pandas as pd
import pytest

from civicai.errors import InputError
from civicai.faq import ArticleSearch, read_articles

ARTICLES = pd.DataFrame(
    {
        "article_id": ["a", "b", "c"],
        "title": ["Déclarer une naissance", "Renouveler un passeport", "Horaires de la déchèterie"],
        "text": ["La déclaration se fait en mairie.", "Prenez rendez-vous.", "Ouverte le samedi."],
    }
)


@pytest.fixture(scope="module")
def index():
    return ArticleSearch().fit(ARTICLES)


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("comment DECLARER ma fille qui vient de naitre ?", "a"),
        ("renouvellement de pasport", "b"),
        ("la decheterie ouvre quand", "c"),
    ],
)
def test_the_right_article_comes_first(index, question, first):
    assert index.search([question], k=1)["article_id"].tolist() == [first]


def test_each_question_has_its_ranks(index):
    found = index.search(["passeport", ""], k=5)
    assert found["question"].tolist() == [0, 0, 0, 1, 1, 1]
    assert found["rank"].tolist() == [1, 2, 3] * 2
    assert found["score"].notna().all()
    assert index.search([]).empty


def test_service_public_as_well_as_measured():
    data = os.environ.get("CIVICAI_DATA")
    if not data:
        pytest.skip("CIVICAI_DATA is not set: the real data are not here")
    pages = pd.read_csv(Path(data, "faq", "service_public_qa.csv.gz"))
    articles = pages.rename(columns={"id": "article_id", "answer": "text"}).assign(title="")
    found = ArticleSearch().fit(articles).search(pages["question"], k=1)
    assert (found["article_id"].to_numpy() == pages["id"].to_numpy()).mean() >= 0.83


def test_pages_of_the_state(tmp_path):
    path = tmp_path / "faq.json"
    path.write_text('[{"question": "Quand&nbsp;?", "reponse": "<p>Demain.</p><p>Oui</p>"}]')
    (article,) = read_articles(path).to_dict("records")
    assert (article["title"], article["text"]) == ("Quand\xa0?", "Demain.\nOui")
    assert article["source"] == "faq.json"


@pytest.mark.parametrize("content", ["", "{}", "[]", '[{"question": "x"}]', "[3]"])
def test_other_files_are_refused(tmp_path, content):
    path = tmp_path / "faq.json"
    path.write_text(content)
    with pytest.raises(InputError) as caught:
        read_articles(path)
    assert {problem.code for problem in caught.value.problems} == {"Q03"}
