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
# # Cantines : combien de repas préparer ?
#
# **La question.** Les repas se commandent trois semaines à l’avance. Combien en préparer dans
# chaque cantine pour jeter moins, sans qu’un enfant reste sans repas ?
#
# **Les données.** L’exemple livré avec civicai : 12 écoles d’une ville inventée, de septembre
# 2022 à mars 2025, repas prévus par les agents et repas servis. Rien n’est téléchargé. Une ville
# inventée ne prouve rien pour la vôtre : remplacez le fichier par le vôtre et relancez.
#
# **La réponse.** Rejouée jour après jour sur un an, la prévision se trompe moins que les agents
# et moins que la moyenne des quatre derniers mêmes jours de semaine. Se tromper moins ne suffit
# pas pour commander : ce qui compte est ce que l’on jette **à service égal**, et là les agents
# de cette ville, qui connaissent les sorties de classe, font au moins aussi bien. civicai le
# mesure sur vos propres jours, et dit ce que moins de gaspillage coûte en repas manquants.
#
# *In English: how many school meals to order three weeks ahead, so that less is thrown away and
# no child goes without? The past is replayed day by day; the forecast is compared with the
# agents' own orders and with a simple mean, on the same days. It errs less than both; at equal
# service, the agents of this invented town, who know of class outings, do at least as well, and
# the report says what less waste costs in meals missing. Put your own file in the place of the
# example.*

# %%
import matplotlib.pyplot as plt
import pandas as pd

from civicai.canteen import (
    USECASE,
    AttendanceForecaster,
    PreparationPlanner,
    backtest,
    waste_impact,
    waste_scores,
)
from civicai.canteen.schema import EVENTS
from civicai.datasets import example_path, load_canteen
from civicai.forecasting import bias, coverage, wape
from civicai.tables import read_table

attendance = load_canteen()
events = read_table(example_path("canteen_example_events.csv"), EVENTS)
print(attendance["site"].nunique(), "écoles,", attendance["date"].nunique(), "jours")
attendance.head()

# %% [markdown]
# ## 1. Ce que fait la ville aujourd’hui
#
# L’avertissement dit les défauts du fichier, qui sont voulus. Les agents commandent un peu trop,
# par prudence. Deux chiffres vont ensemble, et l’un sans l’autre ne veut rien dire : la part
# préparée **pour personne**, et la part demandée **qui manque**.

# %%
lately = attendance[(attendance["date"] >= "2024-04-01") & (attendance["served"] > 0)]
waste_scores(lately["served"], lately["planned"])

# %% [markdown]
# ## 2. Rejouer le passé
#
# Pour chaque jour de l’année écoulée, la prévision est refaite **avec ce que l’on savait 21
# jours avant**, rien de plus. `rule` est la commande des agents, `naive` la moyenne des quatre
# derniers mêmes jours de semaine. Une grève ne se prévoit pas trois semaines avant : ces jours
# sont mis à part. Chaque prévision porte une bande, qui promet de contenir 80 % des jours.

# %%
past = backtest(attendance, horizon="21D", start="2024-04-01", zone="B", closures=events)
usual = past.dropna(subset=["rule", "prepare"])
usual = usual[~usual["date"].isin(events["date"])]
names = {"expected": "civicai", "naive": "moyenne de 4 mêmes jours", "rule": "agents"}
scores = pd.DataFrame(
    {
        label: [wape(usual["observed"], usual[name]), bias(usual["observed"], usual[name])]
        for name, label in names.items()
    },
    index=["erreur", "biais"],
).T
held = coverage(usual["observed"], usual["low"], usual["high"])
print(f"{held:.0%} des jours sont dans la bande")
scores.map("{:.1%}".format)

