"""Carriers, our accounts with them, and rate cards as rows of a sheet."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from datetime import datetime

from django.utils.translation import gettext_noop as N_

from yunhe.kernel.actor import Actor
from yunhe.kernel.commands import command
from yunhe.kernel.outcome import Outcome, Reason
from yunhe.kernel.sealing import seal
from yunhe.partners.models import Partner
from yunhe.tms.models import Carrier, CarrierAccount, RateCard, RateRow, ServiceChoice
from yunhe.tms.sheets import ZONE_FIELDS, AccountRow, CardKey, CarrierRow, RateLine


@command("tms.define_carriers", N_("Define carriers"))
def define_carriers(rows: Sequence[CarrierRow], *, by: Actor, at: datetime) -> Outcome:
    """Create or change carriers by code. Refused per code: an unknown partner, or one that is no carrier."""
    partners = dict(
        Partner.objects.filter(code__in={r.partner for r in rows}, is_carrier=True).values_list("code", "id")
    )
    outcome, good = Outcome(), {}
    for row in rows:
        if row.partner and row.partner not in partners:
            outcome.refused[row.code] = Reason("no_carrier", N_("{code} is no carrier"), {"code": row.partner})
        elif row.kind not in Carrier.Kind.values:
            outcome.refused[row.code] = Reason("no_kind", N_("{kind} is no kind of carrier"), {"kind": row.kind})
        else:
            good[row.code] = row
    Carrier.objects.bulk_create(
        [
            Carrier(
                code=r.code,
                name=r.name,
                name_en=r.name_en,
                partner_id=partners.get(r.partner),
                kind=r.kind,
                adapter=r.adapter,
                cut_off=r.cut_off,
                active=r.active,
            )
            for r in good.values()
        ],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name", "name_en", "partner", "kind", "adapter", "cut_off", "active"],
    )
    outcome.done = list(good)
    return outcome


@command("tms.save_accounts", N_("Change carrier accounts"))
def save_accounts(rows: Sequence[AccountRow], *, by: Actor, at: datetime) -> Outcome:
    """Create or replace our account with each carrier. Refused: a carrier that is not defined."""
    ids = dict(Carrier.objects.filter(code__in=[r.carrier for r in rows]).values_list("code", "id"))
    outcome = Outcome(done=list(dict.fromkeys(r.carrier for r in rows if r.carrier in ids)))
    outcome.refused = {r.carrier: _unknown(r.carrier) for r in rows if r.carrier not in ids}
    CarrierAccount.objects.bulk_create(
        [
            CarrierAccount(carrier_id=ids[r.carrier], endpoint=r.endpoint, sealed=seal(r.credentials), active=r.active)
            for r in {r.carrier: r for r in rows if r.carrier in ids}.values()
        ],
        update_conflicts=True,
        unique_fields=["carrier"],
        update_fields=["endpoint", "sealed", "active"],
    )
    return outcome


@command("tms.import_rates", N_("Import rate cards"))
def import_rates(rows: Sequence[RateLine], *, by: Actor, at: datetime) -> Outcome:
    """Create or replace whole cards from the rows of a sheet; ids are row numbers from 0.

    A card is taken whole or not at all: with a wrong row in it, its right rows are refused as well, saying so. A card
    that has priced a parcel never changes: the new prices need a new first day.
    """
    carriers = dict(Carrier.objects.filter(code__in={r.carrier for r in rows}).values_list("code", "id"))
    outcome = Outcome(refused=_wrong_rows(rows, carriers))
    by_card: dict[CardKey, list[int]] = defaultdict(list)
    for n, row in enumerate(rows):
        by_card[row.card].append(n)
    used = _used_cards(carriers.values())
    for key, places in by_card.items():
        reason = _why_not_card(key, places, outcome, used)
        if reason:
            outcome.refuse([n for n in places if n not in outcome.refused], reason)
    good = {key: [rows[n] for n in places] for key, places in by_card.items() if places[0] not in outcome.refused}
    _replace(good, carriers)
    outcome.done = [n for n in range(len(rows)) if n not in outcome.refused]
    return outcome


def _wrong_rows(rows: Sequence[RateLine], carriers: Mapping[str, int]) -> dict[Hashable, Reason]:
    wrong: dict[Hashable, Reason] = {}
    zones = set()
    for n, row in enumerate(rows):
        if reason := _what_is_wrong(row, carriers):
            wrong[n] = reason
        elif (row.card, row.zone) in zones:
            wrong[n] = Reason("zone_twice", N_("Zone {zone} is there twice"), {"zone": row.zone})
        zones.add((row.card, row.zone))
    return wrong


def _what_is_wrong(row: RateLine, carriers: Mapping[str, int]) -> Reason | None:
    if row.carrier not in carriers:
        return _unknown(row.carrier)
    if not row.regions or not all(prefix.isdigit() and len(prefix) <= 6 for prefix in row.regions):
        return Reason("no_regions", N_("Zone {zone} needs region code prefixes"), {"zone": row.zone})
    for name in ("first_kg", "step_kg", "round_kg"):
        if getattr(row, name) <= 0:
            return Reason("not_positive", N_("{field} must be more than 0"), {"field": name})
    for name in (
        "first_price",
        "step_price",
        "minimum",
        "divisor",
        "fuel_rate",
        "remote_surcharge",
        "cod_rate",
        "cod_minimum",
        "transit_days",
    ):
        if getattr(row, name) < 0:
            return Reason("negative", N_("{field} must not be negative"), {"field": name})
    return None


def _why_not_card(key: CardKey, places: list[int], outcome: Outcome, used: set[CardKey]) -> Reason | None:
    if any(n in outcome.refused for n in places):
        return Reason("card_refused", N_("Another row of this card is wrong"))
    if key in used:
        return Reason("card_in_use", N_("Parcels were priced by this card; give the new one a later first day"))
    return None


def _used_cards(carrier_ids: Iterable[int]) -> set[CardKey]:
    used = ServiceChoice.objects.filter(card__carrier_id__in=list(carrier_ids)).values_list(
        "card__carrier__code", "card__service", "card__origin", "card__valid_from"
    )
    return set(used.distinct())


def _replace(cards: Mapping[CardKey, list[RateLine]], carriers: Mapping[str, int]) -> None:
    RateCard.objects.bulk_create(
        [
            RateCard(
                carrier_id=carriers[carrier], service=service, origin=origin, valid_from=day, currency=rows[0].currency
            )
            for (carrier, service, origin, day), rows in cards.items()
        ],
        update_conflicts=True,
        unique_fields=["carrier", "service", "origin", "valid_from"],
        update_fields=["currency"],
    )
    stored = RateCard.objects.filter(carrier_id__in=carriers.values()).values_list(
        "carrier__code", "service", "origin", "valid_from", "id"
    )
    ids = {tuple(key): id for *key, id in stored}
    RateRow.objects.filter(card_id__in=[ids[key] for key in cards]).delete()
    RateRow.objects.bulk_create(
        RateRow(card_id=ids[key], **{name: getattr(row, name) for name in ZONE_FIELDS} | {"regions": list(row.regions)})
        for key, rows in cards.items()
        for row in rows
    )


def _unknown(code: str) -> Reason:
    return Reason("unknown_carrier", N_("There is no carrier {code}"), {"code": code})
