"""Fill one box: each piece in turn at the extreme point where it lies lowest, if it may lie there.

Extreme points after Crainic, Perboli & Tadei (2008). Plain loops over arrays, compiled by numba where it is installed
and run as they are where it is not. Imported at first use, not with the package.
"""

import numpy as np
from numpy.typing import NDArray

try:
    from numba import njit
except ImportError:

    def njit(**_: object):  # type: ignore[no-redef, no-untyped-def]
        return lambda function: function


Ints = NDArray[np.int64]

NO_LIMIT = 1 << 60
NOTHING = -1  # grams: not even what weighs nothing


@njit(cache=True)
def fill(
    order: Ints,
    ways: Ints,
    weight: Ints,
    carries: Ints,
    box: Ints,
    most_weight: int,
    support: float,
    axes: Ints,
    snug: bool,
    whole: bool,
    at: Ints,
    lies: Ints,
) -> int:
    """Place the pieces of `order` where they fit; returns how many. `at[p, 0]` is -1 for a piece left out. With
    `whole` it ends at the first piece that finds no place.

    `ways[p, r]` is the size of piece p turned in way r; a size of 0 ends its ways. `carries[p]`: grams it may carry;
    the whole weight of a piece counts for each piece anywhere beneath it. `support`: the share of the base that must
    lie on something. `axes`: along which axis an end is to be low first; with `snug` the point where least room is left
    up to the next pieces and walls comes before that. `at`, `lies`: where each piece lies and how.
    """
    count = len(order)
    points = np.zeros((6 * count + 2, 3), np.int64)
    used = 1
    inside = np.full(count, -1, np.int64)
    beneath = np.zeros(count, np.int64)
    bears = np.zeros(count, np.int64)
    placed = 0
    total = 0
    failed = -1
    limited = False  # with any limit, nothing is pushed under a piece that lies already
    for n in range(count):
        limited = limited or carries[order[n]] < NO_LIMIT
    for n in range(count):
        p = order[n]
        at[p, 0] = -1
        if whole and placed < n:
            continue
        if total + weight[p] > most_weight or (failed >= 0 and _no_easier(p, failed, ways, weight, carries)):
            continue
        best = (NO_LIMIT, NO_LIMIT, NO_LIMIT, NO_LIMIT)
        best_way, best_point = -1, -1
        for r in range(6):
            w, h, d = ways[p, r, 0], ways[p, r, 1], ways[p, r, 2]
            if w == 0:
                break
            for e in range(used):
                x, y, z = points[e, 0], points[e, 1], points[e, 2]
                if x + w > box[0] or y + h > box[1] or z + d > box[2]:
                    continue
                room = _room(x, y, z, w, h, d, inside, placed, at, lies, box) if snug else 0
                ends = (
                    room,
                    points[e, axes[0]] + ways[p, r, axes[0]],
                    points[e, axes[1]] + ways[p, r, axes[1]],
                    points[e, axes[2]] + ways[p, r, axes[2]],
                )
                if ends >= best or not _may_lie(x, y, z, w, h, d, inside, placed, at, lies, support, limited):
                    continue
                if z > 0 and limited:
                    _mark_beneath(x, y, z, w, h, inside, placed, at, lies, beneath)
                    if _too_heavy(weight[p], inside, placed, carries, bears, beneath):
                        continue
                best = ends
                best_way, best_point = r, e
        if best_way < 0:
            failed = p
            continue
        at[p] = points[best_point]
        lies[p] = ways[p, best_way]
        total += weight[p]
        if limited and at[p, 2] > 0:
            _mark_beneath(at[p, 0], at[p, 1], at[p, 2], lies[p, 0], lies[p, 1], inside, placed, at, lies, beneath)
            for k in range(placed):
                bears[k] += beneath[k] * weight[p]
        used = _new_points(p, inside, placed, at, lies, box, points, used)
        inside[placed] = p
        placed += 1
    return placed


@njit(cache=True)
def _no_easier(p: int, failed: int, ways: Ints, weight: Ints, carries: Ints) -> bool:
    """Whether a piece is of the size of one that has just found no place, and neither lighter nor stronger."""
    if weight[p] < weight[failed] or carries[p] > carries[failed]:
        return False
    for r in range(6):
        for a in range(3):
            if ways[p, r, a] != ways[failed, r, a]:
                return False
    return True


