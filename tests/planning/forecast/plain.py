"""The methods once more, one series at a time in plain Python: the reference the batched ones must equal."""

import numpy as np


def damped(series: list[float], alpha: float, beta: float, phi: float, horizon: int) -> tuple[float, list[float]]:
    """Squared one-step error and forecasts of ETS(A,Ad,N), the starting states by least squares."""

    def errors(level: float, trend: float) -> tuple[list[float], float, float]:
        found = []
        for value in series:
            found.append(value - level - phi * trend)
            level, trend = level + phi * trend + alpha * found[-1], phi * trend + beta * found[-1]
        return found, level, trend

    still = np.array(errors(0, 0)[0])
    effect = np.stack([still - errors(1, 0)[0], still - errors(0, 1)[0]], axis=1)
    start = np.linalg.lstsq(effect, still, rcond=None)[0]
    left, level, trend = errors(*start)
    ahead = [level + trend * sum(phi**power for power in range(1, step + 1)) for step in range(1, horizon + 1)]
    return sum(one**2 for one in left), ahead


def dotm(series: list[float], alpha: float, weight: float, start: float, horizon: int) -> tuple[float, list[float]]:
    """Squared one-step error from the second value on, and forecasts, of DOTM with w = 1 − 1/theta given."""
    known, level, square, ahead = list(series), start, 0.0, []
    for count in range(len(series) + horizon):
        past = known[:count]
        slope, intercept = np.polyfit(range(1, count + 1), past, 1) if count > 1 else (0.0, past[0] if past else 0.0)
        fading = (1 - alpha) ** count
        value = level + weight * (fading * intercept + (1 - fading * (1 - alpha)) / alpha * slope)
        if count >= len(series):
            known.append(value)
            ahead.append(value)
        elif count:
            square += (series[count] - value) ** 2
        level = alpha * known[count] + (1 - alpha) * level
    return square, ahead
