"""The compiled loop: numba where it is installed, the same Python code where it is not. Imported at first use only.

`NUMBA_DISABLE_JIT=1`, numba's own switch, runs the plain code with numba installed. Both give the same plans for the
same seed and number of iterations, because chance comes from `draw` and not from a library.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]

try:
    from numba import njit

    def compiled(function: Callable[..., Any]) -> Callable[..., Any]:
        """Compile at the first call, keep the machine code beside the source, release the interpreter lock."""
        compiling: Callable[..., Any] = njit(cache=True, nogil=True)(function)
        return compiling
except ImportError:

    def compiled(function: Callable[..., Any]) -> Callable[..., Any]:
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