@njit(cache=True)
def _may_lie(
    x: int,
    y: int,
    z: int,
    w: int,
    h: int,
    d: int,
    inside: Ints,
    placed: int,
    at: Ints,
    lies: Ints,
    support: float,
    limited: bool,
) -> bool:
    """Free of others and supported enough; where loads are limited, also under nothing."""
    rests = 0
    for k in range(placed):
        q = inside[k]
        top = at[q, 2] + lies[q, 2]
        if top < z or at[q, 2] > z + d:
            continue
        area = _shared_area(x, y, w, h, q, at, lies)
        if area > 0:
            if top == z:
                rests += area
            elif at[q, 2] < z + d or limited:
                return False
    return z == 0 or rests >= support * w * h


@njit(cache=True)
def _too_heavy(weight: int, inside: Ints, placed: int, carries: Ints, bears: Ints, beneath: Ints) -> bool:
    """Whether a piece beneath could not bear the weight as well."""
    heavy = False
    for k in range(placed):
        heavy = heavy or (beneath[k] == 1 and bears[k] + weight > carries[inside[k]])
    return heavy


@njit(cache=True)
def _room(
    x: int, y: int, z: int, w: int, h: int, d: int, inside: Ints, placed: int, at: Ints, lies: Ints, box: Ints
) -> int:
    """How much of the free length along the three axes from a point a piece would leave (Crainic et al.: RS)."""
    long, wide, high = box[0] - x, box[1] - y, box[2] - z
    for k in range(placed):
        q = inside[k]
        in_x = at[q, 0] <= x < at[q, 0] + lies[q, 0]
        in_y = at[q, 1] <= y < at[q, 1] + lies[q, 1]
        in_z = at[q, 2] <= z < at[q, 2] + lies[q, 2]
        if in_y and in_z and at[q, 0] >= x:
            long = min(long, at[q, 0] - x)
        if in_x and in_z and at[q, 1] >= y:
            wide = min(wide, at[q, 1] - y)
        if in_x and in_y and at[q, 2] >= z:
            high = min(high, at[q, 2] - z)
    return abs(long - w) + abs(wide - h) + abs(high - d)


@njit(cache=True)
def _shared_area(x: int, y: int, w: int, h: int, q: int, at: Ints, lies: Ints) -> int:
    """The area in which a piece overlaps piece q seen from above."""
    wide = min(x + w, at[q, 0] + lies[q, 0]) - max(x, at[q, 0])
    deep = min(y + h, at[q, 1] + lies[q, 1]) - max(y, at[q, 1])
    return wide * deep if wide > 0 and deep > 0 else 0


@njit(cache=True)
def _mark_beneath(
    x: int, y: int, z: int, w: int, h: int, inside: Ints, placed: int, at: Ints, lies: Ints, beneath: Ints
) -> None:
    """Set `beneath[k]` to 1 for every piece on which one at this place stands, directly or through others."""
    for k in range(placed):
        q = inside[k]
        direct = at[q, 2] + lies[q, 2] == z and _shared_area(x, y, w, h, q, at, lies) > 0
        beneath[k] = 1 if direct else 0
    changed = True
    while changed:
        changed = False
        for k in range(placed):
            q = inside[k]
            for m in range(placed):
                s = inside[m]
                if (
                    beneath[k] == 0
                    and beneath[m] == 1
                    and at[s, 2] == at[q, 2] + lies[q, 2]
                    and _shared_area(at[s, 0], at[s, 1], lies[s, 0], lies[s, 1], q, at, lies) > 0
                ):
                    beneath[k] = 1
                    changed = True


@njit(cache=True)
def _new_points(p: int, inside: Ints, placed: int, at: Ints, lies: Ints, box: Ints, points: Ints, used: int) -> int:
    """Three corners of the piece, each pushed along either other axis until something stops it; covered ones go."""
    for axis in range(3):
        for turn in range(2):
            slide = (axis + 1 + turn) % 3
            third = 3 - axis - slide
            corner = at[p, axis] + lies[p, axis]
            low = 0
            for k in range(placed):
                q = inside[k]
                end = at[q, slide] + lies[q, slide]
                if (
                    low < end <= at[p, slide]
                    and at[q, axis] <= corner < at[q, axis] + lies[q, axis]
                    and at[q, third] <= at[p, third] < at[q, third] + lies[q, third]
                ):
                    low = end
            points[used, axis] = corner
            points[used, slide] = low
            points[used, third] = at[p, third]
            new = corner < box[axis]
            for e in range(used):
                if new and points[e, 0] == points[used, 0]:
                    new = points[e, 1] != points[used, 1] or points[e, 2] != points[used, 2]
            used += 1 if new else 0
    kept = 0
    for e in range(used):
        covered = True
        for a in range(3):
            covered = covered and at[p, a] <= points[e, a] < at[p, a] + lies[p, a]
        if not covered:
            points[kept] = points[e]
            kept += 1
    return kept
