"""Working days and periods: on which day something counts, and in which period it is booked."""

import calendar as months
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext_noop as N_

from yunhe.kernel.models import Entity, Holiday, Period
from yunhe.kernel.outcome import Reason, RefusalError

SATURDAY = 5


def business_day(at: datetime) -> date:
    """The company's calendar day of a moment."""
    return at.astimezone(ZoneInfo(settings.TIME_ZONE)).date()


@dataclass(frozen=True, slots=True)
class Booking:
    """Where a paper of one day counts: its period, and whether that is later than the paper's own."""

    period_id: int
    late: bool


def booking(entity_id: int, day: date) -> Booking:
    """The period a paper of `day` books into: its own when open, else the first open one after it, `late`."""
    return bookings([entity_id], day)[entity_id]


def bookings(entity_ids: Iterable[int], day: date) -> dict[int, Booking]:
    """The same for several entities in one query. Raises RefusalError when one of them has no open period left."""
    wanted = sorted(set(entity_ids))
    found = (
        Period.objects.filter(entity_id__in=wanted, ends__gte=day, state=Period.State.OPEN)
        .order_by("entity_id", "starts")
        .distinct("entity_id")
        .values_list("entity_id", "id", "starts")
    )
    booked = {entity_id: Booking(id, late=starts > day) for entity_id, id, starts in found}
    if len(booked) < len(wanted):
        raise RefusalError(Reason("no_open_period", N_("No open period from {day} on"), {"day": day}))
    return booked


def open_year(entity: Entity, year: int) -> list[Period]:
    """Twelve calendar months of a year as open periods; those that exist stay as they are."""
    made = [
        Period(
            entity=entity,
            code=f"{year}-{month:02d}",
            starts=date(year, month, 1),
            ends=date(year, month, months.monthrange(year, month)[1]),
        )
        for month in range(1, 13)
    ]
    return Period.objects.bulk_create(made, ignore_conflicts=True)


class WorkingDays:
    """The company's working days: Monday to Friday, corrected by the holidays table. Read once, then pure."""

    def __init__(self, holidays: dict[date, bool]) -> None:
        self._works = holidays

    @classmethod
    def load(cls) -> "WorkingDays":
        return cls(dict(Holiday.objects.values_list("day", "works")))

    def works(self, day: date) -> bool:
        return self._works.get(day, day.weekday() < SATURDAY)

    def add(self, day: date, days: int) -> date:
        """`days` working days after `day` (before it when negative); 0 gives `day` or the next working day."""
        step = timedelta(days=-1 if days < 0 else 1)
        left = abs(days)
        while left or not self.works(day):
            day += step
            if left and self.works(day):
                left -= 1
        return day
