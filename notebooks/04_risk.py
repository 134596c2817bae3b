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
# # Crues : la rivière va-t-elle passer ses seuils ?
#
# **La question.** Quelle station passera quel seuil dans les prochaines heures, et avec quelle
# certitude ?
#
# **Les données.** L’exemple livré avec civicai : trois limnimètres et la pluie d’une vallée
# inventée, cinq mois, heure par heure. Rien n’est téléchargé. Une vallée inventée ne prouve rien
# pour la vôtre.
#
# **La réponse.** Attendre que le seuil soit passé (la règle d’aujourd’hui) n’annonce aucun début de
# crue à temps. Une régression sur les limnimètres d’amont en annonce une partie, et dit avec quelle
# probabilité ; à six heures, sans connaître la pluie à venir, elle en manque beaucoup. Un
# limnimètre muet est inconnu, jamais vert.
#
# *In English: which gauge will pass which threshold, and how sure is it? Waiting for the threshold
# foresees no flood on time. A regression on the gauges upstream foresees some, with a
# probability; six hours ahead, without the rain to come, it misses many. A silent gauge is
# unknown, never green.*

# %%
import matplotlib.pyplot as plt
import pandas as pd

from civicai.datasets import example_path
from civicai.risk import USECASE, FloodForecaster, backtest, onset_table, score_table
from civicai.risk.alert_thresholds import as_scales
from civicai.risk.schema import OBSERVATIONS, RAIN, THRESHOLDS
from civicai.tables import read_table

# %% [markdown]
# ## 1. Les relevés et les seuils
#
# Une colonne par station dans le fichier, une ligne par relevé ici.

# %%
rows = read_table(example_path("risk_example.csv"), OBSERVATIONS)
rain = read_table(example_path("risk_example_rain.csv"), RAIN)
scales = as_scales(read_table(example_path("risk_example_thresholds.csv"), THRESHOLDS))
town = rows[rows["station"] == "Pont-Vieux"].set_index("time")["discharge"]
ax = town.plot(figsize=(8, 3))
ax.axhline(scales["Pont-Vieux"].yellow, color="grey", linestyle="--")
ax.set_ylabel("débit [m³/s]")
plt.show()

# %% [markdown]
# ## 2. Rejouer le passé
#
# Chaque relevé du dernier tiers est prévu avec ce que l’on savait 1, 3 et 6 heures avant. La part
# ôtée de l’erreur de « rien ne change » est le score qui ne flatte pas.

# %%
past = backtest(rows, rain=rain, scales=scales)
scores = score_table(past, scales)
town_scores = scores[scores["station"] == "Pont-Vieux"].set_index("horizon")
town_scores[["persistence_index", "realised_coverage", "high_coverage"]].round(2)

# %% [markdown]
# ## 3. Les débuts de crue
#
# Les heures après le passage du seuil sont faciles. Ce qui sert, c’est le début.

# %%
floods = onset_table(past, scales)
counts = floods.groupby(["horizon", "method"])[["onsets", "caught", "false_starts"]].sum()
counts

# %% [markdown]
# ## 4. Prévoir
#
# Maintenant est le dernier relevé : la rivière monte, et le limnimètre d’amont est muet.

# %%
model = FloodForecaster(scales=scales).fit(rows, rain)
forecast = model.predict()
forecast[["station", "time", "expected", "p_yellow", "level", "reason"]].round(2)

# %% [markdown]
# ## 5. Tout cela en une ligne
#
# C’est ce que fait `civicai run risk releves.csv thresholds=seuils.csv`, avec un rapport à ouvrir
# dans un navigateur.

# %%
result = USECASE.run(USECASE.example(), lang="fr")
result

# %% [markdown]
# ## 6. Ce que ce carnet affirme

# %%
hour = counts.loc[pd.Timedelta("1h")]
assert hour.loc["rule", "caught"] == 0
assert hour.loc["model", "caught"] >= 5
assert (town_scores["persistence_index"] > 0.15).all()
silent = forecast[forecast["station"] == "Moulin-Haut"]
assert set(silent["level"]) == {"unknown"}
assert silent["p_yellow"].isna().all()
assert "Pont-Vieux" in result.sentence
