"""Reverse what was posted wrongly."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext_noop as N_

from yunhe.kernel import locks
from yunhe.kernel.actor import Actor
from yunhe.kernel.calendar import business_day
from yunhe.kernel.commands import command
from yunhe.kernel.flow import not_found, wrong_state
from yunhe.kernel.outcome import Outcome, Reason
from yunhe.stock.ledger import post
from yunhe.stock.levels import LevelBook
from yunhe.stock.models import BinLevel, Receipt, ReceiptLine
from yunhe.stock.receipts import add_received, entry, level_of, tell, travelled
from yunhe.stock.road import Road
from yunhe.stock.scopes import RECEIPTS

ZERO = Decimal(0)


@command("stock.reverse_receipts", N_("Reverse receipts"), RECEIPTS)
def reverse_receipts(receipt_ids: Sequence[int], *, by: Actor, at: datetime) -> Outcome:
    """Take receipts back whose goods still lie where they were received and are promised to nobody; else refused. A
    transfer's goods are on the way again."""
    receipt_ids = list(dict.fromkeys(receipt_ids))
    lines = list(ReceiptLine.objects.filter(receipt__in=receipt_ids).select_related("receipt__inbound"))
    locks.lock("stock_inbound", {line.receipt.inbound_id for line in lines})
    road = Road.find()
    back_on_road = [road.leg(entry(line, line.qty, "reverse")) for line in lines if travelled(line, road)]
    book = LevelBook.lock([level_of(line) for line in lines] + [e.level for e in back_on_road])
    heads = {r.id: r for r in Receipt.objects.filter(id__in=receipt_ids).select_related("inbound")}
    outcome = Outcome()
    by_receipt: defaultdict[int, list[ReceiptLine]] = defaultdict(list)
    for line in lines:
        by_receipt[line.receipt_id].append(line)
    lying = _lying(lines)
    good: list[ReceiptLine] = []
    for id in receipt_ids:
        if id not in heads:
            outcome.refused[id] = not_found(id)
        elif heads[id].state != "posted":
            outcome.refused[id] = wrong_state(heads[id].number, heads[id].state, ("posted",))
        elif any(lying.get(_place(line), ZERO) < line.qty for line in by_receipt[id]):
            outcome.refused[id] = Reason(
                "moved_on", N_("The goods of {number} have been moved on"), {"number": heads[id].number}
            )
        elif any(book.free(level_of(line)) < line.qty for line in by_receipt[id]):
            outcome.refused[id] = Reason(
                "promised", N_("The goods of {number} are promised already"), {"number": heads[id].number}
            )
        else:
            for line in by_receipt[id]:
                lying[_place(line)] -= line.qty
                book.take(level_of(line), line.qty)  # so that the next receipt does not count on the same goods
            good += by_receipt[id]
            outcome.done.append(id)
    for line in good:
        book.give(level_of(line), line.qty)
    entries = [entry(line, -line.qty, "reverse") for line in good]
    entries += [e for e in back_on_road if e.subject_id in outcome.done]
    post(entries, book=book, business_date=business_day(at), by=by)
    Receipt.objects.filter(id__in=outcome.done).update(state="reversed", state_at=at)
    back: defaultdict[int, Decimal] = defaultdict(Decimal)
    for line in good:
        back[line.inbound_line_id] -= line.qty
    add_received(back)
    tell([(heads[id], by_receipt[id]) for id in outcome.done], "reverse_part", "reverse_all", by=by, at=at)
    return outcome


def _place(line: ReceiptLine) -> tuple[int, int, int | None, int, str]:
    return (line.item_id, line.bin_id, line.lot_id, line.receipt.inbound.owner_id, line.grade)


def _lying(lines: list[ReceiptLine]) -> dict[tuple[int, int, int | None, int, str], Decimal]:
    """What is free in the bins of these lines, locked."""
    rows = BinLevel.objects.filter(item__in={line.item_id for line in lines}, bin__in={line.bin_id for line in lines})
    return {
        (b.item_id, b.bin_id, b.lot_id, b.owner_id, b.grade): b.qty - b.bound
        for b in rows.order_by("id").select_for_update()
    }
