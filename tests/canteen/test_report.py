"""From a town's tables to its report: which number is prepared, and what the reader is told."""

import numpy as np
import pandas as pd
import pytest

from civicai.canteen import USECASE
from civicai.canteen import demand as demand_module
from civicai.canteen.codes import METHOD
from civicai.errors import InputError

SHORT = {"horizon_days": 14, "zone": "B", "plan_days": 4}


def run(attendance, lang="en", **options):
    tables = {"attendance": attendance} if isinstance(attendance, pd.DataFrame) else attendance
    return USECASE.run(tables, lang, **{**SHORT, **options})


def evaluate(attendance, lang="en", **options):
    tables = {"attendance": attendance} if isinstance(attendance, pd.DataFrame) else attendance
    return USECASE.evaluate(tables, lang, **{**SHORT, **options})


@pytest.fixture
def poor_agents(attendance):
    """Agents who always order a third too many: any model beats them."""
    return attendance.assign(planned=(attendance["served"] * 1.33).round())


@pytest.fixture
def perfect_agents(attendance):
    """Agents who know the future: no model beats them."""
    return attendance.assign(planned=attendance["served"])


def figure(result, name):
    return next(figure for figure in result.key_figures if figure.name == name)


def said(result, words):
    return any(words in text for text in result.warnings)


def test_a_plan_covers_the_next_open_days_of_every_site(poor_agents):
    decision = run(poor_agents, plan_days=3).decision
    assert decision["date"].nunique() == 3
    assert len(decision) == 3 * poor_agents["site"].nunique()
    assert (decision["horizon"] >= pd.Timedelta("14D")).all()
    assert (decision["issued_at"] == poor_agents["date"].max()).all()
    # The school year ends on 5 July: the next open day is in September.
    assert decision["date"].min() == pd.Timestamp("2024-09-02")


def test_the_plan_is_used_where_it_beats_the_agents(poor_agents):
    result = run(poor_agents)
    decision = result.decision
    assert set(decision["model"]) == {"median_profile"}
    assert (decision["prepare"] == decision["prepare"].round()).all()
    assert (decision["reserve"] == decision["prepare"] - decision["expected"].round()).all()
    total = decision["prepare"].sum()
    assert figure(result, "prepare").value == total
    assert f"{total:,.0f} meals in all" in result.sentence
    assert not said(result, "the model is not used")


def test_the_agents_are_kept_where_they_beat_the_plan(perfect_agents):
    day = pd.Timestamp("2024-09-02")
    coming = pd.DataFrame({"site": "Roseraie", "date": [day], "planned": 130.0, "served": np.nan})
    result = run(pd.concat([perfect_agents, coming], ignore_index=True))
    decision = result.decision.set_index(["site", "date"])
    assert set(decision["model"]) == {"rule"}
    assert result.sentence.startswith("Keep today's rule")
    assert said(result, "the model is not used")
    # Their own order where it is known, no number of ours elsewhere.
    assert decision.loc[("Roseraie", day), "prepare"] == 130
    assert decision["prepare"].notna().sum() == 1
    assert (decision["reason"] == "today's rule wastes less on your past days: keep it").all()
    assert decision["expected"].notna().all()


def test_orders_already_made_stand_beside_the_plan(poor_agents):
    day = pd.Timestamp("2024-09-02")
    coming = pd.DataFrame({"site": "Roseraie", "date": [day], "planned": 130.0, "served": np.nan})
    decision = run(pd.concat([poor_agents, coming], ignore_index=True)).decision
    assert decision["planned"].dropna().tolist() == [130.0]
    assert decision["prepare"].notna().all()


def test_without_agents_the_model_always_serves(attendance, monkeypatch):
    # Here the simple mean is the rule, and the selection has chosen between it and the boosting.
    worse = "civicai.canteen.scores.over_share_at_rule_service"
    monkeypatch.setattr(worse, lambda _choice: (0.2, 0.1))
    alone = run(attendance.drop(columns="planned"))
    assert alone.decision["prepare"].notna().all()
    assert "planned" not in alone.decision
    assert said(alone, "no column of planned meals")
    assert run(attendance).decision["model"].eq("rule").all()


