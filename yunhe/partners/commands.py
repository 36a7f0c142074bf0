"""Verbs about partners that other rooms use."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from django.db import connection
from django.utils.translation import gettext_noop as N_

from yunhe.kernel.actor import Actor
from yunhe.kernel.bulk import array
from yunhe.kernel.commands import command
from yunhe.kernel.outcome import Outcome, Reason, split
from yunhe.kernel.search import search_key
from yunhe.partners.models import Address, Partner
from yunhe.partners.rules import recipient_token

ROLES = ("customer", "supplier", "carrier", "consignor")
FIELDS = (
    *("name", "name_en", "is_customer", "is_supplier", "is_carrier", "is_consignor", "tax_number", "price_level"),
    *("credit_limit", "terms_days", "search"),
)


@dataclass(frozen=True, slots=True)
class PartnerRow:
    """A party as typed or imported. `roles` name what it is: customer, supplier, carrier, consignor. With a `detail`, the
    address is its first one. `credit_limit` None = unlimited, 0 = pays before it ships."""

    code: str
    name: str
    roles: tuple[str, ...] = ("customer",)
    name_en: str = ""
    tax_number: str = ""
    price_level: str = ""
    credit_limit: Decimal | None = None
    terms_days: int = 0
    recipient: str = ""
    phone: str = ""
    region_code: str = ""
    detail: str = ""


@command("partners.save_partners", N_("Save partners"))
def save_partners(rows: Sequence[PartnerRow], *, by: Actor, at: datetime) -> Outcome:
    """Create or change partners by code, with their first address. Refused by code: no role or an unknown one, a
    negative credit limit. `made` maps each code to its id."""
    by_code = {row.code: row for row in rows}
    good, refused = split(by_code, lambda code: _why_not(by_code[code]))
    Partner.objects.bulk_create(
        [_partner(by_code[code]) for code in good],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=FIELDS,
    )
    made = dict(Partner.objects.filter(code__in=good).values_list("code", "id"))
    located = [by_code[code] for code in good if by_code[code].detail]
    Address.objects.filter(partner__in=[made[row.code] for row in located], first=True).delete()
    Address.objects.bulk_create([_address(row, made[row.code]) for row in located])
    return Outcome(done=good, refused=refused, made=made)


@command("partners.set_credit_limits", N_("Set credit limits"))
def set_credit_limits(limits: Mapping[int, Decimal | None], *, by: Actor, at: datetime) -> Outcome:
    """How far customers may owe; None = without limit. Refused by id: a negative limit, nobody's id."""
    partners = Partner.objects.filter(id__in=limits).order_by("id").select_for_update().in_bulk()
    good, refused = split(limits, lambda id: _no_limit(id in partners, limits[id]))
    for id in good:
        partners[id].credit_limit = limits[id]
    Partner.objects.bulk_update([partners[id] for id in good], ["credit_limit"])
    return Outcome(done=good, refused=refused)


class Shift(NamedTuple):
    """By how much a partner's open receivables and unapplied payments changed."""

    partner: int
    receivable_open: Decimal = Decimal(0)
    deposits: Decimal = Decimal(0)


@command("partners.shift_exposure", N_("Shift credit exposure"))
def shift_exposure(shifts: Sequence[Shift], *, by: Actor, at: datetime) -> Outcome:
    """Add to the partners' exposure, several shifts of one partner at once; in one statement, rows by ascending id."""
    if not shifts:
        return Outcome()
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO partners_exposure AS e (partner_id, receivable_open, deposits)
               SELECT partner, sum(receivable), sum(deposits)
               FROM unnest(%s::bigint[], %s::numeric[], %s::numeric[]) AS s(partner, receivable, deposits)
               GROUP BY partner ORDER BY partner
               ON CONFLICT (partner_id) DO UPDATE SET receivable_open = e.receivable_open + excluded.receivable_open,
                   deposits = e.deposits + excluded.deposits""",
            [array(column) for column in zip(*shifts)],
        )
    return Outcome(done=sorted({s.partner for s in shifts}))


def _why_not(row: PartnerRow) -> Reason | None:
    if not row.roles or (unknown := [role for role in row.roles if role not in ROLES]):
        return Reason("no_role", N_("{role} is no role of a partner"), {"role": unknown[0] if row.roles else ""})
    return _no_limit(True, row.credit_limit)


def _no_limit(known: bool, limit: Decimal | None) -> Reason | None:
    if not known:
        return Reason("unknown_partner", N_("There is no such partner"))
    if limit is not None and limit < 0:
        return Reason("negative", N_("A credit limit must not be negative"))
    return None


def _partner(row: PartnerRow) -> Partner:
    return Partner(
        code=row.code,
        name=row.name,
        name_en=row.name_en,
        is_customer="customer" in row.roles,
        is_supplier="supplier" in row.roles,
        is_carrier="carrier" in row.roles,
        is_consignor="consignor" in row.roles,
        tax_number=row.tax_number,
        price_level=row.price_level,
        credit_limit=row.credit_limit,
        terms_days=row.terms_days,
        search=search_key(row.code, row.name, row.name_en, row.phone),
    )


def _address(row: PartnerRow, partner: int) -> Address:
    recipient = row.recipient or row.name
    return Address(
        partner_id=partner,
        first=True,
        recipient=recipient,
        phone=row.phone,
        phone_tail=row.phone[-4:],
        region_code=row.region_code,
        detail=row.detail,
        token=recipient_token(recipient, row.phone, row.region_code, row.detail),
    )
