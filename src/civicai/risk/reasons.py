"""Why a forecast is what it is, in one line that an agent can read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from civicai.i18n import _, format_number, format_percent
from civicai.risk.design import OWN, RAIN
from civicai.risk.gauges import ALIVE, FROZEN, NEVER_SEEN
from civicai.risk.schema import DISCHARGE, UNITS

if TYPE_CHECKING:
    from civicai.risk.station_model import Forecasts, StationModel


def explain(model: StationModel, forecasts: Forecasts, quantity: str) -> list[str]:
    """Write the reason of each forecast, in the language in force.

    Returns
    -------
    list of str
        The value now and its change to come, what moved it, which gauges were missing, and
        whether the forecast goes beyond anything seen before.
    """
    return [_one(model, forecasts, quantity, i) for i in range(len(forecasts.now))]


def _one(model: StationModel, forecasts: Forecasts, quantity: str, i: int) -> str:
    if forecasts.status[i] != ALIVE or not np.isfinite(forecasts.expected[i]):
        return _no_number(forecasts.status[i])
    unit = UNITS[quantity]
    digits = value_digits(forecasts.now[i])
    words = [
        _("now {value} {unit}").format(value=format_number(forecasts.now[i], digits), unit=unit)
    ]
    words.append(_trend(forecasts, quantity, i))
    if forecasts.rising[i] and forecasts.model[i] != "persistence":
        words.append(
            _("rising here")
            if forecasts.rising[i] == OWN
            else _("rising at {station}").format(station=forecasts.rising[i].removeprefix("at "))
        )
    if forecasts.model[i] == "persistence":
        words.append(_("no model does better than the value now"))
    lacking = [name for name in str(forecasts.lacking[i]).split("|") if name]
    if lacking:
        names = ", ".join(_source(name) for name in lacking)
        words.append(_("without {sources}: wider band").format(sources=names))
    if forecasts.expected[i] > model.highest:
        words.append(_("beyond anything in the past given: take it with care"))
    return _("; ").join(word for word in words if word)


def _no_number(status: str) -> str:
    if status == FROZEN:
        return _("this gauge has repeated one value for too long: level unknown")
    if status == NEVER_SEEN:
        return _("no reading of this gauge: level unknown")
    return _("this gauge is silent: level unknown")


def _trend(forecasts: Forecasts, quantity: str, i: int) -> str:
    change = forecasts.expected[i] - forecasts.now[i]
    if quantity != DISCHARGE:
        sign = "+" if change >= 0 else "−"
        return _("{change} m expected").format(change=sign + format_number(abs(change), 2))
    share = change / max(forecasts.now[i], 1e-3)
    if abs(share) < 0.005:
        return _("steady")
    sign = "+" if share > 0 else "−"
    return _("{change} expected").format(change=sign + format_percent(abs(share), 0))


def _source(name: str) -> str:
    if name == RAIN:
        return _("rain")
    return _("its own last 24 hours") if name == OWN else name.removeprefix("at ")


def value_digits(value: float) -> int:
    """Return the decimals that show a discharge or a level without false precision."""
    return 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2