def test_issued_on_a_past_day_the_plan_knows_nothing_later(poor_agents):
    issued = pd.Timestamp("2024-05-17")
    known = poor_agents[poor_agents["date"] <= issued]
    then, now = run(known), run(poor_agents, issued_at="2024-05-17")
    assert now.decision["date"].min() == pd.Timestamp("2024-05-31")
    same = [name for name in then.decision.columns if name != "planned"]
    pd.testing.assert_frame_equal(now.decision[same], then.decision[same])
    pd.testing.assert_frame_equal(now.tables["scores"], then.tables["scores"])
    # Even where the scores are asked for later days.
    again = run(poor_agents, issued_at="2024-05-17", end="2024-07-05")
    pd.testing.assert_frame_equal(again.decision[same], then.decision[same])


def test_an_old_history_is_told(poor_agents):
    result = run(poor_agents, issued_at="2024-11-15")
    assert said(result, "the last meals known are of 5 July 2024")
    assert said(result, "“Today” is Friday 15 November 2024: the plan starts 14 days later.")


@pytest.mark.parametrize(
    ("what", "options"),
    [("run", {"issued_at": "2020-01-01"}), ("evaluate", {"end": "2020-01-01"})],
)
def test_a_day_before_the_file_is_refused(attendance, what, options):
    with pytest.raises(InputError) as caught:
        getattr(USECASE, what)({"attendance": attendance}, "en", **SHORT, **options)
    assert [problem.code for problem in caught.value.problems] == ["M06"]


def test_one_week_is_refused_in_the_readers_language(attendance):
    week = attendance[attendance["date"] < "2023-09-09"]
    for lang, words in (("fr", "demande au moins 28"), ("en", "needs at least 28")):
        with pytest.raises(InputError) as caught:
            run(week, lang)
        assert words in caught.value.problems[0].message.replace("\u202f", " ")


def test_five_weeks_give_a_plan_without_proof(attendance):
    result = run(attendance[attendance["date"] < "2023-10-10"].drop(columns="planned"))
    assert result.decision["prepare"].notna().all()
    assert (result.decision["prepare"] == np.ceil(result.decision["high"])).all()
    assert said(result, "upper end of each band")
    assert [figure.name for figure in result.key_figures] == ["prepare_next_day", "prepare"]
    assert not {"scores", "by_site", "impact"} & set(result.tables)


def test_where_nothing_can_be_prepared_the_report_says_so(attendance):
    one = attendance[(attendance["site"] == "Roseraie") & (attendance["date"] < "2023-10-03")]
    result = run(one)
    assert result.decision["prepare"].isna().all()
    assert result.sentence == "Too few past days are known to say how many meals to prepare."
    result.to_html()
    result.to_json()


@pytest.mark.parametrize("months", [2, 5, 9])
@pytest.mark.parametrize("sites", [1, 3])
def test_any_length_of_history_gives_a_report(attendance, months, sites):
    last = attendance["date"].max()
    names = sorted(attendance["site"].unique())[:sites]
    kept = attendance["site"].isin(names) & (
        attendance["date"] > last - pd.DateOffset(months=months)
    )
    for result in (run(attendance[kept]), evaluate(attendance[kept])):
        assert result.sentence
        result.to_html()
        result.to_json()


def test_half_a_school_year_gives_a_proof(attendance):
    last = attendance["date"].max()
    result = evaluate(attendance[attendance["date"] > last - pd.Timedelta("210D")])
    assert len(result.decision) == 4  # plan, agents, both together, simple mean
    assert result.decision["rows"].min() > 60


def test_closures_are_neither_planned_nor_learned_from(poor_agents):
    events = pd.DataFrame(
        {
            "date": pd.to_datetime(["2024-09-02", "2024-09-03", "2024-06-20"]),
            "event": "Fermeture",
            "site": ["Roseraie", None, None],
        }
    )
    plan = run({"attendance": poor_agents, "events": events}).decision
    sites = plan.groupby("date")["site"].agg(set)
    assert sites[pd.Timestamp("2024-09-02")] == set(poor_agents["site"]) - {"Roseraie"}
    assert pd.Timestamp("2024-09-03") not in sites.index
    assert len(sites) == 4
    past = evaluate({"attendance": poor_agents, "events": events}).tables["backtest"]
    assert not (past["date"] == "2024-06-20").any()
    assert (past["date"] == "2024-06-21").any()


