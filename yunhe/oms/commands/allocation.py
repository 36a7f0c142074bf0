"""Allocate: choose the warehouse and reserve, in one transaction, for a whole batch of orders, with the reasons stored."""

import json
from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, cast

from django.db import connection
from django.utils.translation import gettext_noop as N_

from yunhe.kernel import locks
from yunhe.kernel.actor import Actor
from yunhe.kernel.bulk import array, check_now, copy_rows, new_ids
from yunhe.kernel.cases import Trouble, open_cases
from yunhe.kernel.commands import command
from yunhe.kernel.events import record
from yunhe.kernel.money import LineAmounts, apportion
from yunhe.kernel.outcome import Outcome, Reason
from yunhe.oms.commands.progress import progress
from yunhe.oms.events import OrderAllocated, OrderDeallocated
from yunhe.oms.fulfilling import living_outbounds
from yunhe.oms.merging import give_up_planned
from yunhe.oms.models import Fulfilment
from yunhe.oms.scopes import ELSEWHERE, GOODS, ORDERS
from yunhe.oms.sourcing import Ground, Head, Wanted, demand, explained, ground, heads, minute_of_day, wanted
from yunhe.planning import sourcing
from yunhe.stock import commands as stock
from yunhe.stock.levels import LevelBook
from yunhe.stock.models import Grade
from yunhe.stock.outbounds import NewLine, NewOutbound
from yunhe.stock.promising import promise

ZERO = Decimal(0)


@command("oms.allocate", N_("Allocate"), ORDERS)
def allocate(order_ids: Sequence[int], *, by: Actor, at: datetime) -> Outcome:
    """Plan outbounds for what audited orders still want; a shortage is data: the line waits, is promised, and opens one
    case per item. Refused: not audited, or nothing is left to plan. `made` maps the order to its new outbounds."""
    check_now()
    locks.lock("oms_order", order_ids)
    asked = heads(order_ids)
    lines = wanted([h.id for h in asked])
    outcome = Outcome()
    outcome.refuse(set(order_ids) - set(lines), Reason("nothing_to_plan", N_("Not audited, or everything is planned")))
    serve = [h for h in asked if h.id in lines]
    if not serve:
        progress([h.id for h in asked], by=by, at=at)
        return outcome
    place = ground({h.entity for h in serve}, at)
    books = _lock(serve, lines, place)
    answers = _source(serve, lines, place, books, at)
    plans = {h.id: _plan(h, lines[h.id], answers[h.id], place) for h in serve}
    foreign = {id for id, made in plans.items() if not all(by.sees_warehouse(o.warehouse) for o, _ in made)}
    outcome.refuse(foreign, ELSEWHERE)
    serve = [h for h in serve if h.id not in foreign]
    plans = {h.id: plans[h.id] for h in serve}
    book = LevelBook({key: level for b in books.values() for key, level in b.levels.items()})
    flat = [(id, outbound, parts) for id, made in plans.items() for outbound, parts in made]
    known = _planned_before(plans)
    stock.plan_outbounds([outbound for _, outbound, _ in flat], by=by, at=at, book=book)
    _fulfil(flat)
    short = {id for id, outbound, _ in flat if any(line.short for line in outbound.lines)}
    whole = set(plans) - known - short
    _explain({id: explained(answers[id]) for id in plans}, whole)
    progress([h.id for h in asked if h.id not in whole], by=by, at=at)
    _tell(flat, serve, short, by=by, at=at)
    _shortages(flat, by=by, at=at)
    outcome.done = [h.id for h in serve]
    outcome.made = {id: [outbound.id for outbound, _ in made] for id, made in plans.items()}
    return outcome


