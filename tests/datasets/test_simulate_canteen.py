"""The invented town: looks real, tells its truth, and is the embedded example to the byte."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from civicai import calendars
from civicai.datasets import example_path, make_canteen, write_canteen_example


@pytest.fixture(scope="module")
def town():
    return make_canteen(sites=40, random_state=0)


@pytest.fixture(scope="module")
def sound(town):
    """Rows that are neither mistyped, blank nor disrupted, beside their truth."""
    rows = town["attendance"].merge(town["truth"], on=["site", "date"])
    return rows[(rows["lost"] == 0) & ~rows["typing_error"]].dropna(subset=["planned", "served"])


def weekday(dates):
    return dates.dt.day_of_week


# ---------------------------------------------------------------- the embedded example


def test_the_embedded_example_is_made_again_to_the_byte(tmp_path):
    for made in write_canteen_example(tmp_path):
        assert made.read_bytes() == example_path(made.name).read_bytes()


def test_the_embedded_example_tells_its_flaws(town):
    example = make_canteen(random_state=7)
    truth, rows = example["truth"], example["attendance"]
    sheet = example_path("canteen_example.csv").with_suffix(".md").read_text(encoding="utf-8")
    told = {
        "typing errors": truth["typing_error"].sum(),
        "blank cells": rows["served"].isna().sum(),
        "absent rows": truth["absent"].sum(),
        "rows with no meal": (rows["served"] == 0).sum(),
        "days of strike": len(example["events"]),
    }
    for what, count in told.items():
        assert count > 0
        assert f"{count} {what}" in sheet


# ---------------------------------------------------------------- shape


def test_the_same_seed_gives_the_same_town_and_another_seed_another():
    few = {"sites": 3, "start": "2024-01-08", "end": "2024-06-30"}
    one, two = make_canteen(**few, random_state=5), make_canteen(**few, random_state=5)
    for name, frame in one.items():
        pd.testing.assert_frame_equal(frame, two[name])
    other = make_canteen(**few, random_state=6)
    assert not one["truth"]["eaten"].equals(other["truth"]["eaten"])


def test_columns_and_keys(town):
    columns = {name: list(frame.columns) for name, frame in town.items()}
    flags = ["typing_error", "blank", "absent"]
    assert columns == {
        "attendance": ["site", "date", "planned", "served"],
        "enrolment": ["site", "school_year", "enrolled"],
        "menus": ["date", "dish"],
        "events": ["date", "event", "site"],
        "closures": ["date", "event", "site"],
        "truth": ["site", "date", "expected", "eaten", "away", "lost", *flags],
    }
    for name in ("attendance", "truth"):
        assert not town[name].duplicated(["site", "date"]).any()
    assert not town["enrolment"].duplicated(["site", "school_year"]).any()
    assert town["attendance"]["site"].nunique() == 40
    for name in ("attendance", "menus", "events", "closures", "truth"):
        assert str(town[name]["date"].dtype) == "datetime64[ns]"


def test_services_are_split_and_share_the_strikes():
    town = make_canteen(sites=4, start="2023-09-01", end="2024-07-05", services=True)
    rows = town["attendance"]
    assert sorted(rows["service"].unique()) == ["maternelle", "élémentaire"]
    assert not rows.duplicated(["site", "service", "date"]).any()
    lost = town["truth"].groupby(["site", "date"])["lost"].nunique()
    assert (lost == 1).all()
    assert len(town["enrolment"]) == 8


def test_meals_are_served_on_the_open_days_of_the_zone(town):
    days = calendars.open_days("2022-09-01", "2025-03-31", "B")
    assert town["truth"]["date"].unique().tolist() == days.tolist()
    assert calendars.infer_zone(town["attendance"]["date"])[0] == "B"
    assert set(town["menus"]["date"]) == set(days)


# ---------------------------------------------------------------- the truth


def test_what_was_typed_is_the_truth_but_for_the_flaws(town):
    rows = town["attendance"].merge(town["truth"], on=["site", "date"], how="outer")
    assert len(rows) == len(town["truth"])
    good = ~(rows["typing_error"] | rows["blank"] | rows["absent"])
    assert (rows["served"] == rows["eaten"])[good].all()
    assert (rows["served"] != rows["eaten"])[rows["typing_error"]].all()
    assert rows.loc[rows["blank"] | rows["absent"], "served"].isna().all()
    assert 10 < rows["typing_error"].sum() < 0.003 * len(rows)
    assert rows["absent"].any()


def test_typing_errors_double_or_shift_a_digit(town):
    rows = town["attendance"].merge(town["truth"].query("typing_error"), on=["site", "date"])
    for typed, meant in rows[["served", "eaten"]].astype(int).astype(str).to_numpy():
        doubled = {meant[: i + 1] + meant[i:] for i in range(len(meant))}
        assert typed in doubled | {meant + "0", meant[:-1]}


def test_meals_never_exceed_the_pupils_enrolled(town):
    year = calendars.describe_days(town["truth"]["date"])["school_year"].to_numpy()
    rows = town["truth"].assign(school_year=year).merge(town["enrolment"])
    assert len(rows) == len(town["truth"])
    assert (rows["eaten"] <= rows["enrolled"] - rows["away"]).all()
    assert (rows["expected"] < rows["enrolled"]).all()


def test_the_expected_meals_are_the_mean_of_ordinary_days(sound):
    quiet = sound[sound["away"] == 0]
    assert quiet["eaten"].sum() / quiet["expected"].sum() == pytest.approx(1, abs=0.002)
    assert (quiet["eaten"] - quiet["expected"]).std() > 5


def test_strikes_close_some_sites_and_halve_others(town):
    truth = town["truth"]
    struck = truth[truth["date"].isin(town["events"]["date"])]
    assert town["events"]["site"].isna().all()
    assert 0.03 < (struck["lost"] == 1).mean() < 0.5
    assert struck["lost"].between(0.3, 0.7).mean() > 0.03
    assert (struck.loc[struck["lost"] == 1, "eaten"] == 0).all()


def test_closures_stop_one_site(town):
    rows = town["closures"].merge(town["truth"], on=["site", "date"])
    assert len(rows) == len(town["closures"]) > 5
    assert (rows["eaten"] == 0).all()


# ---------------------------------------------------------------- looks real


def test_the_agents_are_those_of_nantes(sound):
    """Nantes 2017-18 without strikes: 6.45 % over, 0.94 % unserved, 19 % short, WAPE 7.8 %."""
    over = (sound["planned"] - sound["served"]).clip(lower=0)
    unserved = (sound["served"] - sound["planned"]).clip(lower=0)
    assert 0.055 < over.sum() / sound["planned"].sum() < 0.075
    assert 0.007 < unserved.sum() / sound["served"].sum() < 0.014
    assert 0.17 < (unserved > 0).mean() < 0.25
    assert 0.068 < (over + unserved).sum() / sound["served"].sum() < 0.085
    assert sound["planned"].sum() / sound["served"].sum() == pytest.approx(1.055, abs=0.01)
    assert (sound["planned"] % 5 == 0).all()


def test_the_agents_know_nothing_of_a_strike(town):
    rows = town["attendance"].merge(town["truth"].query("lost == 1"), on=["site", "date"])
    assert (rows["planned"].dropna() > 0).all()


def test_sites_differ_in_size_and_habits(sound):
    size = sound.groupby("site")["served"].median()
    assert size.max() > 4 * size.min()
    week = sound.groupby(["site", weekday(sound["date"])])["served"].mean().unstack()
    profile = week.div(week.mean(axis=1), axis=0)
    assert profile[0].mean() < profile[4].mean() - 0.04
    assert profile.std().min() > 0.01


def test_sites_grow_or_shrink_in_september(sound):
    year = calendars.describe_days(sound["date"])["school_year"].to_numpy()
    mean = sound.groupby(["site", year])["served"].mean().unstack()
    growth = mean.pct_change(axis=1).to_numpy()[:, 1:]
    assert 0.04 < growth.std() < 0.12


def test_days_scatter_more_than_chance_and_together(sound):
    chance = (sound["served"] * (1 - 0.78)).mean()
    assert (sound["eaten"] - sound["expected"]).var() > 2 * chance
    cell = [sound["site"], weekday(sound["date"]), sound["date"].dt.to_period("M")]
    ratio = sound["served"] / sound.groupby(cell)["served"].transform("mean")
    town_mood = ratio.groupby(sound["date"]).mean()
    alone = ratio.std() / np.sqrt(40)
    assert town_mood.std() > 1.5 * alone


def test_attendance_dips_at_the_edge_of_holidays_and_in_summer(sound):
    cell = [sound["site"], weekday(sound["date"])]
    ratio = sound["served"] / sound.groupby(cell)["served"].transform("mean")
    about = calendars.describe_days(sound["date"], "B")
    middle = ratio[(about["days_to_break"] > 7).to_numpy()].mean()
    assert ratio[(about["days_to_break"] == 1).to_numpy()].mean() < middle - 0.02
    assert ratio[(sound["date"].dt.month == 7)].mean() < middle - 0.06


def test_menus_move_attendance(town, sound):
    mood = sound["served"] / sound["expected"].groupby(sound["site"]).transform("mean")
    mood = mood.groupby(sound["date"]).mean()
    dishes = town["menus"].groupby("date")["dish"].agg(set)
    pizza = dishes.map(lambda menu: "Pizza" in menu)
    dahl = dishes.map(lambda menu: "Dahl de lentilles" in menu)
    assert mood[pizza.reindex(mood.index)].mean() > mood[dahl.reindex(mood.index)].mean() + 0.015


def test_a_mean_of_four_weekdays_seen_three_weeks_before_errs_as_in_nantes(sound):
    """Nantes 2017-18: WAPE 7.1 % a canteen."""
    errors, total = 0.0, 0.0
    for _key, rows in sound.groupby(["site", weekday(sound["date"])]):
        rows = rows.sort_values("date")
        days, served = rows["date"].to_numpy(), rows["served"].to_numpy()
        known = np.searchsorted(days, days - np.timedelta64(21, "D"), side="right")
        for last, meals in zip(known, served, strict=True):
            if last >= 4:
                errors += abs(served[last - 4 : last].mean() - meals)
                total += meals
    assert 0.063 < errors / total < 0.085
