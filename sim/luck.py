"""Bad luck from a seed: whether a fault strikes depends on seed, kind and key alone, the same for every order of requests."""

import hashlib


def draw(seed: int, kind: str, key: object) -> float:
    """A number in [0, 1)."""
    digest = hashlib.sha256(f"{seed}|{kind}|{key}".encode()).digest()
    return int.from_bytes(digest[:8], "big") / 2**64
