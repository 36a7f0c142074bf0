"""Printing: which labels may be printed now, and that they were."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_noop as N_

from yunhe.kernel.actor import Actor
from yunhe.kernel.commands import command
from yunhe.kernel.events import record
from yunhe.kernel.flow import not_found, wrong_state
from yunhe.kernel.outcome import Outcome, Reason
from yunhe.kernel.paper import module_dots
from yunhe.stock.models import Parcel
from yunhe.stock.scopes import PARCELS
from yunhe.tms.commands.locking import lock_parcels, stays_here
from yunhe.tms.events import LabelPrinted
from yunhe.tms.label_sheet import WIDTH_DOTS


@command("tms.print_labels", N_("Print labels"), PARCELS)
def print_labels(parcel_ids: Sequence[int], *, by: Actor, at: datetime) -> Outcome:
    """Note that the labels of these parcels are printed; `queries.labels.label_pdf(outcome.done)` draws the pages.

    From the commit of a recall on no label is printed. Refused: not labelled, being recalled or cancelled, or a number
    too long for the paper.
    """
    parcels, outcome = lock_parcels(parcel_ids), Outcome()
    for id in dict.fromkeys(parcel_ids):
        if reason := _why_not(id, parcels.get(id)):
            outcome.refused[id] = reason
        else:
            outcome.done.append(id)
    printed = [parcels[id] for id in outcome.done]
    Parcel.objects.filter(id__in=outcome.done).update(label_printed_at=at)
    record(
        [
            LabelPrinted(subject=p.id, root=p.root_id, outbound=p.outbound_id, again=p.label_printed_at is not None)
            for p in printed
        ],
        by=by,
        at=at,
    )
    return outcome


def _why_not(id: int, parcel: Parcel | None) -> Reason | None:
    if parcel is None:
        return not_found(id)
    if reason := stays_here(parcel):
        return reason
    if parcel.state != "labelled":
        return wrong_state(parcel.number, parcel.state, ["labelled"])
    if not module_dots(parcel.waybill, WIDTH_DOTS):
        return Reason("too_long", N_("{waybill} is too long for a label"), {"waybill": parcel.waybill})
    return None
