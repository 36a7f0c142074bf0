"""Draw the picture of the guide's page on safety stock: lead-time demand and the two order points.

python bench/planning/safety_stock_picture.py > docs/guide/pictures/safety-stock-points.svg
"""

from datetime import date

import numpy as np

from yunhe.planning.safety_stock import LeadTimes, lead_time_demand, order_points

WIDTH, HEIGHT, LEFT, BOTTOM = 720, 300, 30, 240
STYLE = (
    "text{font:12px sans-serif;fill:#444}.bar{fill:#9cc3e0}.axis{stroke:#999}"
    ".simple{stroke:#b3541e;stroke-width:2.5}.learned{stroke:#0a6cbd;stroke-width:2.5}"
)
FILL = 0.98


def main() -> None:
    """Print the SVG."""
    random = np.random.default_rng(3)
    sold = random.binomial(1, 0.35, 364) * random.geometric(0.3, 364)
    lead_times = LeadTimes((2, 3, 3, 3, 4, 4, 5, 8), "learned from 8 receipts")
    sample = lead_time_demand(sold, lead_times, seed=1, draws=5_000)
    simple, learned = order_points(sold, date(2027, 1, 1), lead_times, seed=1, unit_cost=10, fill=FILL)
    end = simple.level * 1.12
    counts, edges = np.histogram(sample, bins=np.arange(0, end, 1))
    scale = (BOTTOM - 30) / counts.max()

    def x(units: float) -> float:
        return LEFT + (WIDTH - LEFT - 20) * units / end

    bars = "".join(
        f'<path class="bar" d="M{x(start):.1f} {BOTTOM}V{BOTTOM - count * scale:.1f}H{x(start + 0.9):.1f}V{BOTTOM}Z"/>'
        for count, start in zip(counts, edges)
        if count
    )
    ticks = "".join(
        f'<text x="{x(units) - 6:.0f}" y="{BOTTOM + 18}">{units}</text>' for units in range(0, int(end), 10)
    )
    points = "".join(
        f'<path class="{name}" d="M{x(one.level):.1f} {top}V{BOTTOM}"/>'
        f'<text x="{x(one.level) + shift:.0f}" y="{top + 12}" text-anchor="{anchor}">{label}: {one.level:.0f}</text>'
        f'<text x="{x(one.level) + shift:.0f}" y="{top + 28}" text-anchor="{anchor}">'
        f"serves {one.fill:.1%}, ties up {one.cash:.0f}</text>"
        for name, one, label, top, shift, anchor in (
            ("simple", simple, "highest month × 1.2", 40, -8, "end"),
            ("learned", learned, f"lead-time demand for {FILL:.0%}", 90, 8, "start"),
        )
    )
    print(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}"><title>What is sold while waiting for'
        f" the supplier, and the two order points</title><style>{STYLE}</style>\n{bars}\n"
        f'<path class="axis" d="M{LEFT} {BOTTOM}H{WIDTH - 10}"/>{ticks}\n'
        f'<text x="{LEFT}" y="{HEIGHT - 22}">units sold between ordering and having; the higher the bar, the more often</text>'
        f"\n{points}\n</svg>"
    )


if __name__ == "__main__":
    main()
