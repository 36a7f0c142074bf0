"""What receiving and its reversal share: the move of a receipt line, what is received, and the inbound that follows."""

from datetime import datetime
from decimal import Decimal

from django.db import connection
from django.db.models import F, Sum

from yunhe.kernel.actor import Actor
from yunhe.kernel.bulk import array
from yunhe.stock.flows import INBOUND
from yunhe.stock.ledger import Entry
from yunhe.stock.levels import LevelKey
from yunhe.stock.models import Inbound, InboundLine, Receipt, ReceiptLine
from yunhe.stock.road import Road


def entry(line: ReceiptLine, qty: Decimal, cause: str) -> Entry:
    """The move of a receipt line into its bin (`qty` above zero) or out of it."""
    inbound = line.receipt.inbound
    return Entry(
        line.item_id, inbound.warehouse_id, line.bin_id, line.lot_id, inbound.owner_id, line.grade, qty, cause,
        "receipt", line.receipt_id, line.id, inbound.reason,
    )  # fmt: skip


def level_of(line: ReceiptLine) -> LevelKey:
    """The level its goods count in."""
    inbound = line.receipt.inbound
    return (line.item_id, inbound.warehouse_id, inbound.owner_id, line.grade)


def travelled(line: ReceiptLine, road: Road) -> bool:
    """Whether its goods came from another warehouse of ours, over the transit warehouse."""
    return bool(road.warehouse) and line.receipt.inbound.kind == Inbound.Kind.TRANSFER


def add_received(change: dict[int, Decimal]) -> None:
    """Add to what inbound lines have received, base units by line; below zero takes back."""
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE stock_inboundline l SET received = l.received + c.qty
               FROM unnest(%s::bigint[], %s::numeric[]) AS c(id, qty) WHERE l.id = c.id""",
            [array(change), array(change.values())],
        )


def tell(receipts: list[tuple[Receipt, list[ReceiptLine]]], part: str, whole: str, *, by: Actor, at: datetime) -> None:
    """Move the inbounds to what their receipts now say, with the event of each receipt."""
    ids = [receipt.inbound_id for receipt, _ in receipts]
    sums = InboundLine.objects.filter(inbound__in=ids).values("inbound_id").annotate(q=Sum("qty"), r=Sum("received"))
    lacking = set(
        InboundLine.objects.filter(inbound__in=ids, received__lt=F("qty")).values_list("inbound_id", flat=True)
    )
    nothing = {row["inbound_id"] for row in sums if not row["r"]}
    payload = {
        receipt.inbound_id: {
            "receipt": receipt.id,
            "warehouse": receipt.warehouse_id,
            "kind": receipt.inbound.kind,
            "source": (receipt.inbound.source_kind, receipt.inbound.source_id) if receipt.inbound.source_kind else None,
            "items": sorted({line.item_id for line in lines}),
        }
        for receipt, lines in receipts
    }
    ends = nothing if whole == "reverse_all" else set(ids) - lacking
    INBOUND.move([id for id in ids if id in ends], whole, by=by, at=at, payload=payload)
    INBOUND.move([id for id in ids if id not in ends], part, by=by, at=at, payload=payload)