# %% [markdown]
# ## 3. De la prévision à la commande
#
# Préparer juste la prévision laisserait des enfants sans repas un jour sur deux. La ville dit
# donc ce qu’elle promet : la part des repas demandés qui peut manquer. Les marges, une par école,
# sont choisies d’avril à septembre, puis jugées de novembre à mars, sur des jours dont elles
# n’ont rien su. Un point à gauche sert mieux, un point en bas jette moins : aucun calcul ne
# choisit à la place de la ville.

# %%
before, after = usual[usual["date"] < "2024-10-01"], usual[usual["date"] >= "2024-11-01"]
promises = [0.002, 0.005, 0.01, 0.015, 0.02, 0.03]
plans = {p: PreparationPlanner(p).fit(before).plan(after) for p in promises}
judged = [waste_scores(plan["observed"], plan["prepare"]) for plan in plans.values()]
curve = pd.DataFrame(
    {
        "promesse": promises,
        "pour personne": [scored.over_share for scored in judged],
        "manque": [scored.unserved_share for scored in judged],
    }
)
agents = waste_scores(after["observed"], after["rule"])
fig, ax = plt.subplots(figsize=(6, 4))
ax.plot(100 * curve["manque"], 100 * curve["pour personne"], marker="o", label="civicai")
ax.plot(100 * agents.unserved_share, 100 * agents.over_share, "D", label="agents aujourd’hui")
ax.set_xlabel("repas demandés et manquants (%)")
ax.set_ylabel("repas préparés pour personne (%)")
ax.legend()
plt.show()
curve.map("{:.1%}".format)

# %% [markdown]
# ## 4. La commande des prochains jours, et ce qu’elle pèse
#
# « Aujourd’hui » est le dernier jour connu ; le premier jour commandé vient trois semaines plus
# tard. Les facteurs de poids, de coût et de carbone viennent de l’ADEME, et leur fourchette est
# large : c’est un ordre de grandeur.

# %%
model = AttendanceForecaster(horizon="21D", zone="B").fit(attendance, closures=events)
planner = PreparationPlanner(max_unserved=0.01).fit(past)
plan = planner.plan(model.predict(["2025-04-22", "2025-04-24"]))
chosen = plans[0.015]
gap = chosen[["prepare", "rule"]].sub(chosen["observed"], axis=0)
surplus, missing = gap.clip(lower=0).sum(), -gap.clip(upper=0).sum()
avoided, more = surplus["rule"] - surplus["prepare"], missing["prepare"] - missing["rule"]
print(f"à 1,5 % : {avoided:.0f} repas de moins pour personne, {more:.0f} de plus qui manquent")
print(waste_impact(avoided).round(0))
plan[["site", "date", "expected", "low", "high", "prepare", "reason"]].round(0)

# %% [markdown]
# ## 5. Tout cela en une ligne
#
# C’est ce que fait `civicai run canteen cantines.csv`, avec un rapport à ouvrir dans un
# navigateur. Quand la règle de la ville gaspille moins à service égal, le rapport le dit : il
# ne propose alors le plan que s’il jette moins en tenant la promesse, et sinon garde la règle.

# %%
result = USECASE.run(USECASE.example(), lang="fr")
result

# %%
# Si une de ces lignes échoue, la réponse du début n’est plus vraie.
assert scores.loc["civicai", "erreur"] < scores.loc["moyenne de 4 mêmes jours", "erreur"]
assert scores.loc["civicai", "erreur"] < scores.loc["agents", "erreur"]
assert 0.65 < held < 0.9
assert curve["pour personne"].is_monotonic_decreasing
assert plan["prepare"].notna().all()
assert result.decision["reason"].str.len().min() > 0

# %% [markdown]
# **Limites.** Une grève, une sortie, une fermeture ne se devinent pas : donnez-les dans la table
# des événements. Cet exemple n’a ni menus ni effectifs, que le modèle sait aussi lire ; il ne
# connaît pas la météo. La promesse est tenue pour la ville entière ; une école peut manquer plus
# souvent qu’une autre, le tableau par site du rapport le montre.
