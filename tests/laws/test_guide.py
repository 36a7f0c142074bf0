"""The guide to the loop quotes the loop: what it says happens on an event is what loop.py does."""

import re
from pathlib import Path

from yunhe import loop

GUIDE = Path(__file__).parents[2] / "docs" / "guide" / "the-loop.md"
QUOTED = [line.strip() for line in GUIDE.read_text().splitlines() if line.startswith("    ")]


def test_the_guide_asks_eight_questions() -> None:
    assert [n for n in range(1, 9) if f"**{n}. " not in GUIDE.read_text()] == []
    assert len(QUOTED) >= 8


def test_what_the_guide_quotes_is_what_the_loop_does() -> None:
    subscribed = {(s.name.rsplit(".", 1)[-1], kind) for s in loop.SUBSCRIPTIONS for kind in s.kinds}
    timers = {(timer.cron, timer.name) for timer in loop.CLOCK}
    wrong = []
    for line in QUOTED:
        words = re.findall(r'"([^"]+)"', line)
        handler = re.search(r"do=\w+\.(\w+)", line)
        if handler:
            wrong += [line for kind in words if (handler[1], kind) not in subscribed]
            wrong += [line] * (handler[1] not in {name for name, _ in subscribed})
        else:
            wrong += [line] * (tuple(words) not in timers)
    assert wrong == []
