"""The lives of the hand-off documents, as data (MODEL section 4)."""

from yunhe.kernel.flow import Flow, Step
from yunhe.stock import events

OUTBOUND = Flow(
    "outbound",
    "stock_outbound",
    initial="planned",
    terminal={"closed", "cancelled"},
    root="root_id",
    release=Step(("planned",), "released", events.OutboundReleased),
    recall=Step(("released",), "planned", events.OutboundRecalled),
    start=Step(("released",), "picking", events.PickingStarted),
    pick=Step(("released", "picking"), "picked", events.OutboundPicked),
    resume=Step(("picked",), "picking", events.PickingResumed),
    unpick=Step(("picking", "picked", "packed"), "released", events.OutboundUnpicked),
    pack=Step(("picked",), "packed", events.OutboundPacked),
    unpack=Step(("packed",), "picked", events.OutboundUnpacked),
    ship=Step(("packed",), "shipped", events.OutboundShipped),
    deliver=Step(("shipped",), "delivered", events.OutboundDelivered),
    close=Step(("shipped", "delivered"), "closed", events.OutboundClosed),
    cancel=Step(("planned",), "cancelled", events.OutboundCancelled),
)

INBOUND = Flow(
    "inbound",
    "stock_inbound",
    initial="expected",
    terminal={"closed", "closed_short", "cancelled"},
    root="root_id",
    arrive=Step(("expected",), "arrived", events.GoodsArrived),
    receive_part=Step(("expected", "arrived", "part_received", "received"), "part_received", events.GoodsReceived),
    receive_all=Step(("expected", "arrived", "part_received", "received"), "received", events.GoodsReceived),
    reverse_part=Step(("part_received", "received"), "part_received", events.ReceiptReversed),
    reverse_all=Step(("part_received", "received"), "arrived", events.ReceiptReversed),
    close=Step(("received",), "closed", events.InboundClosed),
    close_short=Step(("expected", "arrived", "part_received"), "closed_short", events.InboundClosed),
    cancel=Step(("expected", "arrived"), "cancelled", events.InboundCancelled),
)