@command("oms.deallocate", N_("Deallocate"), ORDERS, GOODS)
def deallocate(order_ids: Sequence[int], *, by: Actor, at: datetime) -> Outcome:
    """Give back what is planned for orders of which nothing was released; they can be un-audited or allocated anew."""
    locks.lock("oms_order", order_ids)
    states = living_outbounds(order_ids)
    rows = [(order, outbound, state) for order, found in states.items() for outbound, state in found.items()]
    beyond = {order for order, _, state in rows if state != "planned"}
    kept = give_up_planned([order for order, _, _ in rows if order not in beyond], by=by, at=at)
    done = [id for id in order_ids if id in {order for order, _, _ in rows} - beyond - set(kept)]
    progress(done, by=by, at=at)
    record([OrderDeallocated(subject=id, root=id) for id in done], by=by, at=at)
    outcome = Outcome(done=done)
    outcome.refuse(beyond, Reason("released", N_("The warehouse has it already; recall it first")))
    outcome.refused |= kept
    outcome.refuse(
        [id for id in order_ids if id not in done and id not in outcome.refused],
        Reason("nothing_planned", N_("Nothing is planned for it")),
    )
    return outcome


def _lock(serve: Sequence[Head], lines: Mapping[int, Sequence[Wanted]], place: Ground) -> dict[int, LevelBook]:
    """The levels of everything wanted, by owner. Owners ascending: one statement each, and there are one to three."""
    items: defaultdict[int, set[int]] = defaultdict(set)
    for h in serve:
        items[h.owner] |= {w.item for w in lines[h.id]}
    return {owner: LevelBook.lock_existing(items[owner], place.ids, owner, Grade.GOOD) for owner in sorted(items)}


def _source(
    serve: Sequence[Head],
    lines: Mapping[int, Sequence[Wanted]],
    place: Ground,
    books: Mapping[int, LevelBook],
    at: datetime,
) -> dict[int, sourcing.Sourced]:
    policy = sourcing.Policy(now=minute_of_day(at))
    answers: dict[int, sourcing.Sourced] = {}
    for owner, book in books.items():
        own = [h for h in serve if h.owner == owner]
        free = cast(
            Stock, {(at_, item): level.free for (item, at_, _, _), level in book.levels.items() if level.free > 0}
        )
        for answer in sourcing.source([demand(h, lines[h.id]) for h in own], place.nodes, free, policy=policy):
            answers[cast(int, answer.demand)] = answer
    return answers


Stock = Mapping[tuple[Hashable, Hashable], Decimal | int | None]
Planned = list[tuple[NewOutbound, list[Wanted]]]
Shares = dict[tuple[int, int], Iterator[LineAmounts]]  # by order line and item


def _plan(h: Head, lines: Sequence[Wanted], answer: sourcing.Sourced, place: Ground) -> Planned:
    """The outbounds of an order: one per node; what is short waits in the first, or on its own if the shop ships part."""
    at_node: dict[Any, list[tuple[Wanted, Decimal]]] = {}
    for take in answer.takes:
        at_node.setdefault(take.node, []).append((lines[cast(int, take.line)], cast(Decimal, take.qty)))
    home = answer.nodes[0] if answer.nodes else (h.warehouse or place.ids[0])
    apart = h.ship_partial and bool(at_node)
    waiting: list[tuple[Wanted, Decimal]] = []
    for short in answer.short:
        (waiting if apart else at_node.setdefault(home, [])).append(
            (lines[cast(int, short.line)], cast(Decimal, short.qty))
        )
    places = [(node, _merged(parts)) for node, parts in at_node.items()] + (
        [(home, _merged(waiting))] if waiting else []
    )
    shares = _shares([piece for _, parts in places for piece in parts])
    return [_outbound(h, node, parts, shares) for node, parts in places]


def _merged(parts: Sequence[tuple[Wanted, Decimal]]) -> list[tuple[Wanted, Decimal]]:
    """A line that is partly there and partly short is one line of its outbound."""
    sums: dict[tuple[int, int], tuple[Wanted, Decimal]] = {}
    for w, qty in parts:
        key = (w.order_line, w.item)
        sums[key] = (w, sums[key][1] + qty if key in sums else qty)
    return list(sums.values())


