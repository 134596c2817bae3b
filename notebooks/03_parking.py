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
# # Stationnement : restera-t-il une place ?
#
# **La question.** Quels parcs seront complets dans l’heure, ce soir, demain, et avec quelle
# certitude ?
#
# **Les données.** L’exemple livré avec civicai : 6 parcs d’une ville inventée, un relevé par
# demi-heure pendant six semaines. Rien n’est téléchargé. Une ville inventée ne prouve rien pour
# la vôtre : remplacez le fichier par le vôtre et relancez.
#
# **La réponse.** Le dernier relevé renseigne pour une demi-heure, et trompe à quatre heures. La
# même heure de la semaine passée (la règle d’aujourd’hui) ne voit pas ce qui se passe en ce
# moment. Un profil hebdomadaire glissant, corrigé par l’écart du moment, et un gradient boosting
# qui apprend ce que ce profil manque, se trompent moins que les deux à tous les délais, et disent
# la probabilité d’être complet. Le dernier relevé et la règle restent en lice : chaque délai et
# chaque parc prend ce qui s’est trompé le moins sur les semaines d’avant.
# Deux parcs n’ont pas de prévision : leur flux est figé ou muet, et inconnu n’est pas libre.
#
# *In English: which car parks will be full, and how sure is it? A rolling weekly profile,
# corrected by what is unusual just now, and boosting over it err less than the last reading and
# than the same time last week at every lead, and give a probability of being full. Two parks get
# no forecast: their feed is frozen or silent, and unknown is not free.*

# %%
import matplotlib.pyplot as plt
import pandas as pd

from civicai.datasets import example_path
from civicai.parking import (
    USECASE,
    OccupancyForecaster,
    backtest,
    make_readings,
    rank_parks,
    reliability_table,
    score_table,
)
from civicai.parking.schema import OCCUPANCY
from civicai.tables import read_table

# %% [markdown]
# ## 1. Le fichier, et ce qu’on en croit
#
# Des relevés négatifs, d’autres qui viennent deux fois, un compteur figé : tout est dit, rien
# n’est deviné.

# %%
occupancy = read_table(example_path("parking_example.csv"), OCCUPANCY)
readings = make_readings(occupancy)
for finding in readings.findings:
    print(finding)
capacity = readings.rows.groupby("park")["capacity"].last()

# %% [markdown]
# ## 2. Rejouer le passé
#
# Chaque relevé des deux dernières semaines est prévu avec ce que l’on savait 30 minutes, 1 heure,
# 4 heures, 24 heures et 7 jours avant, rien de plus.

# %%
past = backtest(readings, start="2024-10-25")
scores = score_table(past, capacity, full_at=0.95)
errors = scores.pivot_table("mae_share", index="horizon", columns="method")
errors.map("{:.1%}".format)

# %%
model = scores[scores["method"] == "model"].set_index("horizon")
model[["brier_skill", "realised_coverage"]].map("{:.0%}".format)

# %% [markdown]
# ## 3. Les probabilités tiennent-elles parole ?
#
# Quand on annonce 70 %, le parc doit être complet à peu près sept fois sur dix.

# %%
said = reliability_table(past, capacity, full_at=0.95)
ax = said.plot("said_share", "full_share", marker="o", legend=False, figsize=(5, 4))
ax.plot([0, 1], [0, 1], ":", color="grey")
ax.set_xlabel("probabilité annoncée")
ax.set_ylabel("part du temps où c’était complet")
plt.show()

# %% [markdown]
# ## 4. Prévoir
#
# Maintenant est le dernier relevé, un vendredi à 16 h. Le parc figé et le parc muet n’ont pas de
# nombre, et la raison est dite.

# %%
forecaster = OccupancyForecaster(horizons=("1h", "19h", "22h")).fit(readings)
forecast = forecaster.predict()
silent = set(forecast.loc[forecast["status"] != "ok", "park"])
forecast[["park", "time", "expected", "low", "high", "p_full", "status", "reason"]].round(2)

# %% [markdown]
# Où envoyer un conducteur qui arrivera demain à 11 h, et où s’il n’y a plus de place ?

# %%
ranked = rank_parks(forecast, "2024-11-09 11:00")
ranked[["rank", "park", "p_place", "free_expected", "instead"]].round(2)

# %% [markdown]
# ## 5. Tout cela en une ligne
#
# C’est ce que fait `civicai run parking occupation.csv`, avec un rapport à ouvrir dans un
# navigateur.

# %%
result = USECASE.run(USECASE.example(), lang="fr")
result

# %% [markdown]
# ## 6. Ce que ce carnet affirme

# %%
assert (errors["model"] < errors["rule"]).all()
assert (errors["model"] < errors["naive"]).all()
assert (model["brier_skill"] > 0).all()
assert silent >= {"Clinique", "Les Tanneurs"}
assert forecast.loc[forecast["park"] == "Clinique", "p_full"].isna().all()
assert ranked["p_place"].notna().tolist() == [True] * 4 + [False] * 2
assert isinstance(result.decision, pd.DataFrame)
