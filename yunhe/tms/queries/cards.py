"""Rate cards, as the rules take them and as the edit grid shows them."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import QuerySet

from yunhe.kernel.calendar import business_day
from yunhe.tms.models import Carrier, RateRow
from yunhe.tms.rules import Candidate, Card, Tariff, Wish, choose, current_cards
from yunhe.tms.sheets import ZONE_FIELDS, RateLine


def cards_until(day: date) -> list[Card]:
    """All cards of active carriers that have begun on a day, with their zones. One query."""
    rows = _rows().filter(card__carrier__active=True, card__valid_from__lte=day)
    return _cards(rows)


def pickups(at: datetime) -> dict[str, date]:
    """The day on which each carrier takes what is ready now."""
    local = at.astimezone(ZoneInfo(settings.TIME_ZONE))
    return {
        code: local.date() + timedelta(days=int(cut_off is not None and local.time() > cut_off))
        for code, cut_off in Carrier.objects.filter(active=True).values_list("code", "cut_off")
    }


def tried(wish: Wish, origin: str, *, at: datetime) -> list[Candidate]:
    """What every service would say to a parcel from this region, ready now; the first one would take it when it is not
    lost itself. Two statements, nothing is written."""
    today = business_day(at)
    return choose(wish, current_cards(cards_until(today), origin, today), pickups(at))


def rate_grid(*, carriers: Iterable[str] | None = None, begun_by: date | None = None) -> list[RateLine]:
    """The rows of the edit grid, just as `import_rates` takes them back. One query."""
    rows = _rows()
    if carriers is not None:
        rows = rows.filter(card__carrier__code__in=list(carriers))
    if begun_by is not None:
        rows = rows.filter(card__valid_from__lte=begun_by)
    return [
        RateLine(
            carrier=row.card.carrier.code,
            service=row.card.service,
            origin=row.card.origin,
            valid_from=row.card.valid_from,
            currency=row.card.currency,
            **{name: getattr(row, name) for name in ZONE_FIELDS} | {"regions": tuple(row.regions)},
        )
        for row in rows
    ]


def _rows() -> QuerySet[RateRow]:
    return RateRow.objects.select_related("card__carrier").order_by(
        "card__carrier__code", "card__service", "card__origin", "card__valid_from", "id"
    )


def _cards(rows: Iterable[RateRow]) -> list[Card]:
    zones: dict[int, list[RateRow]] = {}
    for row in rows:
        zones.setdefault(row.card_id, []).append(row)
    return [
        Card(
            id=id,
            carrier=of[0].card.carrier.code,
            service=of[0].card.service,
            origin=of[0].card.origin,
            valid_from=of[0].card.valid_from,
            currency=of[0].card.currency,
            tariffs=tuple(_tariff(row) for row in of),
        )
        for id, of in zones.items()
    ]


def _tariff(row: RateRow) -> Tariff:
    return Tariff(**{name: getattr(row, name) for name in ZONE_FIELDS} | {"regions": tuple(row.regions)})
