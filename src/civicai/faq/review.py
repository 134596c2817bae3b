"""What agents should look at: topics that are missing, and questions sorted under the wrong one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from civicai.faq.classifiers import Classifier, WordClassifier
from civicai.faq.ensemble import Ensemble, combine_logits, fit_scaling, out_of_fold_logits
from civicai.faq.languages import main_language
from civicai.faq.questions import Questions, as_questions
from civicai.faq.search import stems
from civicai.faq.spelling import WORD, SpellingCorrector

#: Questions looked at, the last ones: grouping compares them two by two.
MOST = 3000
#: Cosine distance within which questions are of one kind, on average.
ALIKE = 0.7
#: Words and questions quoted of a group.
QUOTED = 3


def suggest_topics(questions: Iterable[str] | Questions, *, least: int = 3) -> pd.DataFrame:
    """Group the questions that have no answer: each group is an article to write.

    Parameters
    ----------
    questions : iterable of str of length n
        Those handed over, or without topic. The last 3,000 are looked at.
    least : int
        Questions of the smallest group.

    Returns
    -------
    DataFrame
        One row a group, the largest first: ``rows`` (questions in it), ``words`` (that they share),
        ``example`` (the question most like the others, masked), ``others`` (two more).

    Notes
    -----
    Stems weighted by TF-IDF, grouped by average linkage on cosine distance, spelling corrected.
    """
    from sklearn.cluster import AgglomerativeClustering
    from sklearn.feature_extraction.text import TfidfVectorizer

    asked = as_questions(questions)
    asked = asked.take(np.arange(len(asked))[-MOST:])
    asked = asked.take(np.array([bool(stems(text)) for text in asked.texts], dtype=bool))
    texts = asked.texts
    columns = ["rows", "words", "example", "others"]
    if len(texts) < max(least, 2):
        return pd.DataFrame(columns=columns)
    speller = SpellingCorrector(main_language(asked.languages)).fit(texts)
    vectorizer = TfidfVectorizer(analyzer=stems, sublinear_tf=True)
    features = vectorizer.fit_transform(speller.correct(texts))
    alike = (features @ features.T).toarray()
    grouping = AgglomerativeClustering(
        n_clusters=None, metric="precomputed", linkage="average", distance_threshold=ALIKE
    )
    group = grouping.fit_predict(np.maximum(1 - alike, 0))
    names = vectorizer.get_feature_names_out()
    rows = []
    for number in np.unique(group):
        places = np.flatnonzero(group == number)
        if len(places) >= least:
            central = places[np.argsort(-alike[np.ix_(places, places)].sum(axis=1), kind="stable")]
            weight = np.asarray(features[places].sum(axis=0)).ravel()
            told = names[np.argsort(-weight)[:QUOTED]]
            rows.append((len(places), _written(told, texts[central]), *_examples(texts[central])))
    table = pd.DataFrame(rows, columns=columns)
    return table.sort_values("rows", ascending=False, kind="stable").reset_index(drop=True)


def _written(told: npt.NDArray[Any], texts: npt.NDArray[Any]) -> str:
    """Return stems as the questions write them."""
    forms: dict[str, Counter[str]] = {}
    for word in WORD.findall(" ".join(texts).lower()):
        for found in stems(word):
            forms.setdefault(found, Counter())[word] += 1
    return ", ".join(forms[s].most_common(1)[0][0] if s in forms else s for s in told)


def _examples(texts: npt.NDArray[Any]) -> tuple[str, str]:
    different = list(dict.fromkeys(text.lower().strip(" ?!.") for text in texts))
    first = texts[0]
    others = [text for text in different if text != first.lower().strip(" ?!.")]
    return str(first)[:200], " | ".join(text[:100] for text in others[: QUOTED - 1])


def suspect_labels(
    questions: Iterable[str] | Questions, topics: Iterable[Any] = (), *, random_state: int = 0
) -> pd.DataFrame:
    """Return the questions whose topic contradicts that of their like, the surest first.

    A question is suspect where, by a model that has not learned it, another topic is as likely as
    for the questions of that topic on average, and its own is not (confident learning [1]_).

    Parameters
    ----------
    questions, topics : iterable of length n
        A missing topic is not looked at. :class:`~civicai.faq.questions.Questions` have theirs.
    random_state : int

    Returns
    -------
    DataFrame
        ``place`` (rank of the question, from 0), ``question`` (masked), ``topic`` (as sorted),
        ``guess``, ``confidence`` (of the guess).

    References
    ----------
    .. [1] Northcutt, Jiang and Chuang, "Confident learning: estimating uncertainty in dataset
       labels", Journal of Artificial Intelligence Research, 2021.
    """
    asked = as_questions(questions, topics)
    sorted_ones = np.flatnonzero(asked.topics != "")
    asked = asked.take(sorted_ones)
    texts, names = asked.texts, asked.topics
    known = np.unique(names)
    columns = ["place", "question", "topic", "guess", "confidence"]
    if len(known) < 2 or pd.Series(names).value_counts().max() < 2:
        return pd.DataFrame(columns=columns)
    new = partial(_new_classifiers, random_state)
    new_ensemble = partial(Ensemble, new, main_language(asked.languages), known)
    judged = np.ones(len(names), bool)
    logits, places = out_of_fold_logits(
        new_ensemble, texts, names, judged, random_state, whole=True
    )
    given = np.searchsorted(known, names[places])
    proba = np.exp(combine_logits(logits, fit_scaling(logits, given)).log_proba)
    usual = np.array(
        [proba[given == t, t].mean() if (given == t).any() else 1 for t in range(len(known))]
    )
    sure = np.where(proba >= usual, proba, 0)
    guess = sure.argmax(axis=1)
    suspect = (sure.max(axis=1) > 0) & (guess != given)
    table: pd.DataFrame = pd.DataFrame(
        {
            "place": sorted_ones[places],
            "question": [text[:200] for text in texts[places]],
            "topic": known[given],
            "guess": known[guess],
            "confidence": sure.max(axis=1),
        }
    ).loc[suspect]
    return table.sort_values("confidence", ascending=False, kind="stable").reset_index(drop=True)


def _new_classifiers(random_state: int) -> list[Classifier]:
    return [WordClassifier(1.0, random_state)]
