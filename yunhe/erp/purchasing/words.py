"""What people call the codes of purchasing."""

from django.utils.translation import gettext_noop as N_

PURCHASE_STATES = {
    "draft": N_("Draft"),
    "approved": N_("Approved"),
    "sent": N_("Sent"),
    "confirmed": N_("Confirmed"),
    "closed": N_("Closed"),
    "closed_short": N_("Closed short"),
    "cancelled": N_("Cancelled"),
}
RECEIVED = {"none": N_("Nothing received"), "part": N_("Partly received"), "full": N_("All received")}
PROPOSAL_STATES = {"open": N_("Open"), "accepted": N_("Accepted"), "dismissed": N_("Dismissed")}
