"""Intake: messages of channels become raw orders and, by the newest version, canonical orders."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext_noop as N_

from yunhe.kernel.actor import Actor
from yunhe.kernel.bulk import array, check_now, copy_rows, new_ids
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


@command("oms.intake", N_("Take in orders"), SHOPS.by("shop"), numbered=("done", "made"))
def intake(messages: Sequence[Message], *, by: Actor, at: datetime, source: str = "api") -> Outcome:
    """Store each message once and make or change its order.

    Answers by index of the message: `made` → order id. `done` counts every accepted message; one that was seen before
    is done too and its `made` is the order it made then. Refused: unknown or foreign shop. A repeated message
    (same version) and an older version change nothing; a version newer than an order that was released opens a case.
    """
    outcome = Outcome()
    look = Lookups(messages)
    good: list[int] = []
    for n, message in enumerate(messages):
        shop = look.shops.get(message.shop)
        if shop is None:
            outcome.refused[n] = Reason("no_shop", N_("There is no active shop {shop}"), {"shop": message.shop})
        else:
            good.append(n)
    if not good:
        return outcome
    check_now()
    fresh = _store_raw([(n, messages[n], look.shops[messages[n].shop].id) for n in good], source, at)
    newest = _newest(messages, fresh)
    drafts = {n: draft(messages[n], look) for n in newest}
    made = _insert(drafts, by=by, at=at)
    _change([(n, drafts[n]) for n in newest if n not in made], by=by, at=at)
    outcome.done = good
    outcome.made = _orders_of([(n, messages[n], look.shops[messages[n].shop].id) for n in good])
    return outcome


def _store_raw(rows: Sequence[tuple[int, Message, int]], source: str, at: datetime) -> set[int]:
    """Insert the raw rows; returns the indexes of those that were not there yet."""
    payload = [
        {
            "n": n,
            "shop": shop,
            "id": m.external_id,
            "version": m.version.isoformat(),
            "payload": m.model_dump(mode="json", exclude_defaults=True),
        }
        for n, m, shop in rows
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            """WITH came AS (
                   SELECT DISTINCT ON (shop, id, version) * FROM jsonb_to_recordset(%s::jsonb)
                       AS c(n int, shop bigint, id text, version timestamptz, payload jsonb) ORDER BY shop, id, version, n),
               stored AS (
                   INSERT INTO oms_raworder (shop_id, external_id, version, payload, source, verdict, received_at)
                   SELECT shop, id, version, payload, %s, 'captured', %s FROM came
                   ON CONFLICT (shop_id, external_id, version) DO NOTHING RETURNING shop_id, external_id, version)
               SELECT c.n FROM came c JOIN stored s ON (s.shop_id, s.external_id, s.version) = (c.shop, c.id, c.version)""",
            [json.dumps(payload), source, at],
        )
        return {n for (n,) in cursor.fetchall()}


def _newest(messages: Sequence[Message], fresh: set[int]) -> list[int]:
    """Of several fresh versions of one order in the batch only the newest speaks."""
    best: dict[tuple[str, str], int] = {}
    for n in sorted(fresh):
        key = messages[n].key
        if key not in best or messages[n].version > messages[best[key]].version:
            best[key] = n
    return sorted(best.values())


def _insert(drafts: dict[int, DraftOrder], *, by: Actor, at: datetime) -> dict[int, int]:
    """Make orders of the drafts whose external id is new; {index: order id}. Who loses a race changes instead."""
    if not drafts:
        return {}
    day = business_day(at)
    booked = bookings({d.shop.entity_id for d in drafts.values()}, day)
    indexes = list(drafts)
    rows = [
        order_row(id, number, drafts[n], booked[drafts[n].shop.entity_id], day, by, at)
        for n, id, number in zip(indexes, new_ids(Order, len(indexes)), draw("SO", day, len(indexes)))
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            f"""INSERT INTO oms_order ({", ".join(ORDER_COLUMNS)})
                SELECT {", ".join(ORDER_COLUMNS)} FROM jsonb_populate_recordset(NULL::oms_order, %s::jsonb)
                ON CONFLICT (shop_id, external_id) DO NOTHING RETURNING id""",
            [json.dumps([dict(zip(ORDER_COLUMNS, row)) for row in rows], default=str)],
        )
        inserted = {id for (id,) in cursor.fetchall()}
    made = {n: row[0] for n, row in zip(indexes, rows) if row[0] in inserted}
    lines = [line for n, id in made.items() for line in line_rows(id, drafts[n])]
    copy_rows(OrderLine, LINE_COLUMNS, [(id, *line) for id, line in zip(new_ids(OrderLine, len(lines)), lines)])
    number = {row[0]: row[1] for row in rows}
    record([_captured(id, number[id], drafts[n]) for n, id in made.items()], by=by, at=at)
    return made


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


def _orders_of(rows: Sequence[tuple[int, Message, int]]) -> dict[Any, Any]:
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT k.n, o.id FROM oms_order o
               JOIN unnest(%s::int[], %s::bigint[], %s::text[]) AS k(n, shop, id) ON (o.shop_id, o.external_id) = (k.shop, k.id)""",
            [array(n for n, _, _ in rows), array(shop for _, _, shop in rows), [m.external_id for _, m, _ in rows]],
        )
        return dict(cursor.fetchall())
