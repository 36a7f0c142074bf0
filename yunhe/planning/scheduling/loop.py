"""The compiled loop: numba where it is installed, the same Python code where it is not. Imported at first use only.

`NUMBA_DISABLE_JIT=1`, numba's own switch, runs the plain code with numba installed. Both give the same plans for the
same seed and number of iterations, because chance comes from `draw` and not from a library.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Loop = Callable[..., Any]

HERE = Path(__file__).parent
SOURCES = ("anneal.py", "arrays.py", "decode.py", "dispatch.py", "graph.py", "loop.py", "tabu.py")

try:
    import numba

    def compiled(function: Loop) -> Loop:
        """Compile at the first call, release the interpreter lock, keep the machine code.

        numba knows machine code as stale only by the file of the function itself, not by the files of what it calls:
        so the code is kept in a folder named after the text of all loops.
        """
        config: Any = numba.config
        kept = config.CACHE_DIR
        config.CACHE_DIR = str(Path(kept or HERE / "__pycache__") / f"loops-{DIGEST}")
        try:
            loop: Loop = numba.njit(cache=True, nogil=True)(function)
        finally:
            config.CACHE_DIR = kept
        return loop

    DIGEST = hashlib.sha256(b"".join((HERE / name).read_bytes() for name in SOURCES)).hexdigest()[:16]
except ImportError:

    def compiled(function: Loop) -> Loop:
        """Without numba: the function as it stands."""
        return function


MULTIPLIER, INCREMENT, MASK = 25214903917, 11, (1 << 48) - 1


@compiled
def draw(chance: Ints, below: int) -> int:
    """A whole number from 0 to below − 1 by the 48-bit linear congruence of drand48; `chance[0]` is its state."""
    state = (int(chance[0]) * MULTIPLIER + INCREMENT) & MASK
    chance[0] = state
    return (state >> 17) % below


def chance_of(seed: int) -> Ints:
    """The state to draw from."""
    return np.array([(seed * 2654435761 + 97) & MASK], dtype=np.int64)
