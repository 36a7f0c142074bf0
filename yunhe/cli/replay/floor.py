"""The warehouse staff: waves, picks and short picks, packing, recalls, hand-over, receiving and putting away."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Q

from sim.grocery.luck import Luck
from yunhe.cli.replay.orders import Inbox
from yunhe.kernel.actor import system
from yunhe.kernel.calendar import business_day
from yunhe.oms.models import Order
from yunhe.stock import commands as stock
from yunhe.stock.commands.moving import BinMove
from yunhe.stock.commands.receiving import Received
from yunhe.stock.models import Bin, BinLevel, InboundLine, Outbound, Parcel
from yunhe.tms import commands as tms
from yunhe.wms import commands as wms
from yunhe.wms.commands.picking import Picked
from yunhe.wms.queries import bindings_of

STAFF = system("replay.staff")
LATE_SUPPLIER = 0.1
RETURNS_TAKE = timedelta(days=3)
BATCH = 2_000
FEW_TOTES = 6


class Floor:
    """The staff of all warehouses."""

    def __init__(self, warehouses: Sequence[int], inbox: Inbox, luck: Luck) -> None:
        self.warehouses, self.inbox, self.luck = list(warehouses), inbox, luck
        self._scans = 0

    def pick(self, at: datetime) -> int:
        """Put what is released onto carts, print its labels, and pick; returns the number of carts."""
        waves = wms.wave_released(self.warehouses, by=STAFF, at=at).done
        self.walk(waves, at)
        return len(waves)

    def walk(self, waves: Sequence[int], at: datetime) -> None:
        """Start these carts, print their labels, and pick all that is found."""
        if not waves:
            return
        wms.start_waves(waves, by=STAFF, at=at)
        unprinted = Parcel.objects.filter(state="labelled", label_printed_at=None, outbound__waves__wave__in=waves)
        tms.print_labels(list(unprinted.order_by("id").values_list("id", flat=True)), by=STAFF, at=at)
        rows = [Picked(self._uuid(), wave, binding, left, at) for wave, binding, left in bindings_of(list(waves))]
        missing = self._not_found(rows)
        for part in _parts([row for row in rows if row.binding not in missing]):
            wms.confirm_picks(part, by=STAFF, at=at)
        if missing:
            wms.report_short([row for row in rows if row.binding in missing], by=STAFF, at=at)

    def pause(self, at: datetime) -> None:
        """Stop in the middle of a shift: a quarter of what is released waits, on carts, being picked, picked, packed."""
        waves = wms.wave_released(self.warehouses, by=STAFF, at=at, totes=FEW_TOTES).done
        quarter = len(waves) // 4
        self.walk(waves[: 2 * quarter], at)
        wms.start_waves(waves[2 * quarter : 3 * quarter], by=STAFF, at=at)
        picked = Outbound.objects.filter(state="picked", waves__wave__in=waves[:quarter]).order_by("id")
        stock.pack(list(picked.values_list("id", flat=True)), by=STAFF, at=at)

    def pack(self, at: datetime) -> int:
        picked = Outbound.objects.filter(state="picked", recall_requested=False, kind="sale").order_by("id")
        return len(stock.pack(list(picked.values_list("id", flat=True)), by=STAFF, at=at).done)

    def answer_recalls(self, at: datetime) -> int:
        """Stop what is being recalled; its goods go back to the dock."""
        asked = Outbound.objects.filter(recall_requested=True, state__in=("released", "picking", "picked", "packed"))
        return len(stock.answer_recalls(list(asked.order_by("id").values_list("id", flat=True)), by=STAFF, at=at).done)

    def hand_over(self, at: datetime) -> int:
        """The carriers' vans take what is packed and labelled."""
        ready = Parcel.objects.filter(state="labelled", outbound__state="packed", outbound__recall_requested=False)
        ids = list(ready.order_by("id").values_list("id", flat=True))
        return sum(len(tms.hand_over(part, by=STAFF, at=at).done) for part in _parts(ids, 1_000))

    def receive(self, at: datetime) -> int:
        """Suppliers' trucks and returned parcels that are due arrive; some suppliers are days late."""
        today = business_day(at)
        bought = Q(inbound__kind="purchase", inbound__due_on__lte=today)
        sent_back = Q(inbound__kind="return", inbound__business_date__lte=today - RETURNS_TAKE)
        due = InboundLine.objects.filter(
            bought | sent_back, inbound__state__in=("expected", "arrived", "part_received")
        ).order_by("inbound_id", "n")
        rows = [
            Received(line, qty - received)
            for line, inbound, kind, due_on, qty, received in due.values_list(
                "id", "inbound_id", "inbound__kind", "inbound__due_on", "qty", "received"
            )
            if qty > received and (kind == "return" or due_on + self._delay(inbound) <= today)
        ]
        return sum(len(stock.receive(part, by=STAFF, at=at).done) for part in _parts(rows))

    def put_away(self, at: datetime) -> int:
        """From the docks to the shelves."""
        main = dict(Bin.objects.filter(kind="main").values_list("warehouse_id", "id"))
        lying = BinLevel.objects.filter(bin__kind="receive", grade="good").order_by("id")
        rows = [
            BinMove(id, main[warehouse], qty - bound)
            for id, warehouse, qty, bound in lying.filter(qty__gt=0).values_list("id", "warehouse_id", "qty", "bound")
            if qty > bound
        ]
        return sum(len(wms.put_away(part, by=STAFF, at=at).done) for part in _parts(rows))

    def _not_found(self, rows: Sequence[Picked]) -> set[int]:
        """One binding of each order that luck lets come up short."""
        with connection.cursor() as cursor:
            cursor.execute(
                """SELECT o.root_id, min(k.id) FROM stock_binding k JOIN stock_outboundline l ON l.id = k.outbound_line_id
                   JOIN stock_outbound o ON o.id = l.outbound_id
                   WHERE k.id = ANY(%s) AND o.split_from_id IS NULL GROUP BY 1""",
                [[row.binding for row in rows]],
            )
            first = dict(cursor.fetchall())
        keys = dict(Order.objects.filter(id__in=list(first)).values_list("id", "external_id"))
        flags = self.inbox.flags.of
        return {binding for order, binding in first.items() if "short_pick" in flags.get(keys.get(order, ""), ())}

    def _delay(self, inbound: int) -> timedelta:
        late = self.luck.happens("late_supplier", inbound, LATE_SUPPLIER)
        return timedelta(days=self.luck.between("days_late", inbound, 1, 3) if late else 0)

    def _uuid(self) -> uuid.UUID:
        self._scans += 1
        return uuid.UUID(int=(self.luck.seed << 64) + self._scans)


def _parts(rows: Sequence, size: int = BATCH) -> list[Sequence]:
    return [rows[n : n + size] for n in range(0, len(rows), size)]
