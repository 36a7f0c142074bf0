"""Parcels with their outbounds, locked in the house's order, so that a recall and a ship scan cannot pass each other."""

from collections.abc import Iterable

from django.utils.translation import gettext_noop as N_

from yunhe.kernel.locks import lock
from yunhe.kernel.outcome import Reason
from yunhe.stock.models import Parcel


def lock_parcels(parcel_ids: Iterable[int]) -> dict[int, Parcel]:
    """Lock the outbounds of these parcels, then the parcels; gives them by id with `outbound` read. Three statements."""
    ids = list(parcel_ids)
    lock("stock_outbound", Parcel.objects.filter(id__in=ids).values_list("outbound_id", flat=True))
    found = Parcel.objects.filter(id__in=ids).select_related("outbound").order_by("id").select_for_update(of=("self",))
    return {parcel.id: parcel for parcel in found}


def stays_here(parcel: Parcel) -> Reason | None:
    """Why this parcel must not leave: its outbound is being recalled or is cancelled. None when it may."""
    outbound = parcel.outbound
    if outbound.recall_requested:
        return Reason("recall_requested", N_("{number} is being recalled: put it aside"), {"number": outbound.number})
    if outbound.state in ("planned", "cancelled"):
        return Reason(
            "not_released",
            N_("{number} is {state}: put it aside"),
            {"number": outbound.number, "state": outbound.state},
        )
    return None