def _outbound(
    h: Head, node: Any, parts: Sequence[tuple[Wanted, Decimal]], shares: Shares
) -> tuple[NewOutbound, list[Wanted]]:
    lines = [
        NewLine(
            *(w.item, qty),
            amounts=next(shares[w.order_line, w.item]),
            tax_rate=w.tax_rate,
            currency=h.currency,
            root=(h.id, w.order_line, h.shop),
        )
        for w, qty in parts
    ]
    outbound = NewOutbound(
        kind="sale",
        warehouse=node,
        owner=h.owner,
        entity=h.entity,
        lines=lines,
        partner=h.partner,
        address=h.address,
        source=("order", h.id),
        root=h.id,
        priority=h.priority,
        ship_by=h.ship_by,
        shop=h.shop,
        recognise=h.recognise,
    )
    return outbound, [w for w, _ in parts]


def _shares(pieces: Sequence[tuple[Wanted, Decimal]]) -> Shares:
    """The amounts of the pieces of each line, in their order: shared at once, so that they sum to the line's."""
    found: defaultdict[tuple[int, int], list[tuple[Wanted, Decimal]]] = defaultdict(list)
    for w, qty in pieces:
        found[w.order_line, w.item].append((w, qty))
    shares: Shares = {}
    for key, own in found.items():
        if len(own) == 1:
            shares[key] = iter([own[0][0].amounts])
            continue
        amounts, weights = own[0][0].amounts, [qty for _, qty in own]
        both = zip(apportion(amounts.amount_incl, weights), apportion(amounts.tax, weights))
        shares[key] = iter([LineAmounts(incl, tax, incl - tax) for incl, tax in both])
    return shares


def _fulfil(flat: Sequence[tuple[int, NewOutbound, Sequence[Wanted]]]) -> None:
    rows = [(w.order_line, line.id, line.qty, w.ratio) for _, o, parts in flat for line, w in zip(o.lines, parts)]
    copy_rows(
        Fulfilment,
        ("id", "order_line_id", "outbound_line_id", "qty", "ratio"),
        [(id, *row) for id, row in zip(new_ids(Fulfilment, len(rows)), rows)],
    )


def _planned_before(order_ids: Iterable[int]) -> set[int]:
    """Orders for which something was planned already, be it cancelled since."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT root_id FROM stock_outboundline WHERE root_id = ANY(%s::bigint[])", [array(order_ids)]
        )
        return {id for (id,) in cursor.fetchall()}


def _explain(why: Mapping[int, Mapping[str, Any]], whole: Collection[int]) -> None:
    """Store the reasons. Orders that are planned for the first time and lack nothing are `allocated`, which `progress`
    would find too: one version of the row instead of two."""
    rows = [{"id": id, "why": reasons, "now": "allocated" if id in whole else None} for id, reasons in why.items()]
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE oms_order o
               SET why = o.why || jsonb_build_object('sourcing', w.why), progress = coalesce(w.now, o.progress)
               FROM jsonb_to_recordset(%s::jsonb) AS w(id bigint, why jsonb, now text) WHERE o.id = w.id""",
            [json.dumps(rows)],
        )


def _tell(
    flat: Sequence[tuple[int, NewOutbound, Sequence[Wanted]]],
    serve: Sequence[Head],
    short: Collection[int],
    *,
    by: Actor,
    at: datetime,
) -> None:
    made: defaultdict[int, list[int]] = defaultdict(list)
    for id, outbound, _ in flat:
        made[id].append(outbound.id)
    record(
        [OrderAllocated(subject=h.id, root=h.id, outbounds=made[h.id], complete=h.id not in short) for h in serve],
        by=by,
        at=at,
    )


def _shortages(flat: Sequence[tuple[int, NewOutbound, Sequence[Wanted]]], *, by: Actor, at: datetime) -> None:
    """Promise what is expected, and open one case per item and warehouse that lacks."""
    short = {(line.item, o.warehouse) for _, o, _ in flat for line in o.lines if line.short}
    if not short:
        return
    promise({item for item, _ in short}, {warehouse for _, warehouse in short}, by=by, at=at)
    open_cases(
        [
            Trouble(
                "short",
                "item",
                item,
                Reason("short", N_("Orders wait for this item")),
                next_step="buy_or_make",
                owner_role="buyer",
                key=f"short:{item}:{warehouse}",
            )
            for item, warehouse in sorted(short)
        ],
        by=by,
        at=at,
    )
