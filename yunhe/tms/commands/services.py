"""Choose the carrier service of parcels: the cheapest in time, explained."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext_noop as N_

from yunhe.kernel.actor import Actor
from yunhe.kernel.calendar import business_day
from yunhe.kernel.cases import settle
from yunhe.kernel.commands import command
from yunhe.kernel.events import record
from yunhe.kernel.flow import not_found, wrong_state
from yunhe.kernel.outcome import Outcome, Reason
from yunhe.stock.scopes import PARCELS
from yunhe.tms.events import ServiceChosen
from yunhe.tms.queries.cards import cards_until, pickups
from yunhe.tms.rules import Candidate, Card, Package, Wish, choose, current_cards

# Weight: as weighed, else what its items weigh together.
WISHES = """
    SELECT p.id, p.number, p.state, p.root_id, coalesce(p.weight_kg, w.kg, 0), p.length_mm, p.width_mm, p.height_mm,
           p.cod_amount, o.region_code, o.service, h.region_code, e.currency
    FROM stock_parcel p
    JOIN stock_outbound o ON o.id = p.outbound_id
    JOIN stock_warehouse h ON h.id = o.warehouse_id
    JOIN kernel_entity e ON e.id = h.entity_id
    LEFT JOIN LATERAL (
        SELECT round(sum(l.qty * i.weight_kg), 3) AS kg
        FROM stock_parcelline l JOIN stock_outboundline ol ON ol.id = l.outbound_line_id
        JOIN catalog_item i ON i.id = ol.item_id WHERE l.parcel_id = p.id) w ON true
    WHERE p.id = ANY(%s) ORDER BY p.id FOR UPDATE OF p
"""

# One JSON parameter: as arrays, the explanations cost psycopg half of the command's time.
KEEP_CHOICES = """
    INSERT INTO tms_servicechoice AS c (parcel_id, card_id, carrier_code, service, billable_kg, amount, currency,
        arrives_on, lines, candidates, chosen_at, chosen_by)
    SELECT n.parcel, n.card, n.carrier, n.service, n.kg, n.amount, n.currency, n.arrives_on, n.lines, n.candidates,
        m.at, m.by
    FROM (SELECT %s::timestamptz AS at, %s::text AS by) m, jsonb_to_recordset(%s::jsonb) AS n(parcel bigint, card bigint,
        carrier text, service text, kg numeric, amount numeric, currency text, arrives_on date, lines jsonb,
        candidates jsonb)
    ON CONFLICT (parcel_id) DO UPDATE SET card_id = excluded.card_id, carrier_code = excluded.carrier_code,
        service = excluded.service, billable_kg = excluded.billable_kg, amount = excluded.amount,
        currency = excluded.currency, arrives_on = excluded.arrives_on, lines = excluded.lines,
        candidates = excluded.candidates, chosen_at = excluded.chosen_at, chosen_by = excluded.chosen_by
"""
SET_SERVICE = """
    UPDATE stock_parcel p SET carrier_code = c.carrier_code, service = c.service
    FROM tms_servicechoice c WHERE c.parcel_id = p.id AND p.id = ANY(%s)
"""


@command("tms.choose_services", N_("Choose carrier services"), PARCELS)
def choose_services(
    parcel_ids: Sequence[int], *, promised: Mapping[int, date] | None = None, by: Actor, at: datetime
) -> Outcome:
    """Give each open parcel the cheapest service that arrives by its promised day (the soonest when none does).

    `promised` gives that day per parcel; without one, price alone decides. A service asked for by the outbound is the
    only one looked at. All candidates are stored with their reasons. Refused: not open, or no service takes it.
    """
    today = business_day(at)
    cards, fetched = cards_until(today), pickups(at)
    here: dict[str, list[Card]] = {}
    outcome, chosen = Outcome(), []
    rows = {row[0]: row for row in _rows(parcel_ids)}
    for id in dict.fromkeys(parcel_ids):
        if id not in rows:
            outcome.refused[id] = not_found(id)
            continue
        number, state, root, origin = rows[id][1], rows[id][2], rows[id][3], rows[id][11]
        if state != "open":
            outcome.refused[id] = wrong_state(number, state, ["open"])
            continue
        if origin not in here:
            here[origin] = current_cards(cards, origin, today)
        ranked = choose(_wish(rows[id], (promised or {}).get(id)), here[origin], fetched)
        if not ranked or ranked[0].lost:
            outcome.refused[id] = _nobody(number, ranked)
            continue
        chosen.append((id, root, ranked))
        outcome.done.append(id)
    _store(chosen, by, at)
    return outcome


def _rows(parcel_ids: Sequence[int]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(WISHES, [list(parcel_ids)])
        return cursor.fetchall()


def _wish(row: tuple[Any, ...], promised: date | None) -> Wish:
    weight, length, width, height, cod, region, service, _, currency = row[4:]
    return Wish(Package(weight, length, width, height, cod), region, currency, service, promised)


def _nobody(number: str, ranked: list[Candidate]) -> Reason:
    if not ranked:
        return Reason("no_card", N_("{number}: no rate card holds for this warehouse today"), {"number": number})
    why = [f"{c.card.carrier}/{c.card.service} {c.lost.code}" for c in ranked if c.lost]
    return Reason("no_service", N_("{number}: no service takes it ({why})"), {"number": number, "why": why})


def _store(chosen: Sequence[tuple[int, int | None, list[Candidate]]], by: Actor, at: datetime) -> None:
    if not chosen:
        return
    choices = [_choice(id, ranked) for id, _, ranked in chosen]
    with connection.cursor() as cursor:
        cursor.execute(KEEP_CHOICES, [at, by.name, json.dumps(choices, default=str)])
        cursor.execute(SET_SERVICE, [[choice["parcel"] for choice in choices]])
    settle([f"no_carrier_service:parcel:{id}" for id, _, _ in chosen], "chosen", by=by, at=at)
    record(
        [
            ServiceChosen(
                subject=id,
                root=root,
                carrier=ranked[0].card.carrier,
                service=ranked[0].card.service,
                amount=ranked[0].amount,
                currency=ranked[0].card.currency,
                arrives_on=ranked[0].arrives_on or date.max,
            )
            for id, root, ranked in chosen
        ],
        by=by,
        at=at,
    )


def _choice(parcel_id: int, ranked: list[Candidate]) -> dict[str, Any]:
    best = ranked[0]
    return {
        "parcel": parcel_id,
        "card": best.card.id,
        "carrier": best.card.carrier,
        "service": best.card.service,
        "kg": best.quote.billable_kg if best.quote else 0,
        "amount": best.amount,
        "currency": best.card.currency,
        "arrives_on": best.arrives_on,
        "lines": [line.stored() for line in best.quote.lines] if best.quote else [],
        "candidates": [candidate.stored() for candidate in ranked],
    }
