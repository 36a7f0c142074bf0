"""What was measured of each page, in bench/pages/results.json: each part runs alone, and for some pages alone."""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.loop.measuring import Watch
from bench.pages.matrix import View
from bench.pages.server import Time
from bench.pages.weights import Weight
from tests.e2e.everywhere import Place

RESULTS = Path(__file__).with_name("results.json")
Results = dict[str, Any]


class Kept:
    """The figures of before, and what a part adds to them. `whole` says that these are all pages there are."""

    def __init__(self, places: Iterable[Place], *, whole: bool) -> None:
        self.results: Results = json.loads(RESULTS.read_text()) if RESULTS.exists() else {"pages": {}, "measured": {}}
        before: dict[str, Any] = self.results["pages"]
        now = {place.name: {**before.get(place.name, {}), "kind": place.kind} for place in places}
        self.results["pages"] = now if whole else before | now
        self._again: set[str] = set()

    def view(self, place: Place, view: View) -> None:
        page = self._page(place)
        if place.name not in self._again:
            self._again.add(place.name)
            page |= {"views": 0, "wrong": {}}
        page["views"] += 1
        for what in view.wrong:
            page["wrong"].setdefault(what, []).append(f"{view.locale}, {view.theme}, {view.width} px")

    def weight(self, place: Place, weight: Weight) -> None:
        self._page(place)["weight"] = weight._asdict()

    def time(self, place: Place, orders: int, time: Time) -> None:
        self._page(place).setdefault("server", {})[str(orders)] = time._asdict()

    @contextmanager
    def measuring(self, part: str, orders: int) -> Iterator[None]:
        """Around a part: when it ran, on how many orders, and how many cores others kept busy meanwhile. What was found
        until the end is kept, even where that is not the end that was meant."""
        watch = Watch()
        try:
            with watch:
                yield
        finally:
            self.results["measured"][part] = {
                "at": datetime.now(UTC).isoformat(timespec="minutes"),
                "orders": orders,
                "minutes": round(watch.wall / 60, 1),
                "load_of_others": round(watch.others, 2),
            }
            text = json.dumps(self.results, indent=1, sort_keys=True, ensure_ascii=False)
            RESULTS.write_text(f"{text}\n")

    def _page(self, place: Place) -> dict[str, Any]:
        page: dict[str, Any] = self.results["pages"][place.name]
        return page
