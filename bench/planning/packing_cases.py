"""The instances of Martello, Pisinger & Vigo (2000): their distributions and their random numbers, from the published generator.

Test v of size n is drawn after srand48(v + n), with a 48-bit congruential generator of its own; classes 1 to 5 mix the
five item types (60 % of the class's own), 6 to 8 are uniform. The code is ours, constants and classes are theirs.
"""

HALF_AND_LARGE = {  # per item type: for w, h, d whether "up to a half" (s), "two thirds and more" (l) or "half and more" (m)
    1: "sll",
    2: "lsl",
    3: "lls",
    4: "mmm",
    5: "sss",
}
BOX = {1: 100, 2: 100, 3: 100, 4: 100, 5: 100, 6: 10, 7: 40, 8: 100}
UNIFORM = {6: 10, 7: 35, 8: 100}
FAROE = {  # mean boxes by guided local search for n = 50, 100, 150, 200: Faroe, Pisinger & Zachariasen (2003)
    1: (13.4, 26.7, 37.0, 51.2),
    4: (29.4, 59.0, 86.8, 119.0),
    5: (8.3, 15.1, 20.2, 27.2),
    6: (9.8, 19.1, 29.4, 37.7),
    7: (7.4, 12.3, 15.8, 23.5),
    8: (9.2, 18.9, 23.9, 29.9),
}


class Random48:
    """The generator's random numbers: two 32-bit halves, seeded with the test's number."""

    def __init__(self, seed: int) -> None:
        self.high, self.low = seed, 0x330E

    def between(self, least: int, most: int) -> int:
        self.high = (self.high * 0xDEECE66D + self.low * 0x5DEEC) & 0xFFFFFFFF
        self.low = (self.low * 0xE66D + 0xB) & 0xFFFFFFFF
        self.high = (self.high + (self.low >> 16)) & 0xFFFFFFFF
        self.low &= 0xFFFF
        return (self.high >> 1) % (most - least + 1) + least


def instance(number: int, count: int, test: int) -> tuple[list[tuple[int, int, int]], int]:
    """Sizes of the pieces and side of the box: class `number`, `count` pieces, `test` from 1 to 10."""
    random = Random48(test + count)
    side = BOX[number]
    return [_piece(random, number, side) for _ in range(count)], side


def _piece(random: Random48, number: int, side: int) -> tuple[int, int, int]:
    if number in UNIFORM:
        most = UNIFORM[number]
        return random.between(1, most), random.between(1, most), random.between(1, most)
    drawn = random.between(1, 10)
    ranges = {"s": (1, side // 2), "l": (2 * side // 3, side), "m": (side // 2, side)}
    w, h, d = (random.between(*ranges[kind]) for kind in HALF_AND_LARGE[drawn if drawn <= 5 else number])
    return w, h, d
