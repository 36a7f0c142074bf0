"""The guide to the loop quotes the loop: every line it points at stands in loop.py."""

from pathlib import Path

from yunhe import loop

GUIDE = Path(__file__).parents[2] / "docs" / "guide" / "the-loop.md"


def test_the_guide_asks_eight_questions_and_points_at_lines_of_the_loop() -> None:
    text = GUIDE.read_text()
    source = Path(loop.__file__).read_text()
    quoted = [line.strip() for line in text.splitlines() if line.startswith("    ")]
    assert [line for line in quoted if line not in source] == []
    assert [n for n in range(1, 9) if f"**{n}. " not in text] == []
    assert len(quoted) >= 8
