"""Lots and serial numbers by their code."""

from collections.abc import Mapping
from datetime import date

from yunhe.stock.models import Lot


def lots_of(wanted: Mapping[tuple[int, str], date | None]) -> dict[tuple[int, str], int]:
    """The lot ids of (item, code); a new code makes a lot with its expiry date. Two statements."""
    if not wanted:
        return {}
    Lot.objects.bulk_create(
        [Lot(item_id=item, code=code, expires_on=expires) for (item, code), expires in wanted.items()],
        ignore_conflicts=True,
    )
    found = Lot.objects.filter(item__in={item for item, _ in wanted}, code__in={code for _, code in wanted})
    return {(lot.item_id, lot.code): lot.id for lot in found}
