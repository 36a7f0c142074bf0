"""Intake: messages of channels become raw orders and, by the newest version, canonical orders."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import connection
from django.utils.translation import gettext_noop as N_

from yunhe.kernel.actor import Actor
from yunhe.kernel.bulk import after_races, array, check_now, copy_rows, new_ids, texts
from yunhe.kernel.calendar import bookings, business_day
from yunhe.kernel.cases import Trouble, open_cases
from yunhe.kernel.commands import command
from yunhe.kernel.events import record
from yunhe.kernel.numbering import draw
from yunhe.kernel.outcome import Outcome, Reason
from yunhe.oms.commands.change import replace_orders
from yunhe.oms.drafting import DraftOrder, Lookups, draft
from yunhe.oms.events import OrderCaptured
from yunhe.oms.fulfilling import living_outbounds
from yunhe.oms.messages import Message
from yunhe.oms.models import Order, OrderLine, RawOrder
from yunhe.oms.scopes import SHOPS
from yunhe.oms.writing import LINE_COLUMNS, ORDER_COLUMNS, line_rows, order_row, paid_amount

CHANGEABLE = ("draft", "new")
Place = tuple[int, str]  # shop, external id


@command("oms.intake", N_("Take in orders"), SHOPS.by("shop"), numbered=("done", "made"))
def intake(messages: Sequence[Message], *, by: Actor, at: datetime, source: str = "api") -> Outcome:
    """Store each message once and make or change its order.

    Answers by index of the message: `made` → order id. `done` counts every accepted message; one that was seen before
    is done too and its `made` is the order it made then. Refused: unknown or foreign shop. A repeated message
    (same version) and an older version change nothing; a version newer than an order that was released opens a case.
    """
    outcome = Outcome()
    look = Lookups(messages)
    places: dict[int, Place] = {}
    for n, message in enumerate(messages):
        shop = look.shops.get(message.shop)
        if shop is None:
            outcome.refused[n] = Reason("no_shop", N_("There is no active shop {shop}"), {"shop": message.shop})
        else:
            places[n] = (shop.id, message.external_id)
    if not places:
        return outcome
    check_now()
    fresh = _store_raw(messages, places, source, at)
    drafts = {n: draft(messages[n], look) for n in _newest(messages, fresh)}
    known, made = _insert(drafts, places, by=by, at=at)
    _change([(n, drafts[n]) for n in drafts if n not in made], by=by, at=at)
    orders = {places[n]: id for n, id in (known | made).items()}
    outcome.done = list(places)
    outcome.made = {n: orders[place] for n, place in places.items() if place in orders}
    return outcome


def _store_raw(messages: Sequence[Message], places: Mapping[int, Place], source: str, at: datetime) -> list[int]:
    """Insert the raw rows; returns the indexes of those that were not there yet."""
    first: dict[tuple[int, str, datetime], int] = {}
    for n, place in places.items():
        first.setdefault((*place, messages[n].version), n)

    def write() -> list[int]:
        fresh = _unknown(first)
        copy_rows(
            RawOrder,
            ("shop_id", "external_id", "version", "payload", "source", "verdict", "received_at"),
            [(*key, messages[n].model_dump_json(exclude_defaults=True), source, "captured", at) for key, n in fresh],
        )
        return [n for _, n in fresh]

    return after_races(write)


def _unknown(first: Mapping[tuple[int, str, datetime], int]) -> list[tuple[tuple[int, str, datetime], int]]:
    """Those of which no raw row is stored, by key."""
    keys = sorted(first.items())
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT k.n FROM unnest(%s::int[], %s::bigint[], %s::text[], %s::timestamptz[]) AS k(n, shop, id, version)
               JOIN oms_raworder r ON (r.shop_id, r.external_id, r.version) = (k.shop, k.id, k.version)""",
            [
                array(n for _, n in keys),
                array(shop for (shop, _, _), _ in keys),
                texts(id for (_, id, _), _ in keys),
                array(version.isoformat() for (_, _, version), _ in keys),
            ],
        )
        stored = {n for (n,) in cursor.fetchall()}
    return [(key, n) for key, n in keys if n not in stored]


def _newest(messages: Sequence[Message], fresh: Sequence[int]) -> list[int]:
    """Of several fresh versions of one order in the batch only the newest speaks."""
    best: dict[tuple[str, str], int] = {}
    for n in sorted(fresh):
        key = messages[n].key
        if key not in best or messages[n].version > messages[best[key]].version:
            best[key] = n
    return sorted(best.values())


