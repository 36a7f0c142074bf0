"""The papers that hang together with a document: up to what it all began with, and down from there."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import connection

from yunhe.kernel.actor import Actor
from yunhe.kernel.bulk import array
from yunhe.kernel.links import outside
from yunhe.web.queries.naming import Paper, papers

DEPTH, MOST = 5, 60
Key = tuple[str, int]

# Each edge leads from an upper paper to a lower one. f is the frontier.
DOWN = """
    SELECT f.kind, f.id, l.to_kind, l.to_id FROM f JOIN kernel_link l ON (l.from_kind, l.from_id) = (f.kind, f.id)
    UNION SELECT f.kind, f.id, 'outbound', o.id FROM f JOIN stock_outbound o ON f.kind = 'order' AND o.root_id = f.id
    UNION SELECT f.kind, f.id, 'outbound', v.outbound_id FROM f
        JOIN oms_orderline n ON f.kind = 'order' AND n.order_id = f.id
        JOIN oms_fulfilment s ON s.order_line_id = n.id JOIN stock_outboundline v ON v.id = s.outbound_line_id
    UNION SELECT f.kind, f.id, 'return', r.id FROM f JOIN oms_return r ON f.kind = 'order' AND r.order_id = f.id
    UNION SELECT f.kind, f.id, 'refund', r.id FROM f JOIN oms_refund r ON f.kind = 'order' AND r.order_id = f.id
    UNION SELECT f.kind, f.id, 'parcel', p.id FROM f JOIN stock_parcel p ON f.kind = 'outbound' AND p.outbound_id = f.id
    UNION SELECT f.kind, f.id, 'receipt', r.id FROM f JOIN stock_receipt r ON f.kind = 'inbound' AND r.inbound_id = f.id
    UNION SELECT f.kind, f.id, 'work_report', r.id FROM f JOIN production_report r ON f.kind = 'work_order' AND r.order_id = f.id
"""
BOOKED = """
    UNION SELECT f.kind, f.id, 'voucher', n.voucher_id FROM f
        JOIN finance_posting b ON (b.document_kind, b.document_id) = (f.kind, f.id)
        JOIN finance_voucherposting v ON v.posting_id = b.id JOIN finance_voucherline n ON n.id = v.line_id
"""
UP = """
    SELECT l.from_kind, l.from_id, f.kind, f.id FROM f JOIN kernel_link l ON (l.to_kind, l.to_id) = (f.kind, f.id)
    UNION SELECT 'order', o.root_id, f.kind, f.id FROM f
        JOIN stock_outbound o ON f.kind = 'outbound' AND o.id = f.id AND o.root_id IS NOT NULL
    UNION SELECT 'order', n.order_id, f.kind, f.id FROM f
        JOIN stock_outboundline v ON f.kind = 'outbound' AND v.outbound_id = f.id
        JOIN oms_fulfilment s ON s.outbound_line_id = v.id JOIN oms_orderline n ON n.id = s.order_line_id
    UNION SELECT 'order', r.order_id, f.kind, f.id FROM f JOIN oms_return r ON f.kind = 'return' AND r.id = f.id
    UNION SELECT 'order', r.order_id, f.kind, f.id FROM f JOIN oms_refund r ON f.kind = 'refund' AND r.id = f.id
    UNION SELECT 'outbound', p.outbound_id, f.kind, f.id FROM f JOIN stock_parcel p ON f.kind = 'parcel' AND p.id = f.id
    UNION SELECT 'inbound', r.inbound_id, f.kind, f.id FROM f JOIN stock_receipt r ON f.kind = 'receipt' AND r.id = f.id
    UNION SELECT 'work_order', r.order_id, f.kind, f.id FROM f JOIN production_report r ON f.kind = 'work_report' AND r.id = f.id
"""


@dataclass
class Branch:
    """A paper with those that came of it; `here` is the one whose page is read."""

    paper: Paper
    here: bool
    below: "list[Branch]" = field(default_factory=list)


def tree(kind: str, id: int, actor: Actor) -> list[Branch]:
    """The papers around a document as trees under what they began with, without those outside of the actor's limits; a
    statement per step, at most twice DEPTH."""
    edges = _inside(_walk({(kind, id)}, UP), actor)
    above = {upper for upper, _ in edges}
    tops = (above - {lower for _, lower in edges}) or {(kind, id)}
    edges |= _inside(_walk(tops, DOWN + (BOOKED if actor.may("finance.see") else "")), actor)
    named = papers({key for edge in edges for key in edge} | {(kind, id)})
    below: dict[Key, list[Key]] = {}
    for upper, lower in sorted(edges):
        below.setdefault(upper, []).append(lower)
    return [branch for top in sorted(tops) if (branch := _branch(top, below, named, (kind, id), ()))]


def _inside(edges: set[tuple[Key, Key]], actor: Actor) -> set[tuple[Key, Key]]:
    hidden = outside({key for edge in edges for key in edge}, actor)
    return {edge for edge in edges if hidden.isdisjoint(edge)}


def _walk(start: set[Key], step: str) -> set[tuple[Key, Key]]:
    """The edges within DEPTH steps, at most about MOST of them."""
    edges: set[tuple[Key, Key]] = set()
    frontier, seen = set(start), set(start)
    for _ in range(DEPTH):
        if not frontier or len(edges) > MOST:
            break
        found = _step(frontier, step)
        edges |= found
        frontier = {key for edge in found for key in edge} - seen
        seen |= frontier
    return edges


def _step(frontier: Iterable[Key], step: str) -> set[tuple[Key, Key]]:
    ordered = sorted(frontier)[:MOST]
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH f(kind, id) AS (SELECT * FROM unnest(%s::text[], %s::bigint[])) {step} LIMIT {MOST}",
            [[kind for kind, _ in ordered], array(id for _, id in ordered)],
        )
        return {((a, b), (c, d)) for a, b, c, d in cursor.fetchall()}


def _branch(
    key: Key, below: dict[Key, list[Key]], named: dict[Key, Paper], here: Key, above: tuple[Key, ...]
) -> Branch | None:
    if key not in named or key in above:
        return None
    parts = (_branch(one, below, named, here, (*above, key)) for one in below.get(key, ()))
    return Branch(named[key], key == here, [part for part in parts if part])
