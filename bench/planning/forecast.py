"""Forecast accuracy on M3, M4 weekly and the grocery year: ours | reference | gap, and the same one hold-out earlier.

python bench/planning/forecast.py [m3] [m4] [grocery] [speed]
"""

import sys
import time

import numpy as np
from forecast_sets import Group, grocery, m3, m4_weekly

from yunhe.planning.forecast import NAMES, Forecasts, forecast

EDITIONS = ("last hold-out", "the one before it")


def main() -> None:
    """Print the tables asked for, or all."""
    asked = sys.argv[1:] or ["m3", "m4", "grocery", "speed"]
    for name, table in {"m3": m3_table, "m4": m4_table, "grocery": grocery_table, "speed": speed_table}.items():
        if name in asked:
            table()


def m3_table() -> None:
    """sMAPE pooled over all points of M3."""
    for back, edition in enumerate(EDITIONS):
        started = time.process_time()
        groups = m3(back)
        found = [answer(group) for group in groups]
        seconds = time.process_time() - started
        errors = [smape(mean_of(group, answers), group.actuals) for group, answers in zip(groups, found)]
        pooled = np.concatenate([error.ravel() for error in errors])
        parts = ", ".join(f"{group.name} {error.mean():.2f}" for group, error in zip(groups, errors))
        print(f"M3 sMAPE, {edition}: {pooled.mean():.3f} over {len(pooled)} points ({parts}); {seconds:.1f} s CPU")
        if not back:
            for reference, value in (("Theta, published", 13.01), ("statsforecast DOT, measured", 12.88)):
                print(f"    reference {reference} {value}: gap {pooled.mean() / value - 1:+.1%}")
        print_coverage(groups, found)


def m4_table() -> None:
    """OWA of M4 weekly against Naive (= Naive2 at period 1); MASE scaled by the one-step naive error."""
    for season in (52, 1):
        for back, edition in enumerate(EDITIONS):
            started = time.process_time()
            group = m4_weekly(back, season)
            answers = answer(group)
            seconds = time.process_time() - started
            ahead = mean_of(group, answers)
            naive = np.array([np.full(group.horizon, history[-1]) for history in group.histories.values()])
            ours, reference = [score(group, values) for values in (ahead, naive)]
            owa = (ours[0] / reference[0] + ours[1] / reference[1]) / 2
            print(
                f"M4 weekly, season {season}, {edition}: sMAPE {ours[0]:.3f} MASE {ours[1]:.3f} OWA {owa:.3f}"
                f" | naive {reference[0]:.3f} {reference[1]:.3f}; {seconds:.1f} s CPU"
            )
            print_coverage([group], [answers])


def grocery_table() -> None:
    """Mean RMSSE over items of the choice, of each candidate alone, and of simple combinations of all candidates."""
    for back, edition in enumerate(EDITIONS):
        group = grocery(back)
        started = time.process_time()
        answers = answer(group)
        seconds = time.process_time() - started
        alone = {name: mean_of(group, answer(group, (name,))) for name in NAMES}
        past = {name: np.mean([past_rmsse(one) for one in answer(group, (name,)).served.values()]) for name in NAMES}
        stack = np.stack(list(alone.values()))
        alone |= {"mean of all": stack.mean(axis=0), "median of all": np.median(stack, axis=0)}
        losses = {name: rmsse(group, values).mean() for name, values in alone.items()}
        ours = rmsse(group, mean_of(group, answers)).mean()
        best, chosen = min(losses, key=losses.__getitem__), min(past, key=past.__getitem__)
        print(
            f"grocery, {len(group.histories)} items, {edition}: RMSSE {ours:.4f}"
            f" | best ex post {best} {losses[best]:.4f}, gap {ours / losses[best] - 1:+.2%}"
            f" | chosen globally on history {chosen} {losses[chosen]:.4f}, gap {ours / losses[chosen] - 1:+.2%};"
            f" {seconds:.1f} s CPU"
        )
        print("    " + ", ".join(f"{name} {loss:.4f}" for name, loss in losses.items()))
        print_coverage([group], [answers])


def speed_table() -> None:
    """20,000 weekly series of three years, half of them with many zeros."""
    random = np.random.default_rng(5)
    level = random.lognormal(1, 1.2, 20_000)
    wave = 1 + 0.3 * np.sin(np.arange(156) * 2 * np.pi / 52)
    sales = {str(item): random.poisson(mean * wave).astype(float) for item, mean in enumerate(level)}
    started, used = time.perf_counter(), time.process_time()
    answers = forecast(sales, horizon=13, season=52)
    print(
        f"20,000 weekly series × 156: {time.perf_counter() - started:.1f} s, {time.process_time() - used:.1f} s CPU,"
        f" {len(answers.served)} served, {len(answers.refused)} refused"
    )


def answer(group: Group, methods: tuple[str, ...] = NAMES) -> Forecasts:
    return forecast(group.histories, horizon=group.horizon, season=group.season, methods=methods)


def mean_of(group: Group, answers: Forecasts) -> np.ndarray:
    return np.array([answers.served[name].mean for name in group.histories])


def past_rmsse(one: object) -> float:
    return getattr(one, "rmsse", None) or 1.0


def smape(ahead: np.ndarray, actual: np.ndarray) -> np.ndarray:
    return 200 * np.abs(ahead - actual) / (np.abs(ahead) + np.abs(actual))


def score(group: Group, ahead: np.ndarray) -> tuple[float, float]:
    scale = np.array([np.abs(np.diff(history)).mean() for history in group.histories.values()])
    errors = np.abs(ahead - group.actuals)
    return float(smape(ahead, group.actuals).mean()), float((errors.mean(axis=1) / scale).mean())


def rmsse(group: Group, ahead: np.ndarray) -> np.ndarray:
    scale = np.array([np.mean(np.diff(np.trim_zeros(history, "f")) ** 2) for history in group.histories.values()])
    return np.sqrt(((ahead - group.actuals) ** 2).mean(axis=1) / scale)


def print_coverage(groups: list[Group], found: list[Forecasts]) -> None:
    """How often the actual value was at or below each quantile."""
    below: dict[float, list[np.ndarray]] = {}
    for group, answers in zip(groups, found):
        for name, actual in zip(group.histories, group.actuals):
            for level, values in answers.served[name].quantiles.items():
                below.setdefault(level, []).append(actual <= values)
    shares = ", ".join(f"{level:.0%}: {np.concatenate(hits).mean():.1%}" for level, hits in below.items())
    print(f"    actual at or below quantile: {shares}")


if __name__ == "__main__":
    main()
