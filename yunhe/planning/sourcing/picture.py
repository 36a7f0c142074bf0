"""The answer for one order as a picture: candidates from the best down, what they give, or by what they lost."""

from html import escape

from yunhe.planning.sourcing.model import Candidate, Sourced, Why

WIDTH, ROW, LEFT = 720, 30, 270
COLOURS = {True: "#2f9e44", False: "#868e96"}


def draw(answer: Sourced) -> str:
    """An SVG with a row per candidate; the bar shows its figure against the winner's."""
    height = 56 + ROW * max(1, len(answer.candidates))
    rows = [_row(answer, candidate, 44 + ROW * n) for n, candidate in enumerate(answer.candidates)]
    short = ", ".join(f"{part.line} × {part.qty}" for part in answer.short)
    title = f"{answer.demand} · {short} short" if short else str(answer.demand)
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" font-family="sans-serif" font-size="13">',
            f'<rect width="{WIDTH}" height="{height}" fill="white"/>',
            f'<text x="16" y="26" font-size="15" font-weight="bold">{escape(title)}</text>',
            *rows,
            "</svg>\n",
        ]
    )


def _row(answer: Sourced, candidate: Candidate, y: int) -> str:
    chosen = candidate.why is Why.CHOSEN
    name = " + ".join(map(str, candidate.nodes))
    if chosen:
        words = "; ".join(f"{take.node}: {take.line} × {take.qty}" for take in answer.takes)
        length = 90.0
    else:
        words = f"{candidate.why.value} {candidate.figure} : {candidate.against}"
        most = max(candidate.figure, candidate.against)
        length = float(90 * candidate.figure / most) if most else 0.0
    return (
        f'<text x="16" y="{y + 16}" fill="{COLOURS[chosen]}">{escape(name)}</text>'
        f'<rect x="{LEFT}" y="{y + 4}" width="{max(2.0, length):.1f}" height="16" rx="2" fill="{COLOURS[chosen]}"/>'
        f'<text x="{LEFT + 100}" y="{y + 16}">{escape(words)}</text>'
    )
