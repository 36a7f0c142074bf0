"""The working calendar as data, and the buckets of a plan. Days are int64: days since 1970-01-01."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from yunhe.planning.mrp.errors import BadCalendar
from yunhe.planning.mrp.quantity import Column, Ints

_FIRST, _LAST = 0, 47_482  # 1970-01-01 … 2099-12-31


def days(values: Column | date | str | int) -> Ints:
    """Dates (date, ISO text, datetime64, or days since 1970 as integers) as int64 days."""
    array = np.asarray(values)
    if array.dtype.kind in "iu":
        return array.astype(np.int64)
    try:
        stamps = array.astype("datetime64[D]")
    except ValueError:
        wrong = next((value for value in array.ravel().tolist() if not _is_date(value)), values)
        raise BadCalendar(f"{wrong!r} is not a date", offender=str(wrong)) from None
    if np.isnat(stamps).any():
        raise BadCalendar("a date is missing", offender=str(int(np.isnat(stamps).argmax())))
    return stamps.astype(np.int64)


def _is_date(value: object) -> bool:
    try:
        np.array(value).astype("datetime64[D]")
    except ValueError:
        return False
    return True


def iso(day: int) -> str:
    """A day as ISO text."""
    return str(np.datetime64(int(day), "D"))


@dataclass(frozen=True, eq=False)
class WorkingCalendar:
    """The working days of a company or a supplier, sorted."""

    working: Ints

    @classmethod
    def of(cls, weekmask: str = "1111100", holidays: Column = (), extra: Column = ()) -> "WorkingCalendar":
        """Monday-first weekmask, minus holidays, plus extra working days (调休 make-up days win over holidays)."""
        if len(weekmask) != 7 or set(weekmask) - {"0", "1"}:
            raise BadCalendar(f"weekmask {weekmask!r} is not seven times 0 or 1", offender=weekmask)
        span = np.arange(_FIRST, _LAST + 1, dtype=np.int64)
        open_ = np.array([mark == "1" for mark in weekmask])[(span + 3) % 7]
        open_[_within(holidays)] = False
        open_[_within(extra)] = True
        if not open_.any():
            raise BadCalendar("the calendar has no working day", offender=weekmask)
        return cls(span[open_])

    def back(self, day: npt.ArrayLike, working_days: npt.ArrayLike) -> Ints:
        """The day that lies so many working days before the last working day ≤ `day`."""
        return self._at(np.searchsorted(self.working, day, "right") - 1 - np.asarray(working_days), day)

    def forward(self, day: npt.ArrayLike, working_days: npt.ArrayLike) -> Ints:
        """The day that lies so many working days after the first working day ≥ `day`."""
        return self._at(np.searchsorted(self.working, day, "left") + np.asarray(working_days), day)

    def between(self, start: npt.ArrayLike, end: npt.ArrayLike) -> Ints:
        """Working days from start (exclusive) to end (inclusive), negative when end lies before start."""
        counted = np.searchsorted(self.working, end, "right") - np.searchsorted(self.working, start, "right")
        return np.asarray(counted, dtype=np.int64)

    def _at(self, position: npt.NDArray[np.intp], day: npt.ArrayLike) -> Ints:
        outside = (position < 0) | (position >= len(self.working))
        if outside.any():
            offender = iso(int(np.broadcast_to(day, outside.shape).ravel()[outside.ravel().argmax()]))
            raise BadCalendar(f"no working day that far from {offender} (1970 … 2099)", offender=offender)
        return self.working[position]


@dataclass(frozen=True, eq=False)
class Buckets:
    """The plan's time grid: needs of one bucket are due on its first day. `starts[0]` is today, `end` is exclusive."""

    starts: Ints
    end: int

    @classmethod
    def of(cls, lengths: Sequence[int], today: date | str | int) -> "Buckets":
        """Buckets of so many calendar days each, from today: `[1] * 14 + [7] * 50` is two weeks by day, then weeks."""
        if not lengths or min(lengths) < 1:
            raise BadCalendar("buckets need lengths of at least one day", offender=str(list(lengths)[:5]))
        edges = int(days(today)) + np.concatenate([[0], np.cumsum(np.asarray(lengths, dtype=np.int64))])
        return cls(edges[:-1], int(edges[-1]))

    @classmethod
    def weekly(cls, today: date | str | int, weeks: int = 52) -> "Buckets":
        return cls.of([7] * weeks, today)

    @classmethod
    def daily(cls, today: date | str | int, count: int = 90) -> "Buckets":
        return cls.of([1] * count, today)

    @property
    def today(self) -> int:
        return int(self.starts[0])

    def holding(self, day: Ints) -> Ints:
        """The bucket that holds each day; a day in the past belongs to the first bucket."""
        return np.maximum(np.searchsorted(self.starts, day, "right") - 1, 0)


def _within(values: Column) -> Ints:
    marked = days(np.asarray(values)) if len(values) else np.empty(0, dtype=np.int64)
    return marked[(marked >= _FIRST) & (marked <= _LAST)]
