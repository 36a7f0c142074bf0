"""What people call the codes of the ground floor."""

from django.utils.translation import gettext_noop as N_

OUTBOUND_STATES = {
    "planned": N_("Planned"),
    "released": N_("To be picked"),
    "picking": N_("Being picked"),
    "picked": N_("Picked"),
    "packed": N_("Packed"),
    "shipped": N_("Shipped"),
    "delivered": N_("Delivered"),
    "closed": N_("Closed"),
    "cancelled": N_("Cancelled"),
}
OUTBOUND_KINDS = {
    "sale": N_("Sale"),
    "pickup": N_("Pick-up"),
    "dropship": N_("Drop shipment"),
    "transfer": N_("Transfer"),
    "issue": N_("Issue to production"),
    "supplier_return": N_("Return to supplier"),
    "other": N_("Other"),
}
INBOUND_KINDS = {
    "purchase": N_("Purchase"),
    "return": N_("Return"),
    "transfer": N_("Transfer"),
    "production": N_("Production"),
    "material_return": N_("Material back from production"),
    "other": N_("Other"),
}
INBOUND_STATES = {
    "expected": N_("Expected"),
    "arrived": N_("Arrived"),
    "part_received": N_("Partly received"),
    "received": N_("Received"),
    "closed": N_("Closed"),
    "closed_short": N_("Closed short"),
    "cancelled": N_("Cancelled"),
}
RECEIPT_STATES = {"posted": N_("Booked"), "reversed": N_("Reversed")}
PARCEL_STATES = {
    "open": N_("Waybill wanted"),
    "labelled": N_("Labelled"),
    "handed_over": N_("Handed over"),
    "in_transit": N_("On the way"),
    "out_for_delivery": N_("Out for delivery"),
    "problem": N_("Problem"),
    "returning": N_("Coming back"),
    "delivered": N_("Delivered"),
    "returned": N_("Returned"),
    "lost": N_("Lost"),
    "voided": N_("Voided"),
}
GRADES = {
    "good": N_("Good"),
    "inspect": N_("To be inspected"),
    "second": N_("Second choice"),
    "damaged": N_("Damaged"),
    "expired": N_("Expired"),
}
LIGHTS = {"short": N_("Short"), "near": N_("Near the limit"), "safe": N_("Enough")}
MOVE_CAUSES = {
    "opening": N_("Opening stock"),
    "receive": N_("Received"),
    "reverse": N_("Receipt reversed"),
    "put_away": N_("Goods put away"),
    "pick": N_("Picked"),
    "unpick": N_("Put back"),
    "ship": N_("Shipped"),
    "adjust": N_("Adjusted"),
    "count": N_("Counted"),
    "grade": N_("Grade changed"),
    "move": N_("Moved"),
}
MOVE_DOCUMENTS = {
    "outbound": N_("Outbound"),
    "receipt": N_("Receipt"),
    "bin": N_("Bin"),
    "level": N_("Correction"),
}
