#!/usr/bin/env bash
# French school holidays in the package holidays (category "school", subdivisions "Zone A", "B", "C").
#
# Expected: the ministry's published calendar, and a refusal, or a mark, where none is published:
# the calendars published by December 2026 end in 2028.
# Happens: breaks are given for any year up to 2100, computed by a rule, under the same names and
# without the mark "(estimated)" that the package puts elsewhere. Before October 2017, and without
# a zone, the answer is empty rather than an error: every day then looks like a school day.
# Matters: a plan for 2029 rests on dates that nobody has decided (the turn of the zones was A, C, B
# from 2018 and is A, B, C since 2023: it is decided anew each time), and a backtest that begins in
# 2016 sees no break at all. Ask only for the years that the calendar covers.
#
# Version: holidays 0.109. Seen 2026-12-01, Python 3.11.
# Source: the package's docstring for France says "available since the 2017-2018 school year" and
# lists the arrêtés; it does not say that what follows them is a rule.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/python" -m pip install --quiet --no-compile --disable-pip-version-check \
    holidays==0.109 \
    python-dateutil==2.9.0.post0
cd "$work"
"$work/venv/bin/python" -I - <<'PYTHON'
import holidays


def school(year, zone):
    return holidays.country_holidays(
        "FR", subdiv=zone, years=year, categories="school", language="fr"
    )


for year, zone in [(2016, "Zone B"), (2026, "Zone B"), (2026, None), (2029, "Zone B"), (2095, "Zone B")]:
    found = school(year, zone)
    winter = sorted(day for day, name in found.items() if name == "Vacances d'hiver")
    dates = f"winter {winter[0]} to {winter[-1]}" if winter else "nothing"
    print(year, zone, f"{len(found)} days,", dates, sorted(set(found.values()))[:1])

assert len(school(2016, "Zone B")) == 0
assert len(school(2026, None)) == 0
for year in (2029, 2095):
    names = " ".join(school(year, "Zone B").values()).lower()
    assert len(school(year, "Zone B")) > 100
    assert "estim" not in names and "prév" not in names
PYTHON