def test_strike_days_are_marked_in_the_replayed_past(attendance, town_tables):
    tables = {"attendance": attendance, "events": town_tables["events"]}
    result = evaluate(tables)
    past = result.tables["backtest"]
    strikes = set(town_tables["events"]["date"])
    assert past["strike"].any()
    assert set(past.loc[past["strike"], "date"]) <= strikes
    assert not past.loc[~past["strike"], "date"].isin(strikes).any()
    assert result.decision["scope"].unique().tolist() == [
        "without_strike",
        "strike_days",
        "all_days",
    ]


def test_a_town_that_is_shut_has_nothing_to_plan(attendance):
    days = pd.date_range("2024-07-06", "2026-01-01")
    shut = pd.DataFrame({"date": days, "event": "fermeture"})
    result = run({"attendance": attendance, "events": shut})
    assert result.decision.empty
    assert result.sentence == "There is no open day to plan."
    result.to_html()
    result.to_json()


def test_a_broken_promise_is_told(attendance):
    noisy = attendance.drop(columns="planned")
    late = noisy["date"] >= "2024-05-20"
    noisy.loc[late, "served"] = (noisy.loc[late, "served"] * 1.4).round()
    assert said(run(noisy, start="2024-05-20"), "more than the 1.00% promised")
    assert not said(run(noisy, start="2024-05-20", max_unserved=0.5), "promised")


def test_the_promise_changes_what_is_prepared(poor_agents):
    strict, lax = (run(poor_agents, max_unserved=share).decision for share in (0.001, 0.1))
    assert (strict["prepare"] > lax["prepare"]).all()
    pd.testing.assert_series_equal(strict["expected"], lax["expected"])


def test_meals_given_away_avoid_nothing(poor_agents):
    figures = [figure(run(poor_agents, recovered_share=share), "avoided_kg") for share in (0, 1)]
    assert figures[0].value > 0
    assert figures[1].value == 0


def test_rows_set_aside_are_in_the_result(attendance):
    spoiled = attendance.copy()
    spoiled.loc[spoiled.index[[50, 60]], "served"] = [0.0, 9999.0]
    aside = run(spoiled).tables["set_aside"]
    assert {51, 61} <= set(aside["line"])
    assert set(aside["why"]) >= {"zero", "typing_error"}


@pytest.mark.parametrize("services", ["separate", "sum"])
def test_services(attendance, services):
    parts = [attendance.assign(service=name) for name in ("maternelle", "élémentaire")]
    result = run(pd.concat(parts, ignore_index=True), services=services)
    assert ("service" in result.decision) == (services == "separate")
    assert "M10" in [problem.code for problem in result.problems]


def test_canteens_are_planned_in_place_of_sites(attendance):
    names = pd.DataFrame({"site": sorted(attendance["site"].unique()), "canteen": "Centrale"})
    result = run({"attendance": attendance, "canteens": names})
    assert result.decision["site"].unique().tolist() == ["Centrale"]


def test_progress_ends_before_its_total(attendance):
    seen = []
    USECASE.run({"attendance": attendance}, "fr", progress=lambda *step: seen.append(step), **SHORT)
    assert all(done < total for done, total, _what in seen)
    assert seen[0][2] == "Le passé est rejoué"
    assert seen[-1][2] == "Les prochains jours sont planifiés"


@pytest.mark.parametrize("what", ["run", "evaluate"])
def test_a_run_reads_and_judges_each_table_once(attendance, town_tables, monkeypatch, what):
    calls = []

    def counted(name):
        work = getattr(demand_module, name)
        monkeypatch.setattr(demand_module, name, lambda *a: (calls.append(name), work(*a))[1])

    for name in ("check_table", "classify_rows", "read_enrolment", "menu_features"):
        counted(name)
    sites = attendance["site"].unique()
    tables = {
        "attendance": attendance,
        "events": town_tables["events"],
        "menus": pd.DataFrame({"date": attendance["date"].unique(), "dish": "Colin"}),
        "enrolment": pd.DataFrame({"site": sites, "school_year": "2023-2024", "enrolled": 150}),
    }
    getattr(USECASE, what)(tables, "en", **SHORT)
    # The reader has checked the table's types: nothing checks them again.
    assert sorted(calls) == ["classify_rows", "menu_features", "read_enrolment"]


