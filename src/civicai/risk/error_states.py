"""How wrong a forecast may be, given what the river is doing: the band, and the chances.

The errors are those of forecasts of hours that the model had not learned. Each is divided by
the size usual in its state (rising, falling, still), and states alike are put together, so that
the calm of the summer does not narrow the band of a flood.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from civicai.forecasting.error_law import ErrorLaw
from civicai.risk.gauges import Floats

#: Shares of the past hours below which states are put together, by the size of their errors.
EDGES = (0.5, 0.8, 0.95, 0.99)
#: Fewest errors of a group.
FEWEST = 60
#: Error below which sizes are not told apart, on the scale of the model.
SMALLEST = 1e-3


@dataclass(frozen=True)
class ErrorStates:
    """The errors of one model at one lead, by the state of the river.

    Attributes
    ----------
    beta : ndarray of float
        Logarithm of the usual size of an error, linear in the state.
    usual : ndarray of float
        State taken where part of it is not known: a lively one.
    edges : ndarray of float
        Sizes that part the groups.
    laws : list of ErrorLaw
        Errors of each group, over their size.
    """

    beta: Floats
    usual: Floats
    edges: Floats
    laws: list[ErrorLaw]

    @classmethod
    def learn(cls, errors: Floats, state: Floats) -> ErrorStates:
        """Learn from errors on hours that the model had not seen.

        Parameters
        ----------
        errors : ndarray of float, shape (n,)
            Observed minus expected, on the scale of the model.
        state : ndarray of float, shape (n, k)
            What the river was doing, see :func:`state_of`.
        """
        sound = np.isfinite(errors) & np.isfinite(state).all(axis=1)
        errors, state = errors[sound], state[sound]
        usual = np.quantile(state, 0.95, axis=0)
        columns = np.column_stack([np.ones(len(state)), state])
        size = np.log(SMALLEST + np.abs(errors))
        gram = columns.T @ columns + 1e-6 * len(columns) * np.eye(columns.shape[1])
        beta = np.linalg.solve(gram, columns.T @ size)
        made = cls(beta, usual, np.array([]), [])
        scale = made.scale(state)
        edges = [float(np.quantile(scale, q)) for q in EDGES if (1 - q) * len(scale) >= FEWEST]
        group = np.searchsorted(edges, scale, side="right")
        laws = [ErrorLaw.learn((errors / scale)[group == g]) for g in range(len(edges) + 1)]
        return cls(beta, usual, np.array(edges), laws)

    def scale(self, state: Floats) -> Floats:
        """Return the usual size of an error in each state, on the scale of the model."""
        state = np.where(np.isfinite(state), state, self.usual)
        size: Floats = np.exp(self.beta[0] + state @ self.beta[1:])
        return size

    def band(self, state: Floats, coverage: float) -> tuple[Floats, Floats]:
        """Return what to add to the expected value for the ends of the band."""
        scale, group = self._groups(state)
        ends = np.array([law.ends(coverage) for law in self.laws])
        return scale * ends[group, 0], scale * ends[group, 1]

    def chance_above(self, margin: Floats, state: Floats) -> Floats:
        """Return the chance that the error is at least ``margin``.

        Parameters
        ----------
        margin : ndarray of float, shape (n,)
            Threshold minus expected, on the scale of the model.
        state : ndarray of float, shape (n, k)

        Returns
        -------
        ndarray of float
            Never exactly 0 nor 1: one error more is counted on each side.
        """
        scale, group = self._groups(state)
        chance = np.full(len(margin), np.nan)
        for g, law in enumerate(self.laws):
            mine = group == g
            chance[mine] = law.chance_above(margin[mine], np.zeros(mine.sum()), scale[mine])
        return chance

    def _groups(self, state: Floats) -> tuple[Floats, npt.NDArray[np.int64]]:
        scale = self.scale(state)
        return scale, np.searchsorted(self.edges, scale, side="right")


def state_of(own: Floats, others: list[Floats], change: Floats, middle: float) -> Floats:
    """Describe what the river is doing, as the size of an error depends on it.

    Parameters
    ----------
    own : ndarray of float, shape (n, 1 + lags)
        Value and changes of the station.
    others : list of ndarray
        The same of the other gauges used.
    change : ndarray of float, shape (n,)
        Change that is forecast.
    middle : float
        The station's median.

    Returns
    -------
    ndarray of float, shape (n, 6)
        All on the scale of the model: the sizes of the changes as logarithms, and the value.
    """
    lively = [own[:, 1], own[:, 3], change]
    if others:
        stack = np.abs(np.stack(others))
        lively += [stack[:, :, 1].max(axis=0), stack[:, :, 3].max(axis=0)]
    sizes = [np.log(SMALLEST + np.abs(x)) for x in lively]
    return np.column_stack([*sizes, own[:, 0] - middle])
