"""Seeded luck: the same seed, purpose and key always draw the same number, in whatever order it is asked."""

import hashlib
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")
SCALE = 2.0**64


class Luck:
    """Draws that depend on the seed, what they are for and whom they concern, and on nothing else."""

    def __init__(self, seed: int) -> None:
        self.seed = seed

    def draw(self, purpose: str, key: object) -> float:
        """A number from 0 up to (not including) 1."""
        digest = hashlib.blake2b(f"{self.seed}|{purpose}|{key}".encode(), digest_size=8).digest()
        return int.from_bytes(digest, "big") / SCALE

    def happens(self, purpose: str, key: object, share: float) -> bool:
        return self.draw(purpose, key) < share

    def between(self, purpose: str, key: object, least: int, most: int) -> int:
        """A whole number from `least` to `most`, both included."""
        return least + int(self.draw(purpose, key) * (most - least + 1))

    def choose(self, purpose: str, key: object, among: Sequence[T]) -> T:
        return among[int(self.draw(purpose, key) * len(among))]
