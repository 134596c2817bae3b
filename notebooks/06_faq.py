# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Questions des habitants : répondre, proposer, transmettre
#
# **La question.** Quelles questions peuvent recevoir leur réponse sans agent, sans se tromper plus
# souvent que promis ?
#
# **Les données.** L’exemple livré avec civicai : 1 500 questions triées d’une ville inventée, dont
# 12 % hors sujet. Rien n’est téléchargé. Une ville inventée ne prouve rien pour la vôtre :
# remplacez le fichier par le vôtre et relancez.
#
# **La réponse.** Répondre comme à la question la plus ressemblante (la règle d’aujourd’hui) répond
# souvent, et se trompe plus d’une fois sur dix. L’aiguillage répond un peu moins, tient 5 %
# d’erreurs, et passe la main quand il n’est pas sûr. Les appels au secours passent avant tout.
#
# *In English: which questions can be answered without a human, with no more errors than promised?
# The most similar question answers often and errs more than once in ten. The router answers a
# little less, keeps 5% of errors, and hands over what it is not sure of. Cries for help go first.*

# %%
import matplotlib.pyplot as plt

from civicai.datasets import example_path
from civicai.faq import (
    USECASE,
    QuestionRouter,
    drift_report,
    evaluate_router,
    mask_personal_data,
    risk_coverage,
    routing_scores,
    suggest_topics,
    suspect_labels,
)
from civicai.faq.schema import ARTICLES, QUESTIONS
from civicai.tables import read_table

# %% [markdown]
# ## 1. Les questions, masquées
#
# Un thème vide : la ville n’a pas de réponse à cette question.

# %%
logs = read_table(example_path("faq_example.csv"), QUESTIONS)
logs["question"] = logs["question"].map(mask_personal_data)
logs["topic"].fillna("(hors sujet)").value_counts()

# %% [markdown]
# ## 2. Noter sur des questions jamais vues
#
# Trois parts qui n’ont aucune question en commun : apprendre, choisir le seuil, noter. Trois fois.

# %%
rows = evaluate_router(logs["question"], logs["topic"], splits=3, max_error=0.05)
scores = routing_scores(rows).set_index("method")
scores[["answered_share", "error_share", "accuracy", "outside_answered_share"]].round(3)

# %% [markdown]
# ## 3. Plus on répond, plus on se trompe

# %%
curve = risk_coverage(rows)
ax = curve.plot("answered_share", ["model_share", "rule_share"], style=["-", "--"])
ax.axhline(0.05, color="grey", linestyle=":")
ax.set_xlabel("part des questions répondues")
ax.set_ylabel("part de réponses fausses")
plt.show()

# %% [markdown]
# ## 4. Aiguiller
#
# Avant `calibrate`, rien n’est répondu : aucune promesse n’est posée.

# %%
old, recent = logs[::2], logs[1::2]
router = QuestionRouter().fit(old["question"], old["topic"])
router.calibrate(recent["question"], recent["topic"], max_error=0.05)
asked = [
    "bjr quel jour passe le tri selectif",
    "c'est pour une inscription",
    "à quelle heure part le train pour Paris",
    "il y a le feu chez ma voisine",
]
routed = router.route(asked)
routed[["topic", "confidence", "action", "reason"]]

# %% [markdown]
# ## 5. La page de réponses seule
#
# Sans une seule question triée, la page de la ville apprend déjà de quoi proposer des articles ;
# rien n’est promis, donc rien n’est répondu. Dix questions par thème font mieux.

# %%
page = read_table(example_path("faq_example_articles.csv"), ARTICLES)
alone = QuestionRouter().fit(articles=page)
known = logs.dropna(subset=["topic"])
ten = known.groupby("topic").head(10)
both = QuestionRouter().fit(ten["question"], ten["topic"], articles=page)
rest = known.drop(ten.index)
regimes = {
    r.regime_: (r.predict(rest["question"]) == rest["topic"].to_numpy()).mean()
    for r in (alone, both)
}
regimes

# %%
reply = both.ask("cmt refaire mon pasport ?")
reply.action, reply.topic, reply.passages[0]["passage"]

# %% [markdown]
# ## 6. Ce que les agents ont à regarder
#
# Les articles à écrire (les questions sans réponse, réunies), les questions sous un thème douteux,
# et ce qui a changé depuis que la promesse a été prouvée.

# %%
suggest_topics(logs.loc[logs["topic"].isna(), "question"]).head(5)

# %%
suspect_labels(logs["question"], logs["topic"]).head(5)

# %%
report = drift_report(router, recent["question"])
report.head(4)

# %% [markdown]
# ## 7. Tout cela en une ligne
#
# C’est ce que fait `civicai run faq questions.csv incoming=nouvelles.csv`, avec un rapport à ouvrir
# dans un navigateur.

# %%
result = USECASE.run(USECASE.example(), lang="fr")
result

# %% [markdown]
# ## 8. Ce que ce carnet affirme

# %%
assert scores.loc["model", "error_share"] <= 0.05 < scores.loc["rule", "error_share"]
assert scores.loc["model", "accuracy"] > scores.loc["rule", "accuracy"]
assert routed["action"].tolist()[0] == "answer"
assert routed["action"].tolist()[-1] == "hand_over"
assert "18" in routed["reason"].tolist()[-1]
assert result.decision["status"].tolist()[0] == "emergency"
assert 0.7 < regimes["page"] < regimes["few"]
assert not report["moved"].any()
