"""Moves of goods as the books see them: only what enters or leaves an entity's stock, with what its papers say."""

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db import connection

from yunhe.erp.finance.books import Sold
from yunhe.erp.finance.models import Role, Valuation
from yunhe.kernel.bulk import array, those

# Put away, pick, unpick, move and grade keep the goods ours at the same value.
VALUED = ("opening", "receive", "reverse", "ship", "adjust", "count")
TRANSFER = "transfer"  # between warehouses of one entity: quantity and value stay where they are


class GoodsMove(NamedTuple):
    """A move with the figures of its papers. `unit_cost` is what an inbound expected, `returned_outbound` what came back,
    `earned` whether the outbound's revenue is earned when it ships; `order` and `shop` are whose line it serves."""

    id: int
    entity: int
    item: int
    qty: Decimal
    cause: str
    subject_kind: str
    subject_id: int
    line: int | None
    business_date: date
    period: int
    late: bool
    inbound: str | None
    inbound_reason: str | None
    unit_cost: Decimal | None
    cost_currency: str | None
    returned_outbound: int | None
    outbound: str | None
    shop: int | None
    order: int | None
    partner: int | None
    earned: bool

    @property
    def document(self) -> tuple[str, int]:
        return (self.subject_kind, self.subject_id)

    @property
    def key(self) -> tuple[int, int]:
        return (self.entity, self.item)

    @property
    def reason(self) -> str:
        """Why the value ledger gets a row of it first."""
        if self.cause == "opening" or (self.cause == "receive" and self.inbound_reason == "opening"):
            return Valuation.Reason.OPENING
        if self.cause == "receive":
            is_return = self.inbound in ("return", "material_return")
            return Valuation.Reason.RETURN if is_return else Valuation.Reason.RECEIPT
        if self.cause == "reverse":
            return Valuation.Reason.REVERSAL
        return Valuation.Reason.ISSUE if self.cause == "ship" else Valuation.Reason.COUNT

    @property
    def contra(self) -> str:
        """The account on the other side of inventory."""
        if self.reason == Valuation.Reason.OPENING:
            return Role.OPENING_EQUITY
        if self.cause == "ship":
            return self._shipped_to()
        by_inbound = {
            "purchase": Role.GRNI,
            "production": Role.WIP,
            "material_return": Role.WIP,
            "return": Role.COST_OF_SALES if self.earned else Role.GOODS_SHIPPED,
        }
        return by_inbound.get(self.inbound or "", Role.STOCK_DIFFERENCE)

    @property
    def sold(self) -> Sold | None:
        """Whose cost it is, of a sale and of what came back from one."""
        if self.contra not in (Role.COST_OF_SALES, Role.GOODS_SHIPPED):
            return None
        return Sold(self.item, self.order, self.qty)

    @property
    def template(self) -> str:
        if self.cause in ("receive", "reverse"):
            return "goods_in"
        return "goods_out" if self.cause == "ship" else "stock_difference"

    def _shipped_to(self) -> str:
        by_outbound = {"issue": Role.WIP, "supplier_return": Role.GRNI, "other": Role.STOCK_DIFFERENCE}
        sale = Role.COST_OF_SALES if self.earned else Role.GOODS_SHIPPED
        return by_outbound.get(self.outbound or "", sale)


READ = """
    WITH wanted AS (
        SELECT id FROM stock_move WHERE id = ANY(%s::bigint[])
        UNION SELECT id FROM stock_move WHERE subject_kind = 'receipt' AND subject_id = ANY(%s::bigint[])
        UNION SELECT id FROM stock_move WHERE subject_kind = 'outbound' AND subject_id = ANY(%s::bigint[]))
    SELECT m.id, o.entity_id, m.item_id, m.qty, m.cause, m.subject_kind, m.subject_id, m.line_id, m.business_date, m.period_id,
           m.late, i.kind, i.reason, il.unit_cost, il.cost_currency, i.outbound_id, b.kind,
           coalesce(bl.shop_id, b.shop_id, back.shop_id, CASE WHEN i.kind = 'return' THEN (
               SELECT min(l.shop_id) FROM stock_outboundline l WHERE l.outbound_id = back.id AND l.root_id = i.root_id) END),
           coalesce(bl.root_id, b.root_id, i.root_id, back.root_id), coalesce(i.partner_id, b.partner_id),
           CASE WHEN i.kind = 'return' THEN back.recognise IS DISTINCT FROM 'delivered' OR EXISTS (
                    SELECT 1 FROM finance_posting p WHERE (p.document_kind, p.document_id, p.template)
                                                      = ('outbound', back.id, 'delivery'))
                ELSE b.recognise IS DISTINCT FROM 'delivered' END
    FROM wanted JOIN stock_move m USING (id)
    JOIN stock_owner o ON o.id = m.owner_id AND o.entity_id IS NOT NULL
    LEFT JOIN stock_receiptline rl ON m.subject_kind = 'receipt' AND rl.id = m.line_id
    LEFT JOIN stock_inboundline il ON il.id = rl.inbound_line_id
    LEFT JOIN stock_inbound i ON i.id = il.inbound_id
    LEFT JOIN stock_outbound back ON back.id = i.outbound_id
    LEFT JOIN stock_outbound b ON m.subject_kind = 'outbound' AND b.id = m.subject_id
    LEFT JOIN stock_outboundline bl ON m.subject_kind = 'outbound' AND bl.id = m.line_id
    WHERE m.cause = ANY(%s) AND coalesce(i.kind, '') <> 'transfer' AND coalesce(b.kind, '') <> 'transfer'
    ORDER BY m.id
"""


def read_moves(
    *, moves: Collection[int] = (), receipts: Collection[int] = (), outbounds: Collection[int] = ()
) -> list[GoodsMove]:
    """The valued moves among these, of these receipts and of these outbounds, in ledger order; one query."""
    with connection.cursor() as cursor:
        cursor.execute(READ, [array(moves), array(receipts), array(outbounds), list(VALUED)])
        return [GoodsMove(*row) for row in cursor.fetchall()]


def valued_already(move_ids: Collection[int]) -> set[int]:
    """Those of the moves that have their first amount."""
    found = Valuation.objects.filter(move_id__in=those(move_ids), reason__in=Valuation.FIRST)
    return set(found.values_list("move_id", flat=True))


def received_for(moves: Collection[GoodsMove]) -> dict[tuple[int, int | None], tuple[Decimal, Decimal]]:
    """Quantity and amount first received by (inbound, receipt line)-moves that the reversals among `moves` take back."""
    lines = [m.line for m in moves if m.cause == "reverse" and m.line is not None]
    found = Valuation.objects.filter(
        move__subject_kind="receipt", move__line_id__in=lines, move__cause="receive", reason__in=Valuation.FIRST
    ).values_list("item_id", "move__line_id", "qty", "amount")
    return {(item, line): (qty, amount) for item, line, qty, amount in found}


def left_with(moves: Collection[GoodsMove]) -> dict[tuple[int, int], tuple[Decimal, Decimal]]:
    """Quantity and amount (both positive) with which goods left, by (outbound, item), for the returns among `moves`."""
    outbounds = {m.returned_outbound for m in moves if m.returned_outbound and m.qty > 0}
    left: dict[tuple[int, int], tuple[Decimal, Decimal]] = {}
    found = Valuation.objects.filter(document_kind="outbound", document_id__in=outbounds)
    for outbound, item, qty, amount in found.values_list("document_id", "item_id", "qty", "amount"):
        before = left.get((outbound, item), (Decimal(0), Decimal(0)))
        left[outbound, item] = (before[0] - qty, before[1] - amount)
    return left
