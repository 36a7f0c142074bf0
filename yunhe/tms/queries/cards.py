"""Rate cards, as the rules take them and as the edit grid shows them."""

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet

from yunhe.tms.models import RateRow
from yunhe.tms.rules import Card, Tariff
from yunhe.tms.sheets import ZONE_FIELDS, RateLine


def cards_until(day: date) -> list[Card]:
    """All cards of active carriers that have begun on a day, with their zones. One query."""
    rows = _rows().filter(card__carrier__active=True, card__valid_from__lte=day)
    return _cards(rows)


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
