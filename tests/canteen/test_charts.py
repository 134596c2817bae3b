"""The three charts say what they draw, in both languages, on full and on tiny tables."""

import matplotlib as mpl
import pandas as pd
import pytest

from civicai import i18n
from civicai.canteen.charts import draw_choice, draw_effects, draw_past, draw_plan
from civicai.canteen.scores import choice_table, daily_table


@pytest.fixture
def ax():
    mpl.use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots()
    yield axes
    figure.canvas.draw()  # whatever is wrong with the ticks shows only now
    pyplot.close(figure)


def plan_table(days):
    dates = pd.date_range("2024-09-02", periods=days)
    return pd.DataFrame({"date": dates, "expected": 100.0, "low": 90.0, "high": 115.0}).assign(
        prepare=110.0
    )


def texts(ax):
    return [text.get_text() for text in ax.texts]


@pytest.mark.parametrize("days", [1, 2, 10, 60])
def test_the_plan_is_drawn_with_its_band(ax, days):
    with i18n.use("fr"):
        draw_plan(ax, plan_table(days))
    expected, prepare = ax.lines
    assert expected.get_ydata().tolist() == [100.0] * days
    assert prepare.get_ydata().tolist() == [110.0] * days
    assert len(ax.collections) == 1
    assert 1 <= len(ax.get_xticks()) <= 14
    assert ax.get_xticklabels()[0].get_text() == "02/09"
    assert texts(ax) == ["attendus", "à préparer"]


def test_the_past_shows_plan_and_rule(ax, past):
    daily = daily_table(past)
    with i18n.use("en"):
        draw_past(ax, daily.sample(frac=1, random_state=0).sort_values("date"))
    rule, plan = ax.lines
    assert plan.get_ydata().tolist() == daily["plan_surplus_share"].tolist()
    assert rule.get_ydata().tolist() == daily["rule_surplus_share"].tolist()
    assert texts(ax) == ["today's rule", "plan"]
    assert ax.get_ylim()[0] == 0


@pytest.mark.parametrize(("lang", "words"), [("fr", "aujourd’hui"), ("en", "today")])
def test_the_choice_says_where_the_rule_stands(ax, past, lang, words):
    choice = choice_table(past)
    with i18n.use(lang):
        draw_choice(ax, choice)
    curve, point = ax.lines
    assert len(curve.get_xdata()) == len(choice) - 1
    assert point.get_xdata().tolist() == choice["unserved_share"].tail(1).tolist()
    assert texts(ax)[0].startswith(words)
    assert ax.get_xlabel()
    assert ax.get_title(loc="left")  # the house puts the name of the vertical axis there


@pytest.mark.parametrize(("lang", "words"), [("fr", "poisson"), ("en", "fish")])
def test_dishes_are_named_where_they_are_drawn(ax, lang, words):
    table = pd.DataFrame({"dish": ["fish"], "effect": [0.05], "low": [0.02], "high": [0.08]})
    with i18n.use(lang):
        draw_effects(ax, table)
    assert [label.get_text() for label in ax.get_yticklabels()] == [words]


def test_a_day_without_meals_to_prepare_leaves_a_hole(ax):
    table = plan_table(4)
    table.loc[1, "prepare"] = float("nan")
    draw_plan(ax, table)
    assert pd.isna(ax.lines[1].get_ydata()).tolist() == [False, True, False, False]
