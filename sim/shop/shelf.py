"""The shop's shelf: for each code how many may be sold, by the greatest version heard; and every word in order."""

import threading
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from sim.shop.faults import Faults


class Word(NamedTuple):
    """A figure as it came in."""

    sku: str
    qty: int
    version: int


class Shelf:
    """All state of one simulated shop, in memory. Safe to use from several threads. `knows`: its codes; None = any."""

    def __init__(
        self,
        faults: Faults | None = None,
        *,
        key: str = "demo",
        secret: str = "demo",
        knows: Collection[str] | None = None,
    ) -> None:
        self.faults = faults or Faults()
        self.key, self.secret, self.knows = key, secret, knows
        self.requests = 0
        self.heard: list[
            Word
        ] = []  # every figure of every request that was not refused, late ones when they were taken
        self.shown: list[Word] = []  # what the shelf came to show, in order
        self._newest: dict[str, Word] = {}
        self._late: list[Word] = []
        self._lock = threading.Lock()

    def arrive(self) -> int:
        """Another request is at the door; its number."""
        with self._lock:
            self.requests += 1
            return self.requests

    def take(self, rows: Sequence[Mapping[str, Any]], request: int) -> list[dict[str, Any]]:
        """Put figures on the shelf, badly if the faults say so; an answer for each."""
        words = [Word(row["sku"], int(row["qty"]), int(row["version"])) for row in rows]
        known = [word for word in words if self.knows is None or word.sku in self.knows]
        with self._lock:
            before, self._late = self._late, []
            if self.faults.happens("late", request):
                self._late = known
            else:
                self._put(known * (2 if self.faults.happens("twice", request) else 1))
            self._put(before)
        return [_answer(word, word in known) for word in words]

    def quantities(self) -> dict[str, int]:
        """What the shelf shows now."""
        with self._lock:
            return {sku: word.qty for sku, word in self._newest.items()}

    def sold_out(self) -> dict[str, int]:
        """How often each code came to show that nothing is left."""
        with self._lock:
            zeros = [word.sku for word in self.shown if word.qty == 0]
            return {sku: zeros.count(sku) for sku in sorted(set(zeros))}

    def change(self, faults: Mapping[str, Any]) -> None:
        """Behave differently from now on."""
        with self._lock:
            self.faults = replace(self.faults, **faults)

    def _put(self, words: Sequence[Word]) -> None:
        for word in words:
            self.heard.append(word)
            if word.sku not in self._newest or word.version > self._newest[word.sku].version:
                self._newest[word.sku] = word
                self.shown.append(word)


def _answer(word: Word, known: bool) -> dict[str, Any]:
    if known:
        return {"sku": word.sku, "taken": True}
    error = {"code": "UNKNOWN_SKU", "message": "本店没有此商品", "permanent": True}
    return {"sku": word.sku, "error": error}