def test_charts_have_a_title_a_sentence_and_rows(poor_agents):
    for result in (run(poor_agents), evaluate(poor_agents)):
        assert len(result.charts) >= 2
        for chart in result.charts:
            assert chart.title
            assert chart.sentence
            assert len(chart.table)


def event(day, kind, site=None):
    return pd.DataFrame({"date": [pd.Timestamp(day)], "event": [kind], "site": [site]})


def test_an_announced_strike_is_told(poor_agents):
    tables = {"attendance": poor_agents, "events": event("2024-09-03", "Grève")}
    assert said(run(tables), "A strike is announced on 3 September 2024")
    assert not said(run(poor_agents), "A strike is announced")


def test_no_day_to_score_is_an_error(poor_agents):
    with pytest.raises(InputError) as caught:
        run(poor_agents, start="2030-01-01")
    assert [problem.code for problem in caught.value.problems] == ["M14"]


def test_a_feast_met_four_times_at_one_school_gives_a_plan(steady):
    rng = np.random.default_rng(0)
    one = steady[steady["site"] == "Nord"]
    one = one.assign(served=(one["served"] + rng.normal(0, 3, len(one))).round())
    days = [*one["date"].iloc[[20, 40, 60, 80]], pd.Timestamp("2024-06-10")]
    feasts = pd.DataFrame({"date": days, "event": "Repas de fête", "site": "Nord"})
    plan = run({"attendance": one, "events": feasts}, zone="none").decision
    feast = plan[plan["event"] == "repas de fete"]
    assert len(feast) == 1
    assert np.isfinite(plan[["prepare", "low", "high"]].to_numpy(float)).all()
    assert 70 < feast["prepare"].iloc[0] < 100


def test_nothing_is_claimed_where_the_plan_is_not_used(perfect_agents, poor_agents):
    assert "avoided_EUR" not in [figure.name for figure in run(perfect_agents).key_figures]
    assert "avoided_EUR" in [figure.name for figure in run(poor_agents).key_figures]


@pytest.mark.parametrize("what", ["run", "evaluate"])
def test_cells_hold_the_same_codes_in_both_languages(attendance, town_tables, what):
    menus = pd.DataFrame({"date": attendance["date"].unique(), "dish": "Riz"})
    menus.loc[::3, "dish"] = "Colin"
    tables = {"attendance": attendance, "menus": menus, "events": town_tables["events"]}
    french, english = (
        getattr(USECASE, what)(tables, lang, **SHORT, mode="kitchen") for lang in ("fr", "en")
    )
    told = {"reason"}
    for one, other in (
        (french.decision, english.decision),
        *((french.tables[name], english.tables[name]) for name in french.tables),
        *((a.table, b.table) for a, b in zip(french.charts, english.charts, strict=True)),
    ):
        kept = [name for name in one.columns if name not in told]
        pd.testing.assert_frame_equal(one[kept], other[kept])
    assert french.tables.keys() == english.tables.keys()
    assert set(english.tables["menu_effects"]["dish"]) == {"fish"}
    page = french.to_html()
    assert "poisson" in page
    assert "weekday_mean" not in page


def test_a_central_kitchen_is_evaluated_as_a_whole(attendance):
    result = evaluate(attendance, mode="kitchen")
    assert set(result.decision["method"]) == set(METHOD)
    assert result.decision["rows"].iloc[0] == result.tables["backtest"]["date"].nunique()
    assert "by_site" not in result.tables  # one row would say again what the scores say


def test_the_report_names_what_served(poor_agents):
    result = run(poor_agents, plan_days=10)
    assert set(result.decision["model"]) == {"median_profile"}
    assert "median_profile" not in result.to_html()
    assert "medians of the last weeks and this weekday" in result.to_html()
