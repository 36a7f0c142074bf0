"""Which service takes a parcel: the cheapest of those that arrive in time, with every loser's reason."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_noop as N_

from yunhe.kernel.money import ZERO
from yunhe.kernel.outcome import Reason
from yunhe.tms.rules.quote import Card, Package, Quote, quote


@dataclass(frozen=True, slots=True)
class Wish:
    """A parcel that needs a service: where to, asked-for service (`service` or `carrier/service`), promised day."""

    package: Package
    region: str
    currency: str
    service: str = ""
    promised: date | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A service that was looked at. `lost` is None for the chosen one, else why it was not chosen."""

    card: Card
    quote: Quote | None
    arrives_on: date | None
    lost: Reason | None

    @property
    def amount(self) -> Decimal:
        return self.quote.amount if self.quote else ZERO

    def stored(self) -> dict[str, Any]:
        return {
            "carrier": self.card.carrier,
            "service": self.card.service,
            "card": self.card.id,
            "zone": self.quote.zone if self.quote else None,
            "amount": str(self.quote.amount) if self.quote else None,
            "arrives_on": self.arrives_on and str(self.arrives_on),
            "lost": self.lost and self.lost.stored(),
        }


def current_cards(cards: Iterable[Card], origin: str, day: date) -> list[Card]:
    """Per carrier and service the card that holds on a day for a warehouse in this region: the longest origin that fits,
    then the newest that has begun."""
    best: dict[tuple[str, str], Card] = {}
    for card in cards:
        if card.valid_from > day or not origin.startswith(card.origin):
            continue
        key = (card.carrier, card.service)
        if key not in best or (len(card.origin), card.valid_from) > (len(best[key].origin), best[key].valid_from):
            best[key] = card
    return [best[key] for key in sorted(best)]


def choose(wish: Wish, cards: Sequence[Card], pickups: dict[str, date]) -> list[Candidate]:
    """All services in order of preference; the first is chosen when its `lost` is None, else nobody takes the parcel.

    In time: the cheaper, then the sooner. When none is in time: the soonest, then the cheaper. `pickups` gives the day
    on which each carrier fetches; arrival = that day + transit days (carriers drive on Sundays). Names break ties.
    """
    looked_at = [_look(wish, card, pickups[card.carrier]) for card in cards]
    able = [c for c in looked_at if c.lost is None]
    in_time = sorted(
        (c for c in able if wish.promised is None or _arrival(c) <= wish.promised),
        key=lambda c: (c.amount, _arrival(c), c.card.carrier, c.card.service),
    )
    late = sorted(
        (c for c in able if c not in in_time),
        key=lambda c: (_arrival(c), c.amount, c.card.carrier, c.card.service),
    )
    ranked = in_time + late
    losers = [replace(c, lost=_why_not(c, ranked[0], wish)) for c in ranked[1:]]
    return ranked[:1] + losers + [c for c in looked_at if c.lost is not None]


def _look(wish: Wish, card: Card, pickup: date) -> Candidate:
    if wish.service and wish.service not in (card.service, f"{card.carrier}/{card.service}"):
        return Candidate(
            card, None, None, Reason("not_asked", N_("{service} was asked for"), {"service": wish.service})
        )
    if card.currency != wish.currency:
        figures = {"currency": card.currency}
        return Candidate(card, None, None, Reason("currency", N_("Its card is in {currency}"), figures))
    price = quote(wish.package, card, wish.region)
    if isinstance(price, Reason):
        return Candidate(card, None, None, price)
    return Candidate(card, price, pickup + timedelta(days=price.transit_days), None)


def _arrival(candidate: Candidate) -> date:
    return candidate.arrives_on or date.max


def _why_not(loser: Candidate, winner: Candidate, wish: Wish) -> Reason:
    if wish.promised and _arrival(winner) <= wish.promised < _arrival(loser):
        figures = {"arrives": loser.arrives_on, "promised": wish.promised}
        return Reason("too_late", N_("Arrives on {arrives}, promised for {promised}"), figures)
    if wish.promised and _arrival(winner) > wish.promised and _arrival(loser) > _arrival(winner):
        return Reason(
            "slower", N_("None is in time and this arrives later, on {arrives}"), {"arrives": loser.arrives_on}
        )
    if loser.amount > winner.amount:
        return Reason("dearer", N_("Costs {more} more"), {"more": loser.amount - winner.amount})
    if _arrival(loser) > _arrival(winner):
        return Reason("same_price_slower", N_("Costs the same and arrives on {arrives}"), {"arrives": loser.arrives_on})
    return Reason("same", N_("Same price and day; the first by name was taken"))
