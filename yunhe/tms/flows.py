"""The life of a parcel as data (MODEL section 4)."""

from yunhe.kernel.flow import Flow, Step
from yunhe.tms import events

ON_THE_WAY = ("handed_over", "in_transit", "out_for_delivery", "problem")

PARCEL = Flow(
    "parcel",
    "stock_parcel",
    initial="open",
    terminal={"delivered", "returned", "lost", "voided"},
    root="root_id",
    assign=Step(("open",), "labelled", events.WaybillAssigned),
    void=Step(("open", "labelled"), "voided", events.WaybillVoided),
    hand_over=Step(("labelled",), "handed_over", events.ParcelHandedOver),
    move=Step(("handed_over", "problem"), "in_transit", events.ParcelMoved),
    go_out=Step(("handed_over", "in_transit", "problem"), "out_for_delivery", events.ParcelMoved),
    stop=Step(("handed_over", "in_transit", "out_for_delivery"), "problem", events.ParcelProblem),
    turn_back=Step(ON_THE_WAY, "returning", events.ParcelMoved),
    deliver=Step((*ON_THE_WAY, "returning", "lost"), "delivered", events.ParcelDelivered),
    bring_back=Step((*ON_THE_WAY, "returning", "lost"), "returned", events.ParcelReturned),
    lose=Step((*ON_THE_WAY, "returning"), "lost", events.ParcelLost),
)
