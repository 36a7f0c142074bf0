"""List pages of delivery: parcels."""

from django.utils.translation import gettext_noop as N_

from yunhe.tms import commands as tms
from yunhe.tms.listings import PARCELS
from yunhe.web.lists.declare import Action, Back, Final, ListPage, in_states
from yunhe.web.lists.ground import OUTBOUND_LIST
from yunhe.web.lists.sheets import of_parcels

PRINT_WAYBILLS = Action(
    "tms.print_labels",
    N_("Print labels"),
    "printer",
    tms.print_labels,
    back=Back.STEP,
    key="p",
    fits=in_states("labelled"),
    sheets=of_parcels,
)
PARCEL_LIST = ListPage(
    PARCELS,
    "truck-delivery",
    ("number", "/parcels/"),
    {"state": "parcel"},
    (
        Action(
            "tms.request_waybills",
            N_("Request waybills"),
            "refresh",
            tms.request_waybills,
            back=Back.STEP,
            key="w",
            fits=in_states("open"),
        ),
        PRINT_WAYBILLS,
        Action(
            "tms.hand_over",
            N_("Hand over"),
            "truck",
            tms.hand_over,
            back=Final(N_("The carrier has the parcels, and their goods leave the stock.")),
            key="h",
            fits=in_states("labelled"),
        ),
        Action(
            "tms.mark_delivered",
            N_("Mark as delivered"),
            "circle-check",
            tms.mark_delivered,
            back=Final(N_("The parcels count as arrived.")),
            fits=in_states("handed_over", "in_transit", "out_for_delivery", "problem"),
        ),
        Action(
            "tms.void_waybills",
            N_("Void waybills"),
            "ban",
            tms.void_waybills,
            back=Final(N_("The waybills and their labels are worth nothing any more.")),
            fits=in_states("labelled"),
            danger=True,
        ),
    ),
    links={"outbound": OUTBOUND_LIST},
    empty=N_("No parcel matches. A released outbound opens one."),
)
