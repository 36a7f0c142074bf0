"""Tracking: keep what carriers say, and what people know by hand, and let the parcels follow."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext_noop as N_

from yunhe.kernel.actor import Actor
from yunhe.kernel.commands import command
from yunhe.kernel.flow import not_found, wrong_state
from yunhe.kernel.outcome import Outcome, Reason
from yunhe.stock.models import Parcel
from yunhe.stock.scopes import PARCELS
from yunhe.tms.commands.following import follow
from yunhe.tms.flows import PARCEL
from yunhe.tms.models import Carrier
from yunhe.tms.rules import Status
from yunhe.tms.scopes import WAYBILLS

BY_HAND = "by_hand"

# One statement however many; a message heard before is passed over.
KEEP = """
    INSERT INTO tms_trackingmessage
        (carrier_code, waybill, key, code, status, happened_at, received_at, place, text, raw)
    SELECT m.carrier, m.waybill, m.key, m.code, m.status, m.happened_at, %s, m.place, m.text, m.raw
    FROM jsonb_to_recordset(%s::jsonb) AS m(carrier text, waybill text, key text, code text, status text,
        happened_at timestamptz, place text, text text, raw jsonb)
    ON CONFLICT DO NOTHING RETURNING id, carrier_code, waybill, key
"""
OF_WAYBILLS = """
    SELECT p.id FROM stock_parcel p JOIN unnest(%s::text[], %s::text[]) n(carrier, waybill)
        ON (p.carrier_code, p.waybill) = (n.carrier, n.waybill) WHERE p.state <> 'voided' ORDER BY p.id
"""


@dataclass(frozen=True, slots=True)
class Message:
    """What a carrier said: `code` is its own word, `status` what that means (rules.Status), `happened_at` its clock.

    `id` is the carrier's number of the message; without one, time and code tell it from others. `raw` is kept as it came.
    """

    carrier: str
    waybill: str
    code: str
    status: str
    happened_at: datetime
    id: str = ""
    place: str = ""
    text: str = ""
    raw: Mapping[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> str:
        return self.id or f"{self.happened_at.astimezone(UTC).isoformat()}|{self.code}"


@command("tms.record_tracking", N_("Record tracking messages"), WAYBILLS.by("waybill"), numbered=("done", "made"))
def record_tracking(messages: Sequence[Message], *, by: Actor, at: datetime) -> Outcome:
    """Keep messages and move the parcels they are about; ids are places in the list, `made` the new ones' row ids.

    A message heard before is done without effect. One for an unknown waybill is kept and read when the waybill becomes
    known. Refused: no waybill, an unknown carrier, a status or time that is none.
    """
    return _take_in(messages, by=by, at=at)


@command("tms.mark_delivered", N_("Mark as delivered"), PARCELS)
def mark_delivered(
    parcel_ids: Sequence[int], *, happened_at: datetime | None = None, by: Actor, at: datetime
) -> Outcome:
    """Someone knows that these parcels arrived: said by hand, kept among the carrier's messages. Refused: not under way."""
    parcels = {p.id: p for p in Parcel.objects.filter(id__in=parcel_ids)}
    outcome = Outcome()
    for id in dict.fromkeys(parcel_ids):
        if id not in parcels:
            outcome.refused[id] = not_found(id)
        elif not PARCEL.allows(parcels[id].state, "deliver"):
            outcome.refused[id] = wrong_state(parcels[id].number, parcels[id].state, PARCEL.steps["deliver"].sources)
        else:
            outcome.done.append(id)
    said = [
        Message(
            parcels[id].carrier_code,
            parcels[id].waybill,
            BY_HAND,
            Status.DELIVERED,
            happened_at or at,
            raw={"by": by.name},
        )
        for id in outcome.done
    ]
    _take_in(said, by=by, at=at)
    return outcome


def _take_in(messages: Sequence[Message], *, by: Actor, at: datetime) -> Outcome:
    carriers = set(Carrier.objects.filter(code__in={m.carrier for m in messages}).values_list("code", flat=True))
    outcome, good = Outcome(), {}
    for n, message in enumerate(messages):
        if reason := _what_is_wrong(message, carriers):
            outcome.refused[n] = reason
        else:
            good[n] = message
    outcome.done = list(good)
    kept, news = _keep(list(good.values()), at), set()
    for n, message in good.items():
        if id := kept.pop((message.carrier, message.waybill, message.key[:120]), None):
            outcome.made[n] = id
            news.add((message.carrier, message.waybill))
    follow(_parcels_of(news), by=by, at=at)
    return outcome


def _what_is_wrong(message: Message, carriers: set[str]) -> Reason | None:
    if message.carrier not in carriers:
        return Reason("unknown_carrier", N_("There is no carrier {code}"), {"code": message.carrier})
    if not 0 < len(message.waybill) <= 40:
        return Reason("no_waybill", N_("{waybill} is no waybill number"), {"waybill": message.waybill})
    if message.status not in set(Status):
        return Reason("unknown_status", N_("{status} is no status of a parcel"), {"status": message.status})
    if message.happened_at.tzinfo is None:
        return Reason("no_time_zone", N_("The time {time} lacks its time zone"), {"time": message.happened_at})
    return None


def _keep(messages: Sequence[Message], at: datetime) -> dict[tuple[str, str, str], int]:
    rows = [
        {
            "carrier": m.carrier,
            "waybill": m.waybill,
            "key": m.key[:120],
            "code": m.code[:20],
            "status": m.status,
            "happened_at": m.happened_at.isoformat(),
            "place": m.place[:80],
            "text": m.text[:300],
            "raw": dict(m.raw),
        }
        for m in messages
    ]
    with connection.cursor() as cursor:
        cursor.execute(KEEP, [at, json.dumps(rows)])
        return {(carrier, waybill, key): id for id, carrier, waybill, key in cursor.fetchall()}


def _parcels_of(pairs: set[tuple[str, str]]) -> list[int]:
    ordered = sorted(pairs)
    with connection.cursor() as cursor:
        cursor.execute(OF_WAYBILLS, [[carrier for carrier, _ in ordered], [waybill for _, waybill in ordered]])
        return [id for (id,) in cursor.fetchall()]
