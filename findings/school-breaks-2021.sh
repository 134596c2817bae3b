#!/usr/bin/env bash
# French school calendar of 2021 in the package vacances-scolaires-france.
#
# Expected: the days without class, as they were. Pupils leave after class on the day that the
# official calendar names and come back on the morning of the day that it names; in spring 2021 all
# three zones had their break together, 10 to 25 April (moved on 31 March 2021, primary pupils back
# on Monday 26 April).
# Happens: zones B and C keep the break that was planned before the move, so two weeks of zone B
# are exchanged (class days are called holidays, holidays are called class days). The last day of
# class is a holiday where the calendar names a weekday: Tuesday 6 July 2021, Thursday 7 July 2022
# (in 2012, Thursday 5 July is rightly a school day), and so is the Monday on which class began
# again after the Ascension, 17 May 2021. On Friday 6 February 2015, a holiday of zone A for the
# package, the canteens of Nantes (zone A then) served 13,106 meals. 1 September 2021 is called a
# class day, a day early.
# Matters: a canteen's history of 2021 is learned with a fortnight upside down, and days with meals
# look like typing errors.
#
# Version: vacances-scolaires-france 0.12.0. Seen 2026-12-01, Python 3.11.
# Source: the ministry's calendar 2020-2021 ("le départ en vacances a lieu après la classe, la
# reprise des cours le matin des jours indiqués": data set "Le calendrier scolaire" of
# data.gouv.fr); the dates of spring 2021 as the press gave them on 1 to 6 April 2021; Nantes
# Métropole's open canteen data. Not found among the project's issues.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/python" -m pip install --quiet --no-compile --disable-pip-version-check \
    vacances-scolaires-france==0.12.0
cd "$work"
"$work/venv/bin/python" -I - <<'PYTHON'
import datetime as dt

from vacances_scolaires_france import SchoolHolidayDates

calendar = SchoolHolidayDates()


def off(day, zone):
    return calendar.is_holiday_for_zone(dt.date.fromisoformat(day), zone)


checks = [
    ("2021-04-13", "A", True, "right: in the break of all zones"),
    ("2021-04-13", "B", False, "was a holiday: the break had been moved"),
    ("2021-04-13", "C", False, "was a holiday: the break had been moved"),
    ("2021-05-03", "B", True, "was a school day"),
    ("2021-04-29", "C", True, "was a school day in primary schools"),
    ("2021-05-17", "B", True, "class began again that morning"),
    ("2021-07-06", "B", True, "last day of class"),
    ("2022-07-07", "B", True, "last day of class"),
    ("2012-07-05", "B", False, "right: last day of class"),
    ("2015-02-06", "A", True, "13,106 meals were served in Nantes"),
    ("2021-09-01", "B", False, "pupils came back on 2 September"),
]
for day, zone, seen, truth in checks:
    print(day, "zone", zone, "holiday" if off(day, zone) else "class  ", "|", truth)
assert [off(day, zone) for day, zone, *_ in checks] == [seen for _d, _z, seen, _t in checks]
PYTHON
