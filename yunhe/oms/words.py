"""What people call the codes of order management: states, channels, holds, and why a warehouse was not chosen."""

from django.utils.translation import gettext_noop as N_

ORDER_STATES = {
    "draft": N_("Draft"),
    "new": N_("Not audited"),
    "audited": N_("Audited"),
    "completed": N_("Completed"),
    "cancelled": N_("Cancelled"),
}
PROGRESS = {
    "none": N_("Not allocated"),
    "part_allocated": N_("Partly allocated"),
    "allocated": N_("Allocated"),
    "part_released": N_("Partly in the warehouse"),
    "released": N_("In the warehouse"),
    "part_shipped": N_("Partly shipped"),
    "shipped": N_("Shipped"),
    "part_delivered": N_("Partly delivered"),
    "delivered": N_("Delivered"),
}
PAYMENTS = {
    "unpaid": N_("Not paid"),
    "deposit": N_("Deposit paid"),
    "paid": N_("Paid"),
    "cod": N_("Cash on delivery"),
    "credit": N_("On credit"),
    "part_refunded": N_("Partly refunded"),
    "refunded": N_("Refunded"),
}
CHANNELS = {
    "taobao": N_("Taobao"),
    "jd": N_("JD"),
    "douyin": N_("Douyin"),
    "pdd": N_("Pinduoduo"),
    "wechat": N_("WeChat"),
    "web": N_("Web shop"),
    "store": N_("Store"),
    "desk": N_("Order desk"),
}
HOLDS = {
    "item": N_("Unknown item"),
    "credit": N_("Credit limit"),
    "amount": N_("Amount"),
    "address": N_("Address"),
    "duplicate": N_("Duplicate suspected"),
    "other": N_("Other"),
}
NEXT_STEPS = {
    "match_item": N_("Match the item"),
    "fix_address": N_("Mend the address"),
    "ask_payment": N_("Ask for payment"),
    "confirm": N_("Confirm with the owner"),
    "wait_payment": N_("Wait for payment"),
    "ask_buyer": N_("Ask the buyer"),
    "recall_or_keep": N_("Recall it, or keep it as it is"),
}
RETURN_STATES = {
    "requested": N_("Requested"),
    "approved": N_("Approved"),
    "in_transit": N_("On the way back"),
    "received": N_("Received"),
    "inspected": N_("Inspected"),
    "settled": N_("Settled"),
    "refused": N_("Refused"),
    "withdrawn": N_("Withdrawn"),
}
REFUND_STATES = {
    "requested": N_("Requested"),
    "approved": N_("Approved"),
    "paid": N_("Paid out"),
    "refused": N_("Refused"),
    "failed": N_("Failed"),
}
RETURN_REASONS = {
    "damaged": N_("Damaged"),
    "wrong_item": N_("Wrong item"),
    "not_wanted": N_("Not wanted any more"),
    "late": N_("Came too late"),
}
REFUND_REASONS = {**RETURN_REASONS, "cancelled": N_("Cancelled")}
SOURCING = {
    "chosen": N_("chosen"),
    "excluded": N_("not among the warehouses that may serve this order"),
    "region": N_("does not serve the region"),
    "lane": N_("has no rate to the region"),
    "cut_off": N_("could dispatch too late"),
    "late": N_("would arrive too late"),
    "capacity": N_("has no capacity left today"),
    "stock": N_("has not enough goods"),
    "taken": N_("had enough goods, but orders before this one took them"),
    "split_value": N_("would send a parcel of too little value"),
    "priority": N_("has a lower priority"),
    "parcels": N_("needs more parcels"),
    "cost": N_("costs more"),
    "distance": N_("is farther away"),
    "lead": N_("takes longer"),
    "balance": N_("would be emptied while another has plenty"),
    "order": N_("equal in everything; the first one was taken"),
}
