"""Goods between warehouses: they lie in the transit warehouse until they are received."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import F

from yunhe.stock.ledger import Entry
from yunhe.stock.models import Bin, BinLevel, Grade, Warehouse

ZERO = Decimal(0)


@dataclass(slots=True)
class Road:
    """The transit warehouse and its bin, none where there is no such warehouse; and what lies there, while a batch takes of it."""

    warehouse: int | None = None
    bin: int = 0
    left: defaultdict[tuple[int, str, int], Decimal] = field(default_factory=lambda: defaultdict(Decimal))

    @classmethod
    def find(cls) -> "Road":
        main = (
            Bin.objects.filter(warehouse__kind=Warehouse.Kind.TRANSIT, kind=Bin.Kind.MAIN)
            .order_by("warehouse_id")
            .first()
        )
        return cls(main.warehouse_id, main.id) if main else cls()

    def look(self, items: Iterable[int]) -> None:
        """Read what of these items is on the way, by (item, lot code, owner). Their levels are locked by the caller."""
        rows = BinLevel.objects.filter(bin=self.bin, item__in=set(items), grade=Grade.GOOD, qty__gt=F("bound"))
        for item, lot, owner, qty in rows.values_list("item_id", "lot__code", "owner_id", F("qty") - F("bound")):
            self.left[item, lot or "", owner] += qty

    def take(self, item: int, lot: str, owner: int, qty: Decimal) -> Decimal | None:
        """Take `qty`; or how much there is, when that is less, and nothing taken."""
        if self.left[item, lot, owner] < qty:
            return self.left[item, lot, owner]
        self.left[item, lot, owner] -= qty
        return None

    def leg(self, entry: Entry) -> Entry:
        """The same goods on the road."""
        assert self.warehouse
        return entry._replace(warehouse=self.warehouse, bin=self.bin, grade=Grade.GOOD)
