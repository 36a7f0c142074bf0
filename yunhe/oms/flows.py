"""The lives of orders, returns and refunds, as data (MODEL section 4)."""

from yunhe.kernel.flow import Flow, Step
from yunhe.oms import events

ORDER = Flow(
    "order",
    "oms_order",
    initial="draft",
    terminal={"completed", "cancelled"},
    root="d.id",
    capture=Step(("draft",), "new", events.OrderCaptured),
    audit=Step(("new",), "audited", events.OrderAudited),
    unaudit=Step(("audited",), "new", events.OrderUnaudited),
    complete=Step(("audited",), "completed", events.OrderCompleted),
    cancel=Step(("draft", "new", "audited"), "cancelled", events.OrderCancelled),
)

RETURN = Flow(
    "return",
    "oms_return",
    initial="requested",
    terminal={"settled", "refused", "withdrawn"},
    root="order_id",
    approve=Step(("requested",), "approved", events.ReturnApproved),
    refuse=Step(("requested",), "refused", events.ReturnRefused),
    withdraw=Step(("requested", "approved"), "withdrawn", events.ReturnWithdrawn),
    send=Step(("approved",), "in_transit", events.ReturnSent),
    receive=Step(("approved", "in_transit"), "received", events.ReturnReceived),
    inspect=Step(("received",), "inspected", events.ReturnInspected),
    settle=Step(("inspected",), "settled", events.ReturnSettled),
)

REFUND = Flow(
    "refund",
    "oms_refund",
    initial="requested",
    terminal={"paid", "refused"},
    root="order_id",
    approve=Step(("requested", "failed"), "approved", events.RefundApproved),
    refuse=Step(("requested",), "refused", events.RefundRefused),
    pay=Step(("approved",), "paid", events.RefundPaid),
    fail=Step(("approved",), "failed", events.RefundFailed),
)
