"""Baskets as order messages, with what goes wrong on the way: duplicates, stale versions, unknown items, bad addresses."""

import heapq
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.conf import settings
from pydantic import ValidationError

from sim.grocery.baskets import Basket, Line
from sim.grocery.goods import YUAN_PER_DOLLAR
from sim.grocery.luck import Luck
from sim.grocery.people import Person
from yunhe.oms.messages import Message, MessageAddress, MessageLine

SHARES = {
    "duplicate": 0.02,
    "stale": 0.01,
    "unmatched": 0.01,
    "bad_address": 0.01,
    "over_credit": 0.01,
    "cancelled": 0.03,
    "returned": 0.02,
    "short_pick": 0.01,
}
CREDIT_CUSTOMERS = 20
CENT = Decimal("0.01")
MICRO = Decimal("0.000001")


@dataclass(slots=True)
class Flags:
    """What is to befall an order later, by its external id, and how often each disturbance was sent."""

    of: dict[str, set[str]] = field(default_factory=dict)
    sent: Counter[str] = field(default_factory=Counter)
    rejected: Counter[str] = field(default_factory=Counter)
    right: dict[str, Message] = field(default_factory=dict)  # what a held message should have said


class Inbox:
    """Messages by the time at which they arrive."""

    def __init__(self, luck: Luck, people: dict[int, Person], shop_of: dict[int, str], shift: timedelta) -> None:
        self.flags = Flags()
        self._luck, self._people, self._shop_of, self._shift = luck, people, shop_of, shift
        self._zone = ZoneInfo(settings.TIME_ZONE)
        self._waiting: list[tuple[datetime, int, Message]] = []
        self._n = 0

    def moment(self, wall: datetime) -> datetime:
        """A shop's wall clock as a moment of ours."""
        return (wall + self._shift).replace(tzinfo=self._zone)

    def add(self, basket: Basket) -> None:
        """Queue a basket's message, and the wrong ones that go with it."""
        lines = [line for line in map(self._line, basket.lines) if line is not None]
        if not lines:
            return
        at = self.moment(basket.at)
        good = self._message(basket, lines, at)
        key = good.external_id
        befall = {name for name, share in SHARES.items() if self._luck.happens(name, key, share)}
        if good.discount or not any(line.price_incl for line in lines):
            befall.discard("over_credit")
        self.flags.of[key] = befall
        self.flags.sent.update(befall)
        first = self._spoiled(good, befall)
        if first != good:
            self.flags.right[key] = good
        self.put(at, first)
        if "duplicate" in befall:
            self.put(at + timedelta(minutes=self._luck.between("again", key, 1, 90)), first)
        if "stale" in befall:
            older = first.model_copy(update={"version": first.version - timedelta(minutes=10), "seller_memo": "old"})
            self.put(at + timedelta(minutes=self._luck.between("late", key, 1, 60)), older)

    def put(self, at: datetime, message: Message) -> None:
        self._n += 1
        heapq.heappush(self._waiting, (at, self._n, message))

    def until(self, end: datetime, most: int) -> Iterator[tuple[datetime, list[Message]]]:
        """The messages that arrive before `end`, in time order, at most so many at once, with the last one's time."""
        batch: list[Message] = []
        last = end
        while self._waiting and self._waiting[0][0] < end:
            last, _, message = heapq.heappop(self._waiting)
            batch.append(message)
            if len(batch) == most:
                yield last, batch
                batch = []
        if batch:
            yield last, batch

    @property
    def empty(self) -> bool:
        return not self._waiting

    def _line(self, line: Line) -> MessageLine | None:
        if not line.known:
            self.flags.rejected["unknown_product"] += 1
            return None
        gross = Decimal((line.paid + line.discount) * YUAN_PER_DOLLAR) * CENT
        try:
            return MessageLine(
                sku=f"G{line.product}",
                qty=Decimal(line.qty),
                price_incl=(gross / line.qty if line.qty else gross).quantize(MICRO),
                discount=max(Decimal(line.discount * YUAN_PER_DOLLAR) * CENT, Decimal(0)),
            )
        except ValidationError as error:
            self.flags.rejected[f"{error.errors()[0]['loc'][0]}_{error.errors()[0]['type']}"] += 1
            return None

    def _message(self, basket: Basket, lines: list[MessageLine], at: datetime) -> Message:
        who = self._people[basket.household]
        return Message(
            shop=self._shop_of[basket.store],
            external_id=str(basket.id),
            version=at,
            placed_at=at,
            lines=lines,
            address=MessageAddress(recipient=who.name, phone=who.phone, region_code=who.region_code, detail=who.detail),
            customer=f"H{basket.household}",
        )

    def _spoiled(self, good: Message, befall: set[str]) -> Message:
        change: dict[str, object] = {}
        if "unmatched" in befall:
            wrong = good.lines[0].model_copy(update={"sku": f"?{good.lines[0].sku}"})
            change["lines"] = [wrong, *good.lines[1:]]
        if "bad_address" in befall:
            change["address"] = good.address.model_copy(update={"region_code": "", "detail": ""})
        if "over_credit" in befall:
            change["payment"] = "credit"
            change["customer"] = f"C{self._luck.between('firm', good.external_id, 1, CREDIT_CUSTOMERS):02d}"
        return good.model_copy(update=change) if change else good
