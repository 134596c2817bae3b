#!/usr/bin/env bash
# The same French day, asked of three packages of public holidays.
#
# Expected: one answer; the list is in the labour code (article L3133-1 and its overseas variants).
# Happens:
# - Whit Monday of 2005, 2006 and 2007: a holiday for workalendar and jours-feries-france, not for
#   holidays, which drops the day in the three years when it was worked for the elderly (it stayed
#   in the legal list);
# - 8 May 1981: a holiday for workalendar, in any year; the two others know that it was one again
#   only from 1982;
# - Good Friday in Guadeloupe, 24 September in New Caledonia: holidays for holidays, unknown to
#   jours-feries-france, whose zones bear the territories' names all the same;
# - Ascension of 2008 fell on 1 May: holidays names the day "Ascension; Fête du Travail", so a
#   search for the name "Ascension" finds none that year (again in 2160, with 8 May in 2059).
# Matters: a feature "public holiday" changes with the package, and a bridge found by its name is
# missed.
#
# Version: holidays 0.109, workalendar 17.0.0, jours-feries-france 0.7.0. Seen 2026-12-01, Python 3.11.
# Source: jours-feries-france issue 3 (Whit Monday left as it is, on purpose).
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/python" -m pip install --quiet --no-compile --disable-pip-version-check \
    holidays==0.109 \
    workalendar==17.0.0 \
    jours-feries-france==0.7.0 \
    python-dateutil==2.9.0.post0
cd "$work"
"$work/venv/bin/python" -I - <<'PYTHON'
import datetime as dt

import holidays
from jours_feries_france import JoursFeries
from workalendar.europe import France


def answers(day, zone="Métropole", subdivision=None):
    day = dt.date.fromisoformat(day)
    first = day in holidays.country_holidays("FR", subdiv=subdivision, years=day.year)
    third = day in JoursFeries.for_year(day.year, zone).values()
    second = None if subdivision else France().is_holiday(day)
    print(day, zone, "| holidays", first, "| workalendar", second, "| jours-feries-france", third)
    return first, second, third


assert answers("2004-05-31") == (True, True, True)
assert answers("2006-06-05") == (False, True, True)
assert answers("1981-05-08") == (False, True, False)
assert answers("2025-04-18", "Guadeloupe", "971") == (True, None, False)
assert answers("2025-09-24", "Nouvelle-Calédonie", "NC") == (True, None, False)

names = holidays.country_holidays("FR", years=[2007, 2008], language="fr")
print({str(day): name for day, name in names.items() if "Ascension" in name})
assert [str(day) for day, name in names.items() if name == "Ascension"] == ["2007-05-17"]
assert names[dt.date(2008, 5, 1)] == "Ascension; Fête du Travail"
PYTHON