def _insert(
    drafts: Mapping[int, DraftOrder], places: Mapping[int, Place], *, by: Actor, at: datetime
) -> tuple[dict[int, int], dict[int, int]]:
    """Make orders of the drafts whose external id is new. Answers {index: order id} of what was there already, and of what
    was made. Who loses a race finds the other's order when it looks again, and changes it instead."""
    numbers: dict[int, str] = {}

    def write() -> tuple[dict[int, int], dict[int, int]]:
        known = _orders_of(places)
        new = [n for n in drafts if n not in known]
        made = dict(zip(new, new_ids(Order, len(new))))
        day = business_day(at)
        numbers.update(zip(new, draw("SO", day, len(new))))
        booked = bookings({drafts[n].shop.entity_id for n in new}, day)
        copy_rows(
            Order,
            ORDER_COLUMNS,
            [
                order_row(made[n], numbers[n], drafts[n], booked[drafts[n].shop.entity_id], day, by, at)
                for n in sorted(new, key=places.__getitem__)
            ],
        )
        return known, made

    known, made = after_races(write)
    lines = [line for n, id in made.items() for line in line_rows(id, drafts[n])]
    copy_rows(OrderLine, LINE_COLUMNS, [(id, *line) for id, line in zip(new_ids(OrderLine, len(lines)), lines)])
    record([_captured(id, numbers[n], drafts[n]) for n, id in made.items()], by=by, at=at)
    return known, made


def _captured(id: int, number: str, d: DraftOrder) -> OrderCaptured:
    return OrderCaptured(
        subject=id,
        root=id,
        number=number,
        shop=d.shop.id,
        entity=d.shop.entity_id,
        partner=d.partner,
        paid=paid_amount(d) or None,
        state="new",
    )


def _change(drafts: Sequence[tuple[int, DraftOrder]], *, by: Actor, at: datetime) -> None:
    """A message about an order that exists: stale, a change, or too late for one."""
    if not drafts:
        return
    keys = {(d.shop.id, d.message.external_id): d for _, d in drafts}
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT o.id, o.shop_id, o.external_id, o.version, o.state, o.progress, o.number FROM oms_order o
               JOIN unnest(%s::bigint[], %s::text[]) AS k(shop, id) ON (o.shop_id, o.external_id) = (k.shop, k.id)
               ORDER BY o.id FOR UPDATE OF o""",
            [array(shop for shop, _ in keys), [id for _, id in keys]],
        )
        found = cursor.fetchall()
    living = living_outbounds([id for id, *_ in found])
    verdicts: dict[tuple[int, str], str] = {}
    changes: dict[int, DraftOrder] = {}
    late: list[Trouble] = []
    for id, shop, external, version, state, progress, number in found:
        d = keys[shop, external]
        if d.message.version <= version:
            verdicts[shop, external] = RawOrder.Verdict.STALE
        elif state in CHANGEABLE or (state == "audited" and progress == "none" and id not in living):
            verdicts[shop, external] = RawOrder.Verdict.CHANGED
            changes[id] = d
        else:
            verdicts[shop, external] = RawOrder.Verdict.LATE
            reason = Reason(
                "changed_after_release", N_("The channel changed {number} after it was allocated"), {"number": number}
            )
            late.append(
                Trouble(
                    "changed_after_release",
                    "order",
                    id,
                    reason,
                    root_id=id,
                    next_step="recall_or_keep",
                    owner_role="clerk",
                    key=f"changed:{id}:{d.message.version.isoformat()}",
                )  # fmt: skip
            )
    replace_orders(changes, by=by, at=at)
    open_cases(late, by=by, at=at)
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE oms_raworder r SET verdict = v.verdict
               FROM unnest(%s::bigint[], %s::text[], %s::timestamptz[], %s::text[]) AS v(shop, id, version, verdict)
               WHERE (r.shop_id, r.external_id, r.version) = (v.shop, v.id, v.version)""",
            [
                array(s for s, _ in verdicts),
                [i for _, i in verdicts],
                [keys[k].message.version for k in verdicts],
                list(verdicts.values()),
            ],
        )


def _orders_of(places: Mapping[int, Place]) -> dict[int, int]:
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT k.n, o.id FROM oms_order o
               JOIN unnest(%s::int[], %s::bigint[], %s::text[]) AS k(n, shop, id) ON (o.shop_id, o.external_id) = (k.shop, k.id)""",
            [array(places), array(shop for shop, _ in places.values()), texts(id for _, id in places.values())],
        )
        return dict(cursor.fetchall())
