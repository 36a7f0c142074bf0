"""Forecast: what will be sold. Sales histories in; mean, quantiles, method and past accuracy per series out.

Its words: a *series* is the sales of one item per period; an *origin* a point in its past from which it is forecast
again; a *blend* the weighted mean of candidate methods; *value added* what that saves against "same as last time".
Numpy only: every method runs on all series at once.
"""

from yunhe.planning.forecast.answer import Forecast, Forecasts
from yunhe.planning.forecast.candidates import NAMES
from yunhe.planning.forecast.classify import DemandClass, classify
from yunhe.planning.forecast.errors import ForecastError
from yunhe.planning.forecast.overlay import Cleaned, Estimate, Layers, clean, judge, layer
from yunhe.planning.forecast.rolling import RollingPlan, roll, split, to_steps, weekday_shares
from yunhe.planning.forecast.run import QUANTILES, forecast

__all__ = [
    "NAMES", "QUANTILES", "Cleaned", "DemandClass", "Estimate", "Forecast", "ForecastError", "Forecasts", "Layers",
    "RollingPlan", "classify", "clean", "forecast", "judge", "layer", "roll", "split", "to_steps", "weekday_shares",
]  # fmt: skip
