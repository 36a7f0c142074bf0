"""Draw the picture of the guide's page on the forecast: a history, the mean and the two fans.

python bench/planning/forecast_picture.py > docs/guide/pictures/forecast-fan.svg
"""

import numpy as np

from yunhe.planning.forecast import forecast

WIDTH, HEIGHT, LEFT, BOTTOM = 720, 300, 46, 262
PAST, AHEAD, TOP_VALUE = 48, 12, 400.0
STYLE = (
    "text{font:12px sans-serif;fill:#444}.grid{stroke:#ddd}.sold{fill:none;stroke:#333;stroke-width:1.6}"
    ".mean{fill:none;stroke:#0a6cbd;stroke-width:2.2}.wide{fill:#0a6cbd22}.half{fill:#0a6cbd44}"
    ".now{stroke:#999;stroke-dasharray:4 4}"
)


def main() -> None:
    """Print the SVG."""
    month = np.arange(PAST)
    noise = np.random.default_rng(7).normal(0, 9, PAST)
    sold = 170 + 2 * month + 45 * np.sin(month * np.pi / 6) + noise
    found = forecast({"tea": sold}, horizon=AHEAD, season=12).served["tea"]
    curve = {level: np.append(sold[-1], values) for level, values in found.quantiles.items()}
    steps = np.arange(PAST - 1, PAST + AHEAD)
    grid = "".join(
        f'<path class="grid" d="M{LEFT} {y(value):.0f}H{WIDTH - 8}"/><text x="8" y="{y(value) + 4:.0f}">{value}</text>'
        for value in range(0, 401, 100)
    )
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}"><title>Four years of sales of one item'
        f" and the forecast of the next twelve months</title><style>{STYLE}</style>",
        grid,
        f'<path class="wide" d="{fan(steps, curve[0.05], curve[0.95])}"/>',
        f'<path class="half" d="{fan(steps, curve[0.25], curve[0.75])}"/>',
        f'<path class="sold" d="{line(month, sold)}"/>',
        f'<path class="mean" d="{line(steps, np.append(sold[-1], found.mean))}"/>',
        f'<path class="now" d="M{x(PAST - 1):.1f} 14V{BOTTOM}"/>',
        f'<text x="{LEFT + 4}" y="22">sold per month</text>',
        f'<text x="{x(PAST - 1) + 6:.0f}" y="{BOTTOM - 26}">dark: half of the cases</text>',
        f'<text x="{x(PAST - 1) + 6:.0f}" y="{BOTTOM - 10}">light: nine of ten</text>',
        f'<text x="{LEFT}" y="{HEIGHT - 12}">48 months ago</text><text x="{x(PAST - 1) - 14:.0f}" y="{HEIGHT - 12}">now</text>',
        "</svg>",
    ]
    print("\n".join(parts))


def x(step: float) -> float:
    return LEFT + (WIDTH - LEFT - 8) * step / (PAST + AHEAD - 1)


def y(value: float) -> float:
    return BOTTOM - (BOTTOM - 14) * value / TOP_VALUE


def line(steps: np.ndarray, values: np.ndarray) -> str:
    return "M" + "L".join(f"{x(step):.1f} {y(value):.1f}" for step, value in zip(steps, values))


def fan(steps: np.ndarray, low: np.ndarray, high: np.ndarray) -> str:
    return line(steps, high) + "L" + line(steps[::-1], low[::-1])[1:] + "Z"


if __name__ == "__main__":
    main()
