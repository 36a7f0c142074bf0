"""The answer of the forecast: values, spread, how they were made and what they are worth."""

from collections.abc import Mapping
from dataclasses import dataclass

from yunhe.planning.forecast.classify import DemandClass
from yunhe.planning.forecast.panel import Array


@dataclass(frozen=True)
class Forecast:
    """One series' forecast for steps 1, 2, … after its last observation, in the unit of the series.

    `quantiles[q]` has one value per step. `weights` sums to one over the methods blended. `rmsse` and `bias` (mean
    error over the scale) were measured on past origins, `naive_rmsse` on the same ones; None where the history is too
    short to look back. Those origins also set the weights, so `rmsse` is a little kind. `value_added` is
    1 − rmsse / naive_rmsse: what the method saves against "same as last time".
    """

    series: str
    mean: Array
    quantiles: Mapping[float, Array]
    weights: Mapping[str, float]
    demand: DemandClass
    rmsse: float | None
    naive_rmsse: float | None
    bias: float | None
    reasons: tuple[str, ...]

    @property
    def method(self) -> str:
        """The methods with at least a tenth of the weight, heaviest first."""
        heavy = sorted(((weight, name) for name, weight in self.weights.items() if weight >= 0.1), reverse=True)
        return "+".join(name for _, name in heavy) or max(self.weights, key=self.weights.__getitem__)

    @property
    def value_added(self) -> float | None:
        """The share of the naive error saved on past origins; negative when naive was better."""
        if self.rmsse is None or not self.naive_rmsse:
            return None
        return 1 - self.rmsse / self.naive_rmsse


@dataclass(frozen=True)
class Forecasts:
    """The served series in the order asked, and why each of the others could not be served."""

    served: Mapping[str, Forecast]
    refused: Mapping[str, str]
