"""The search in articles: words, endings, accents and typing errors."""

from __future__ import annotations

import numpy as np
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


@pytest.fixture(scope="module")
def state_pages(real_data):
    pages = pd.read_csv(real_data / "service_public_qa.csv.gz")
    articles = pages.rename(columns={"id": "article_id", "answer": "text"}).assign(title="")
    return pages, ArticleSearch().fit(articles)


def test_service_public_as_well_as_measured(state_pages):
    pages, engine = state_pages
    found = engine.search(pages["question"], k=1)
    assert (found["article_id"].to_numpy() == pages["id"].to_numpy()).mean() >= 0.83


def test_spelling_is_corrected_from_the_articles(state_pages):
    """One letter in ten is wrong: uncorrected, 68 % of the pages come first."""
    pages, engine = state_pages
    rng = np.random.default_rng(3)
    letters = list("aeinrstlou")
    typed = [
        "".join(rng.choice(letters) if rng.random() < 0.1 else c for c in text)
        for text in pages["question"]
    ]
    found = engine.search(typed, k=1)
    right = (found["article_id"].to_numpy() == pages["id"].to_numpy()).mean()
    engine.speller_.correct = list
    found = engine.search(typed, k=1)
    assert right > (found["article_id"].to_numpy() == pages["id"].to_numpy()).mean() + 0.03


def test_only_the_articles_asked_for_are_looked_at():
    engine = ArticleSearch().fit(
        pd.DataFrame(
            {
                "article_id": ["a", "b", "c"],
                "title": ["Piscine", "Tri", "Stade"],
                "text": ["Ouverte le mardi.", "Le tri passe le mardi.", "Fermé le mardi."],
                "source": ["page", None, "page"],
                "date": [pd.Timestamp("2026-01-05"), None, None],
            }
        )
    )
    assert engine.search(["quand passe le tri"], k=1)["article_id"].tolist() == ["b"]
    found = engine.search(["quand passe le tri"], k=5, among=["a", "c"])
    assert set(found["article_id"]) == {"a", "c"}
    assert engine.search(["tri"], among=[]).empty
    assert engine.search(["piscine"], k=1)["source"].tolist() == ["page"]
    assert engine.search(["piscine"], k=1)["date"][0].startswith("2026-01-05")


def test_the_passage_shown_is_the_one_that_answers():
    text = " ".join(["bla"] * 70) + " La piscine ferme à vingt heures. " + " ".join(["blo"] * 70)
    engine = ArticleSearch().fit(pd.DataFrame({"title": ["a", "b"], "text": [text, "rien"]}))
    found = engine.search(["à quelle heure ferme la piscine ?"], k=1)
    assert "piscine ferme" in found["passage"][0]
    assert len(found["passage"][0].split()) <= 60


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


@pytest.mark.parametrize("texts", [[], ["le", "de la"], ["", " "]])
def test_articles_that_say_nothing_are_refused(texts):
    with pytest.raises(InputError) as caught:
        ArticleSearch().fit(pd.DataFrame({"title": [""] * len(texts), "text": texts}))
    assert [problem.code for problem in caught.value.problems] == ["Q11"]


def test_ranks_are_those_of_the_search(state_pages):
    pages, engine = state_pages
    ranks = engine.ranks(pages["question"][:250])  # more than a batch
    some = pages[:250:10]
    found = engine.search(some["question"], k=len(pages))
    own = found[found["article_id"].to_numpy() == some["id"].to_numpy()[found["question"]]]
    assert ranks[::10].tolist() == own.sort_values("question")["rank"].tolist()


@pytest.mark.parametrize("batch", [1, 3, 200])
def test_articles_that_score_as_much_stand_in_the_order_of_the_page(monkeypatch, batch):
    monkeypatch.setattr("civicai.faq.search.BATCH", batch)
    engine = ArticleSearch().fit(pd.DataFrame({"title": [""] * 4, "text": ["piscine"] * 4}))
    assert engine.ranks(["xylophone"] * 4).tolist() == [1, 2, 3, 4]
