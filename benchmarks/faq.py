"""The router on public sets: accuracy, out-of-scope questions, and the promise it keeps.

Reads ``CIVICAI_DATA``. The temperature and the standardisation come from the training questions
alone, the threshold from validation questions, the scores from the test.
"""

from __future__ import annotations

import gzip
import json
import os
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd

from civicai.faq import ArticleSearch, NearestQuestion, QuestionRouter, read_faq_json


def clinc(folder: Path) -> None:
    """CLINC150 full: 150 intents, no out-of-scope example in training."""
    from sklearn.metrics import roc_auc_score

    with gzip.open(folder / "clinc150_data_full.json.gz", "rt", encoding="utf-8") as stream:
        data = json.load(stream)
    part = {name: tuple(zip(*rows, strict=True)) for name, rows in data.items()}
    questions, topics = part["train"]
    start = time.process_time()
    router = QuestionRouter().fit(questions, topics)
    spent = time.process_time() - start
    inside, outside = part["test"][0], part["oos_test"][0]
    truth = np.array(part["test"][1], dtype=object)
    accuracy = np.mean(router.predict(inside) == truth)
    energy = np.concatenate([router.energy(inside), router.energy(outside)])
    known = np.r_[np.ones(len(inside)), np.zeros(len(outside))]
    auroc = roc_auc_score(known, energy)
    print(f"CLINC150, 15,000 questions of 150 topics, fitted in {spent:.0f} s of processor")
    print(f"  accuracy in scope      {accuracy:.1%}   (asked 92.5 %, published SVM 91.0 %)")
    print(f"  AUROC out of scope     {auroc:.4f}  (asked .945)")
    print("  promise (calibrated on 3,000 + 100 validation questions drawn as 4,500 + 1,000):")
    stream = [*inside, *outside]
    right = np.r_[truth, np.full(len(outside), None)]
    seen = [*part["val"][0], *part["oos_val"][0]]
    said = [*part["val"][1], *[None] * len(part["oos_val"][0])]
    share = len(outside) / len(stream)
    for max_error in (0.05, 0.1):
        router.calibrate(seen, said, max_error=max_error, out_of_scope_share=share)
        routed = router.route(stream, explain=False)
        report(f"router, promised {max_error:.0%}", routed, right)
    rule = NearestQuestion().fit(questions, topics).route(stream)
    report("rule: cosine above 0.5", rule, right)
    naive = pd.DataFrame({"topic": topics[0], "action": ["answer"] * len(stream)})
    report("naive: one topic for all", naive, right)


def report(name: str, routed: pd.DataFrame, truth: np.ndarray) -> None:
    """Print what was answered, and how often wrongly."""
    answered = (routed["action"] == "answer").to_numpy()
    wrong = (routed["topic"].to_numpy() != truth)[answered]
    offered = (routed["action"] == "offer").mean()
    print(f"    {name:26} answered {answered.mean():6.1%}  wrong {wrong.mean():6.1%}  "
          f"offered {offered:5.1%}")  # fmt: skip


def banking(folder: Path) -> None:
    """BANKING77: 77 intents of one domain."""
    train = pd.read_csv(folder / "banking77_train.csv.gz")
    test = pd.read_csv(folder / "banking77_test.csv.gz")
    few = pd.read_csv(
        folder / "banking77_train_10shot.tsv.gz", sep="\t", names=["category", "text"]
    )
    for name, rows in (("all 10,003", train), ("ten a topic", few)):
        router = QuestionRouter().fit(rows["text"], rows["category"])
        accuracy = np.mean(router.predict(test["text"]) == test["category"].to_numpy())
        print(f"BANKING77, {name} questions: accuracy {accuracy:.1%}")


def french(folder: Path) -> None:
    """Titles of service-public to ten themes, in five folds; search of the State's pages."""
    from sklearn.model_selection import StratifiedKFold

    titles = pd.read_csv(folder / "service_public_titles.csv.gz")
    titles = titles[titles["theme"] != "Autre"].dropna(subset=["theme", "title"])
    right = []
    folds = StratifiedKFold(5, shuffle=True, random_state=0)
    for learned, scored in folds.split(titles, titles["theme"]):
        old, new = titles.iloc[learned], titles.iloc[scored]
        router = QuestionRouter(regularisation=0.5).fit(old["title"], old["theme"])
        right.append(np.mean(router.predict(new["title"]) == new["theme"].to_numpy()))
    print(f"service-public, {len(titles)} titles to 10 themes, 5 folds: {np.mean(right):.1%}")
    pages = pd.read_csv(folder / "service_public_qa.csv.gz")
    articles = pages.rename(columns={"id": "article_id", "answer": "text"}).assign(title="")
    search(f"service-public, {len(pages)} questions", articles, pages["question"])
    labour = read_faq_json(folder / "code_du_travail_faq_fr.json")
    search(f"Code du travail, {len(labour)} questions", labour.assign(title=""), labour["title"])


def search(name: str, articles: pd.DataFrame, questions: pd.Series) -> None:
    """Print how often the right article comes first."""
    found = ArticleSearch().fit(articles).search(questions, k=10)
    truth = articles["article_id"].to_numpy()[found["question"]]
    hit = found[found["article_id"].to_numpy() == truth]
    first = (hit["rank"] == 1).sum() / len(questions)
    mean = (1 / hit["rank"]).sum() / len(questions)
    print(f"{name}: first {first:.3f}, mean reciprocal rank {mean:.3f}")


if __name__ == "__main__":
    if not os.environ.get("CIVICAI_DATA"):
        sys.exit("Set CIVICAI_DATA to the folder of the real data.")
    here = Path(os.environ["CIVICAI_DATA"], "faq")
    clinc(here)
    banking(here)
    french(here)
