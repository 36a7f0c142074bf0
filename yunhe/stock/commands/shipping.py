"""Pack and ship: goods leave stock whole outbound by whole outbound, and never come back but as a return."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_noop as N_

from yunhe.kernel import locks
from yunhe.kernel.actor import Actor
from yunhe.kernel.calendar import business_day
from yunhe.kernel.commands import command
from yunhe.kernel.flow import not_found
from yunhe.kernel.outcome import Outcome, Reason
from yunhe.stock.allocations import close, lines_of, set_lines
from yunhe.stock.bindings import Bound, bound_to
from yunhe.stock.commands.picking import Pick, pick
from yunhe.stock.commands.release import release
from yunhe.stock.flows import OUTBOUND
from yunhe.stock.ledger import Entry, post
from yunhe.stock.levels import LevelBook
from yunhe.stock.models import Allocation, Bin, Outbound, Warehouse
from yunhe.stock.putting_back import bins_of, through_pack
from yunhe.stock.scopes import OUTBOUNDS


@command("stock.pack", N_("Pack"), OUTBOUNDS)
def pack(outbound_ids: Sequence[int], *, by: Actor, at: datetime) -> Outcome:
    """The picked goods are checked and closed in their cartons."""
    ready, refused = _not_recalled(outbound_ids)
    return OUTBOUND.move(ready, "pack", by=by, at=at).merge(Outcome(refused=refused))


@command("stock.unpack", N_("Unpack"), OUTBOUNDS)
def unpack(outbound_ids: Sequence[int], *, by: Actor, at: datetime) -> Outcome:
    """Open the cartons again."""
    return OUTBOUND.move(outbound_ids, "unpack", by=by, at=at)


@command("stock.ship", N_("Ship"), OUTBOUNDS)
def ship(outbound_ids: Sequence[int], *, by: Actor, at: datetime) -> Outcome:
    """Packed goods leave: stock falls, promises end as kept. A transfer's goods go into the transit warehouse.

    Refused when a recall was asked for; the flag was locked first, so no ship scan overtakes it.
    """
    ready, refused = _not_recalled(outbound_ids)
    heads = {o.id: o for o in Outbound.objects.filter(id__in=ready, state="packed")}
    payload = {
        id: {
            "warehouse": o.warehouse_id,
            "kind": o.kind,
            "source": (o.source_kind, o.source_id) if o.source_kind else None,
        }
        for id, o in heads.items()
    }
    outcome = OUTBOUND.move(ready, "ship", by=by, at=at, payload=payload)
    Outbound.objects.filter(id__in=outcome.done).update(shipped_at=at)
    _leave(outcome.done, heads, by=by, at=at)
    return outcome.merge(Outcome(refused=refused))


@command("stock.ship_whole", N_("Ship at once"), OUTBOUNDS)
def ship_whole(outbound_ids: Sequence[int], *, by: Actor, at: datetime) -> Outcome:
    """Release, pick, pack and ship in one go: counter sale, drop-ship, backflush, a shop without a scanner."""
    released = release(outbound_ids, by=by, at=at)
    pick([Pick(b.id, b.qty - b.picked) for b in bound_to(released.done)], by=by, at=at)
    packed = pack(released.done, by=by, at=at)
    shipped = ship(packed.done, by=by, at=at)
    return Outcome(done=shipped.done, refused={**released.refused, **packed.refused, **shipped.refused})


@command("stock.deliver", N_("Deliver"), OUTBOUNDS)
def deliver(outbound_ids: Sequence[int], *, by: Actor, at: datetime) -> Outcome:
    """The goods are where they should be."""
    kinds = dict(Outbound.objects.filter(id__in=outbound_ids).values_list("id", "kind"))
    outcome = OUTBOUND.move(
        outbound_ids, "deliver", by=by, at=at, payload={id: {"kind": kind} for id, kind in kinds.items()}
    )
    Outbound.objects.filter(id__in=outcome.done).update(delivered_at=at)
    return outcome


@command("stock.close_outbounds", N_("Close outbounds"), OUTBOUNDS)
def close_outbounds(outbound_ids: Sequence[int], *, by: Actor, at: datetime) -> Outcome:
    """Nothing more is expected of them."""
    return OUTBOUND.move(outbound_ids, "close", by=by, at=at)


def _not_recalled(outbound_ids: Sequence[int]) -> tuple[list[int], dict[Any, Reason]]:
    locks.lock("stock_outbound", outbound_ids)
    flags = dict(Outbound.objects.filter(id__in=outbound_ids).values_list("id", "recall_requested"))
    refused: dict[Any, Reason] = {
        id: Reason("recall_requested", N_("It is being recalled")) for id, recall in flags.items() if recall
    }
    refused |= {id: not_found(id) for id in outbound_ids if id not in flags}
    return [id for id in outbound_ids if id not in refused], refused


def _leave(outbound_ids: Sequence[int], heads: dict[int, Outbound], *, by: Actor, at: datetime) -> None:
    bindings = bound_to(outbound_ids)
    if not bindings:
        return
    transit = Warehouse.objects.filter(kind=Warehouse.Kind.TRANSIT).order_by("id").first()
    moving = [b for b in bindings if heads[b.outbound].kind == Outbound.Kind.TRANSFER and transit]
    lines = lines_of(outbound_ids)
    keys = [line.level for line in lines]
    book = LevelBook.lock(keys + [(b.item, transit.id, b.owner, b.grade) for b in moving if transit])
    pack_of = bins_of({b.warehouse for b in bindings}, Bin.Kind.PACK)
    entries = [through_pack(b, pack_of[b.warehouse], -b.picked, "ship") for b in bindings]
    if transit:
        main = bins_of({transit.id}, Bin.Kind.MAIN)[transit.id]
        entries += [_on_the_way(b, transit.id, main) for b in moving]
    close({line.id: line.allocated for line in lines}, Allocation.Closed.SHIPPED, book=book)
    post(entries, book=book, business_date=business_day(at), by=by)
    set_lines({line.id: {"shipped": line.picked} for line in lines})


def _on_the_way(b: Bound, warehouse: int, bin: int) -> Entry:
    return through_pack(b, bin, b.picked, "ship")._replace(warehouse=warehouse)
