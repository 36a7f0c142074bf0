"""Suppliers' answers and bills, the kitchen that bakes, and returned goods that are judged and paid back."""

from collections import defaultdict
from datetime import datetime
from decimal import Decimal

from django.db import connection

from sim.grocery.luck import Luck
from yunhe.erp.finance import commands as finance
from yunhe.erp.finance.commands import BilledLine, PurchaseInvoice
from yunhe.erp.production import commands as production
from yunhe.erp.production.commands import Report
from yunhe.erp.production.models import WorkOrder
from yunhe.erp.purchasing import commands as purchasing
from yunhe.erp.purchasing.models import PurchaseOrder
from yunhe.kernel.actor import system
from yunhe.kernel.calendar import business_day
from yunhe.kernel.money import cents
from yunhe.oms import commands as oms
from yunhe.oms.models import Refund, Return
from yunhe.stock import commands as stock
from yunhe.stock.commands.adjust import Adjustment
from yunhe.stock.models import BinLevel

STAFF = system("replay.office")
DEARER = 0.05  # of bills ask two per cent more than was agreed
TWO_PER_CENT = Decimal("1.02")
RESALEABLE = 0.8
SCRAP = 0.1  # of work orders lose a piece

UNBILLED = """
    SELECT i.partner_id, o.entity_id, r.number, l.id, l.qty, cents.excl, t.rate
    FROM stock_receipt r JOIN stock_inbound i ON i.id = r.inbound_id AND i.kind = 'purchase'
    JOIN stock_owner o ON o.id = i.owner_id
    JOIN stock_receiptline l ON l.receipt_id = r.id
    JOIN stock_inboundline il ON il.id = l.inbound_line_id
    JOIN catalog_item c ON c.id = l.item_id
    JOIN catalog_taxrate t ON t.code = c.tax_code
    CROSS JOIN LATERAL (SELECT round(l.qty * il.unit_cost, 2) AS excl) cents
    WHERE r.state = 'posted' AND r.state_at < %s AND NOT EXISTS (
        SELECT FROM finance_invoiceline b WHERE b.receipt_line_id = l.id)
    ORDER BY r.id, l.id
"""


class Office:
    """Buying, baking, books and returns, once a day."""

    def __init__(self, luck: Luck) -> None:
        self.luck = luck

    def confirm(self, at: datetime) -> int:
        """Suppliers confirm what they were sent."""
        sent = dict(PurchaseOrder.objects.filter(state="sent").order_by("id").values_list("id", "due_on"))
        return len(purchasing.confirm(sent, by=STAFF, at=at).done) if sent else 0

    def bill(self, at: datetime) -> int:
        """Suppliers' invoices for what came, a few of them dearer than agreed."""
        with connection.cursor() as cursor:
            cursor.execute(UNBILLED, [at])
            rows = cursor.fetchall()
        bills: defaultdict[tuple[int, int, str], list[BilledLine]] = defaultdict(list)
        for partner, entity, number, line, qty, excl, rate in rows:
            dearer = self.luck.happens("dearer", number, DEARER)
            asked = cents(excl * TWO_PER_CENT) if dearer else excl
            bills[partner, entity, number].append(BilledLine(line, qty, asked, cents(asked * rate)))
        day = business_day(at)
        invoices = [
            PurchaseInvoice(entity, partner, f"INV-{number}", day, lines)
            for (partner, entity, number), lines in bills.items()
        ]
        return len(finance.book_purchase_invoices(invoices, by=STAFF, at=at).done) if invoices else 0

    def bake(self, at: datetime) -> int:
        """The kitchen makes what is released and has its material; finished work is closed."""
        ready = WorkOrder.objects.filter(state__in=("released", "started"), kit="full").order_by("id")
        rows = [self._made(o) for o in ready]
        if not rows:
            return 0
        production.start([row.order for row in rows], by=STAFF, at=at)
        done = production.report(rows, by=STAFF, at=at).done
        made = WorkOrder.objects.filter(id__in=[rows[n].order for n in done])
        production.finish(list(made.filter(state="started").values_list("id", flat=True)), by=STAFF, at=at)
        production.close(list(made.filter(state="finished").values_list("id", flat=True)), by=STAFF, at=at)
        return len(done)

    def settle_returns(self, at: datetime) -> int:
        """Returned goods that came are judged, graded, and paid back."""
        came = list(Return.objects.filter(state="received").order_by("id").values_list("id", flat=True))
        if not came:
            return 0
        self._grade(at)
        done = oms.settle_returns(came, by=STAFF, at=at).done
        asked = list(Refund.objects.filter(state="requested").order_by("id").values_list("id", flat=True))
        approved = oms.approve_refunds(asked, by=STAFF, at=at).done
        oms.pay_refunds({id: f"PAY-{id}" for id in approved}, by=STAFF, at=at)
        return len(done)

    def _grade(self, at: datetime) -> None:
        lying = BinLevel.objects.filter(grade="inspect", qty__gt=0).order_by("id")
        rows = [
            Adjustment(
                b.item_id,
                b.warehouse_id,
                b.bin_id,
                b.owner_id,
                b.qty,
                "returned",
                b.lot_id,
                "inspect",
                "good" if self.luck.happens("resaleable", (b.id, at), RESALEABLE) else "damaged",
            )
            for b in lying
        ]
        stock.regrade(rows, by=STAFF, at=at)

    def _made(self, o: WorkOrder) -> Report:
        if o.scrap == 0 and self.luck.happens("scrap", o.id, SCRAP):
            return Report(o.id, good=o.qty - o.good, scrap=Decimal(1), cause="burnt")
        return Report(o.id, good=o.qty - o.good)
