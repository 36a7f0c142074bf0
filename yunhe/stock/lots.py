"""Lots and serial numbers by their code."""

from collections.abc import Collection, Mapping
from datetime import date

from yunhe.stock.models import Grade, Lot

LotKey = tuple[int, str]  # item, code


def lots_of(wanted: Mapping[LotKey, date | None]) -> dict[LotKey, int]:
    """The lot ids of (item, code); a new code makes a lot with its expiry date. Two statements."""
    if not wanted:
        return {}
    Lot.objects.bulk_create(
        [Lot(item_id=item, code=code, expires_on=expires) for (item, code), expires in wanted.items()],
        ignore_conflicts=True,
    )
    found = Lot.objects.filter(item__in={item for item, _ in wanted}, code__in={code for _, code in wanted})
    return {(lot.item_id, lot.code): lot.id for lot in found}


def unsold(wanted: Collection[LotKey], day: date) -> dict[LotKey, str]:
    """The grade that goods of these lots get because nobody may sell them on `day`: `expired`, or `inspect` where the lot is
    blocked. The lots are locked, so that none is blocked between the answer and the goods that follow it. One statement."""
    if not wanted:
        return {}
    known = Lot.objects.filter(item__in={item for item, _ in wanted}, code__in={code for _, code in wanted})
    grades = {}
    for lot in known.order_by("id").select_for_update():
        if lot.expires_on and lot.expires_on < day:
            grades[lot.item_id, lot.code] = str(Grade.EXPIRED)
        elif lot.blocked:
            grades[lot.item_id, lot.code] = str(Grade.INSPECT)
    return grades
