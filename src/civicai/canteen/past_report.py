"""The proof of a report: scores, tables, charts and key figures, all drawn from one backtest."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from civicai.canteen.avoided import claim_of_a_year
from civicai.canteen.charts import draw_choice, draw_effects, draw_past
from civicai.canteen.codes import METHOD, PLAN, SCOPE
from civicai.canteen.inputs import Inputs
from civicai.canteen.menus import menu_effects
from civicai.canteen.schema import DATE
from civicai.canteen.scores import (
    choice_table,
    daily_table,
    over_share_at_rule_service,
    promise_table,
    score_table,
    site_table,
)
from civicai.canteen.waste import ma_cantine_record, waste_impact
from civicai.carbon import Claim
from civicai.i18n import _, format_date, format_integer, format_percent, translate
from civicai.reports import Chart, KeyFigure

#: Rows set aside that a result carries, the latest; the findings count them all.
LISTED = 5000
#: Days scored below which the promises on short days are not shown: too few to be compared.
TOLD = 40


class PastReport:
    """Scores, tables, charts and key figures drawn from one backtest.

    Parameters
    ----------
    inputs : Inputs
    past : DataFrame
        The past replayed, in the way the decision is made.
    mixed : DataFrame, optional
        The same days with the agents' own forecast mixed in.
    """

    def __init__(
        self, inputs: Inputs, past: pd.DataFrame, mixed: pd.DataFrame | None = None
    ) -> None:
        self.inputs, self.past = inputs, past
        self.scores = score_table(past, inputs, mixed)
        self.by_site = site_table(past)
        self.effects = self._effects()
        self.daily = daily_table(past)
        self.choice = choice_table(past)

    def _effects(self) -> pd.DataFrame:
        menus = self.inputs.demand.menus
        return pd.DataFrame() if menus is None else menu_effects(self.past, menus)

    def plan_and_rule(self) -> tuple[pd.Series, pd.Series] | None:
        """Return the scores of the plan and of today's rule, on the days that count most."""
        if self.scores.empty:
            return None
        scores = self.scores[self.scores["scope"] == self._scope()]
        scores = scores.set_index("method").drop(columns="scope").T
        return scores[PLAN], scores[self.inputs.rule]

    def _scope(self) -> str:
        scored = set(self.scores["scope"])
        return next(code for code in SCOPE if code in scored)

    def avoided(self) -> float:
        """Return the meals that the plan would not have prepared in vain, all days together."""
        observed = self.daily["served"]
        surplus = self.daily["rule_surplus_share"] - self.daily["plan_surplus_share"]
        return float((surplus * observed).sum())

    def claim(self, options: Mapping[str, Any]) -> Claim | None:
        """Return what a year of plans avoids, to be set against what the runs emit."""
        return claim_of_a_year(self.daily, options["recovered_share"])

    def sentence(self) -> str:
        """Return the answer in one sentence."""
        pair = self.plan_and_rule()
        if pair is None:
            return _("Too few past days could be scored.")
        plan, rule = pair
        text = _(
            "On {days}, the plan prepares {plan} of meals for nobody and leaves {plan_missing} "
            "unserved; {method}: {rule} and {rule_missing}."
        )
        return text.format(
            days=translate(SCOPE[self._scope()]),
            method=translate(METHOD[self.inputs.rule]),
            plan=format_percent(plan["over_share"]),
            rule=format_percent(rule["over_share"]),
            plan_missing=format_percent(plan["unserved_share"], 2),
            rule_missing=format_percent(rule["unserved_share"], 2),
        )

    def key_figures(self, options: Mapping[str, Any], used: bool = True) -> list[KeyFigure]:
        """Return waste, service and error; where the plan is used, what it is worth too."""
        pair = self.plan_and_rule()
        if pair is None:
            return []
        plan, rule = pair
        period = _("{first} to {last}, {scope}").format(
            first=format_date(self.daily[DATE].min()),
            last=format_date(self.daily[DATE].max()),
            scope=translate(SCOPE[self._scope()]),
        )

        def share(name: str, label: str, digits: int = 1) -> KeyFigure:
            note = _("{method}: {value}; {period}").format(
                method=translate(METHOD[self.inputs.rule]),
                value=format_percent(rule[name], digits),
                period=period,
            )
            text = format_percent(plan[name], digits)
            return KeyFigure(name, label, float(plan[name]), text, note)

        figures = [
            share("over_share", _("Meals prepared for nobody")),
            share("unserved_share", _("Meals asked for and missing"), 2),
            share("wape", _("Error of the forecast, site by site")),
        ]
        return [*figures, *self._worth(options)] if used else figures

    def _worth(self, options: Mapping[str, Any]) -> list[KeyFigure]:
        """Return what the meals avoided weigh, cost and emit."""
        avoided, days = self.avoided(), len(self.daily)
        impact = waste_impact(avoided, options["recovered_share"]).to_dict("index")
        note = _("on {days} scored days; less than zero: more surplus than today")
        meals = _("{meals} a day").format(meals=format_integer(avoided / days))
        label = _("Surplus meals avoided")
        figures = [KeyFigure("meals_avoided", label, avoided, meals, note.format(days=days))]
        for name, label, unit in (
            ("kg", _("Food not thrown away"), "kg"),
            ("EUR", _("Ingredients not bought in vain"), "€"),
            ("kgCO2e", _("Emissions avoided (CO₂e)"), "kg"),
        ):
            row = impact[name]
            text = _("on the same days; from {low} to {high}")
            figures.append(
                KeyFigure(
                    f"avoided_{name}",
                    label,
                    float(row["central"]),
                    f"{format_integer(row['central'])} {unit}",
                    text.format(low=format_integer(row["low"]), high=format_integer(row["high"])),
                )
            )
        return figures

    def tables(self, options: Mapping[str, Any]) -> dict[str, pd.DataFrame]:
        """Return the tables that are not empty."""
        impact = waste_impact(self.avoided(), options["recovered_share"])
        impact = impact.rename_axis("unit").reset_index()
        empty = pd.DataFrame()
        tables = {
            "scores": self.scores,
            "by_site": empty if options["mode"] == "kitchen" else self.by_site,
            "promised": promise_table(self.past) if self.past[DATE].nunique() >= TOLD else empty,
            "menu_effects": self.effects,
            "waste_weighed": self.inputs.waste,
            "ma_cantine": ma_cantine_record(self.past) if len(self.scores) else empty,
            # Of no day scored, nothing can be said to be avoided.
            "impact": impact if len(self.scores) else empty,
            "set_aside": self.inputs.demand.aside.sort_values(DATE, ascending=False).head(LISTED),
        }
        return {name: table for name, table in tables.items() if len(table)}

    def charts(self) -> list[Chart]:
        """Return the past day by day, and the choice between waste and service."""
        plan, rule = over_share_at_rule_service(self.choice)
        # Far from where the rule stands the curve helps nobody to choose.
        near = self.choice["over_share"] <= 2.5 * max(plan, rule)
        near &= self.choice["unserved_share"] <= max(
            0.03, 2 * self.choice.loc[self.choice["method"] == "rule", "unserved_share"].max()
        )
        return [
            Chart(
                title=_("Meals prepared for nobody, day by day"),
                sentence=_(
                    "Surplus of all sites over the meals served: {plan} on average with the "
                    "plan, {rule} with today's rule."
                ).format(
                    plan=format_percent(self.daily["plan_surplus_share"].mean()),
                    rule=format_percent(self.daily["rule_surplus_share"].mean()),
                ),
                table=self.daily[[DATE, "plan_surplus_share", "rule_surplus_share"]],
                draw=draw_past,
            ),
            Chart(
                title=_("What less waste costs in service, and the reverse"),
                sentence=_(
                    "At the service of today's rule the plan would prepare {plan} for nobody, "
                    "against {rule}. The elected official chooses the point on the curve."
                ).format(plan=format_percent(plan), rule=format_percent(rule)),
                table=self.choice.loc[near, ["method", "over_share", "unserved_share"]],
                draw=draw_choice,
            ),
            *self._menu_chart(),
        ]

    def _menu_chart(self) -> list[Chart]:
        if self.effects.empty:
            return []
        sentence = _(
            "Attendance over the mean of the last same weekdays, on days with such a dish beside "
            "days without, of the same weekday and quarter. It says what went together, not what "
            "caused it. The bar holds nine estimates in ten."
        )
        return [
            Chart(_("What attendance does with the menu"), sentence, self.effects, draw_effects)
        ]
