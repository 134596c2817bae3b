"""Why a forecast is what it is, in one line that an agent can read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from civicai.i18n import _, format_number, format_percent
from civicai.risk.design import OWN, RAIN
from civicai.risk.gauges import ALIVE, FROZEN, NEVER_SEEN
from civicai.risk.schema import DISCHARGE

if TYPE_CHECKING:
    from civicai.risk.station_model import Said, StationModel


def explain(model: StationModel, said: Said, quantity: str, lead: pd.Timedelta) -> list[str]:
    """Write the reason of each forecast, in the language in force.

    Returns
    -------
    list of str
        The value now and its change to come, what moved it, which gauges were missing, and
        whether the forecast goes beyond anything seen before.
    """
    return [_one(model, said, quantity, i) for i in range(len(said.now))]


def _one(model: StationModel, said: Said, quantity: str, i: int) -> str:
    if said.status[i] != ALIVE or not np.isfinite(said.expected[i]):
        return _no_number(said.status[i])
    unit = "m³/s" if quantity == DISCHARGE else "m"
    digits = value_digits(said.now[i])
    words = [_("now {value} {unit}").format(value=format_number(said.now[i], digits), unit=unit)]
    words.append(_trend(said, quantity, i))
    if said.rising[i] and said.model[i] != "persistence":
        words.append(
            _("rising here")
            if said.rising[i] == OWN
            else _("rising at {station}").format(station=said.rising[i].removeprefix("at "))
        )
    if said.model[i] == "persistence":
        words.append(_("no model does better than the value now"))
    lacking = [name for name in str(said.lacking[i]).split("|") if name]
    if lacking:
        names = ", ".join(_source(name) for name in lacking)
        words.append(_("without {sources}: wider band").format(sources=names))
    if said.expected[i] > model.highest:
        words.append(_("beyond anything in the past given: take it with care"))
    return _("; ").join(word for word in words if word)


def _no_number(status: str) -> str:
    if status == FROZEN:
        return _("this gauge has repeated one value for too long: level unknown")
    if status == NEVER_SEEN:
        return _("no reading of this gauge: level unknown")
    return _("this gauge is silent: level unknown")


def _trend(said: Said, quantity: str, i: int) -> str:
    change = said.expected[i] - said.now[i]
    if quantity != DISCHARGE:
        sign = "+" if change >= 0 else "−"
        return _("{change} m expected").format(change=sign + format_number(abs(change), 2))
    share = change / max(said.now[i], 1e-3)
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
