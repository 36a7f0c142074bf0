"""New outbounds and their lines: what is asked for, and the COPY that writes them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from yunhe.kernel.actor import Actor
from yunhe.kernel.bulk import copy_rows, new_ids
from yunhe.kernel.calendar import Booking, bookings, business_day
from yunhe.kernel.money import LineAmounts
from yunhe.kernel.numbering import draw
from yunhe.partners.models import ADDRESS
from yunhe.stock.models import Grade, Outbound, OutboundLine

ZERO = Decimal(0)


@dataclass(slots=True)
class NewLine:
    """A line to be planned: `qty` in base units; `amounts` and `tax_rate` of a sale, `root` = the order, its line
    and its shop that it serves. `allocated` is answered."""

    item: int
    qty: Decimal
    grade: str = Grade.GOOD
    amounts: LineAmounts | None = None
    tax_rate: Decimal | None = None
    currency: str = "CNY"
    root: tuple[int | None, int | None, int | None] = (None, None, None)
    id: int = 0
    allocated: Decimal = ZERO

    @property
    def short(self) -> Decimal:
        return self.qty - self.allocated


@dataclass(slots=True)
class NewOutbound:
    """An outbound to be planned; `id` and the lines' ids and allocated quantities are answered in place."""

    kind: str
    warehouse: int
    owner: int
    entity: int
    lines: list[NewLine]
    partner: int | None = None
    address: Mapping[str, str] = field(default_factory=dict)
    source: tuple[str, int | None] = ("", None)
    root: int | None = None
    priority: int = 5
    ship_by: datetime | None = None
    service: str = ""
    shop: int | None = None
    recognise: str = "shipped"
    note: str = ""
    split_from: int | None = None
    id: int = 0
    number: str = ""


OUTBOUND_COLUMNS = (
    *(
        "id",
        "number",
        "kind",
        "state",
        "state_at",
        "warehouse_id",
        "owner_id",
        "partner_id",
        "source_kind",
        "source_id",
    ),
    *(
        "root_id",
        "priority",
        "ship_by",
        "service",
        "shop_id",
        "recognise",
        "business_date",
        "period_id",
        "late",
        "created_by",
    ),
    *("note", "custom", "recall_requested", "split_from_id"),
    *("recipient", "phone", "phone_tail", "region_code", "detail", "token", "platform"),
)
LINE_COLUMNS = (
    *(
        "id",
        "outbound_id",
        "n",
        "root_id",
        "root_line_id",
        "shop_id",
        "item_id",
        "grade",
        "qty",
        "allocated",
        "picked",
        "shipped",
    ),
    *("amount_incl", "tax_rate", "tax", "amount_excl", "currency"),
)


def write_outbounds(outbounds: Sequence[NewOutbound], *, by: Actor, at: datetime) -> None:
    """Insert documents and lines by COPY; ids and numbers are set on them."""
    day = business_day(at)
    booked = bookings({o.entity for o in outbounds}, day)
    lines = [(o, n, line) for o in outbounds for n, line in enumerate(o.lines, 1)]
    for o, id, number in zip(outbounds, new_ids(Outbound, len(outbounds)), draw("OB", day, len(outbounds))):
        o.id, o.number = id, number
    for (_, _, line), id in zip(lines, new_ids(OutboundLine, len(lines))):
        line.id = id
    copy_rows(Outbound, OUTBOUND_COLUMNS, [_row(o, booked[o.entity], day, by, at) for o in outbounds])
    copy_rows(
        OutboundLine,
        LINE_COLUMNS,
        [
            (
                *(line.id, o.id, n, *line.root, line.item, line.grade, line.qty, line.allocated, ZERO, ZERO),
                *_amounts(line),
            )
            for o, n, line in lines
        ],
    )


def _row(o: NewOutbound, booked: Booking, day: date, by: Actor, at: datetime) -> tuple[object, ...]:
    address = o.address
    return (
        *(
            o.id,
            o.number,
            o.kind,
            "planned",
            at,
            o.warehouse,
            o.owner,
            o.partner,
            *o.source,
            o.root,
            o.priority,
            o.ship_by,
        ),
        *(
            o.service,
            o.shop,
            o.recognise,
            day,
            booked.period_id,
            booked.late,
            by.name,
            o.note,
            "{}",
            False,
            o.split_from,
        ),
        *(address.get(name, "") for name in ADDRESS),
    )


def _amounts(line: NewLine) -> tuple[object, ...]:
    if line.amounts is None:
        return (None, None, None, None, line.currency)
    return (line.amounts.amount_incl, line.tax_rate, line.amounts.tax, line.amounts.amount_excl, line.currency)
