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
# # Foules : où va-t-il y avoir trop de monde ?
#
# **La question.** Combien de personnes dans chaque lieu, combien dans une heure, et quelle
# probabilité de dépasser la jauge ?
#
# **Les données.** L’exemple livré avec civicai : une place à deux portes, un jardin, une rue d’une
# ville inventée, comptés chaque heure pendant six semaines. Rien n’est téléchargé. Une ville
# inventée ne prouve rien pour la vôtre : remplacez les fichiers par les vôtres et relancez.
#
# **La réponse.** Les portes donnent les présents, entre deux bornes qui s’écartent avec les
# passages. Une heure avant, le modèle se trompe moins que la même heure de la semaine passée et
# que le dernier comptage ; un jour avant, il ne la bat guère, et c’est dit. Le compteur qui dit
# zéro un samedi après-midi n’est pas cru : la rue est inconnue, pas vide. C’est une aide : le
# maire, le préfet et le dispositif de secours décident.
#
# *In English: how many people are in each place, how many in an hour, and how likely is it to
# exceed the capacity? Gates give the people inside between two bounds. One hour ahead the model
# errs less than the same hour last week and than the last count; a day ahead it hardly does. The
# counter that says zero on a Saturday afternoon is not believed: unknown is not empty. This is
# an aid: the mayor, the prefect and the first-aid plan decide.*

# %%
import matplotlib.pyplot as plt

from civicai.crowd import USECASE, OccupancyTracker, backtest, make_counts, score_table
from civicai.crowd.schema import COUNTS, PLACES
from civicai.datasets import example_path
from civicai.tables import read_table

# %% [markdown]
# ## 1. Les fichiers, et ce qu’on en croit

# %%
counts = read_table(example_path("crowd_example.csv"), COUNTS)
places = read_table(example_path("crowd_example_places.csv"), PLACES)
capacity = places.set_index("place")["capacity"].to_dict()
known = make_counts(counts)
for finding in known.findings:
    print(finding)

# %% [markdown]
# ## 2. Les présents, par les portes
#
# L’ombre est ce que les compteurs peuvent manquer : 2 % de chaque passage.

# %%
square = known.presence[known.presence["place"] == "Place aux Laines"].tail(48)
fig, ax = plt.subplots(figsize=(8, 3.5))
ax.fill_between(square["time"], square["low"], square["high"], alpha=0.3)
ax.plot(square["time"], square["people"])
ax.axhline(capacity["Place aux Laines"], color="grey", linestyle="--")
ax.set_ylabel("personnes présentes")
plt.show()

# %% [markdown]
# En direct, une porte après l’autre :

# %%
tracker = OccupancyTracker(capacity=3000)
tracker.update(entries=2450, exits=20), tracker.update(entries=700, exits=120)

# %% [markdown]
# ## 3. Rejouer le passé

# %%
past = backtest(known, start="2024-11-23", capacity=capacity)
scores = score_table(past)
errors = scores.pivot_table("mae", index="horizon", columns="method")
errors.round(1)

# %% [markdown]
# ## 4. Tout cela en une ligne
#
# C’est ce que fait `civicai run crowd comptages.csv places=jauges.csv`.

# %%
result = USECASE.run(USECASE.example(), lang="fr")
result

# %% [markdown]
# ## 5. Ce que ce carnet affirme

# %%
first = errors.iloc[0]
assert first["model"] < min(first["rule"], first["naive"])
decision = result.decision.set_index("counter")
assert decision.loc["Passage Haut", "level"] == "unknown"
assert decision.loc["Passage Haut", ["now", "expected", "p_over"]].isna().all()
assert square["high"].iloc[-1] >= capacity["Place aux Laines"]
