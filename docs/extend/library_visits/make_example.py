"""Make the example again: three invented branches, a seeded year of open days."""

from pathlib import Path

import numpy as np
import pandas as pd

rng = np.random.default_rng(3)
days = pd.date_range("2024-01-02", "2024-12-14")
days = days[(days.day_of_week != 0) & (days.day_of_week != 6)]
lines = ["Médiathèque;Jour;Entrées"]
for branch, level in (("Les Tanneurs", 210), ("Port Neuf", 120), ("Bois Joli", 60)):
    weekday = np.array([0, 0.9, 1.5, 0.8, 1.0, 1.7, 0])[days.day_of_week]
    season = 1 - 0.35 * days.month.isin([7, 8]) + 0.1 * np.sin(days.day_of_year / 58)
    visits = rng.negative_binomial(25, 25 / (25 + level * weekday * season))
    lines += [f"{branch};{day:%d/%m/%Y};{n}" for day, n in zip(days, visits, strict=True)]
Path(__file__).with_name("library_visits").joinpath("example.csv").write_text(
    "\n".join(lines) + "\n", encoding="utf-8"
)
