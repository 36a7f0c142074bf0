"""Money from a file: what was owed when the books began, and payments as the bank lists them."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_noop as N_

from yunhe.erp.finance.commands import (
    NewPayment,
    OpeningItem,
    make_payments,
    open_payables,
    open_receivables,
    receive_payments,
)
from yunhe.erp.finance.models import Payment
from yunhe.erp.finance.words import ACCOUNTS, PAYMENT_KINDS
from yunhe.kernel.conditions import Type
from yunhe.kernel.importing import FileImport, GoodRow, ImportColumn, Rows, Taking, take_at_once
from yunhe.kernel.models import Entity
from yunhe.kernel.outcome import Outcome, Reason
from yunhe.partners.models import Partner

BALANCE_FILE = (
    ImportColumn("entity", N_("Company code"), Type.TEXT, True, ("公司编码", "主体"), max_length=20),
    ImportColumn(
        "partner", N_("Partner code"), Type.TEXT, True, ("往来单位编码", "客户编码", "供应商编码"), max_length=40
    ),
    ImportColumn("amount", N_("Amount"), Type.MONEY, True, ("金额", "余额"), decimals=2),
    ImportColumn("day", N_("Date"), Type.DATE, True, ("日期",)),
    ImportColumn("due_on", N_("Due on"), Type.DATE, synonyms=("到期日",)),
    ImportColumn("reference", N_("Reference"), Type.TEXT, synonyms=("单据号", "摘要")),
)

PAYMENT_FILE = (
    ImportColumn("external_id", N_("Number of the bank"), Type.TEXT, True, ("流水号", "银行流水号"), max_length=80),
    ImportColumn("entity", N_("Company code"), Type.TEXT, True, ("公司编码", "主体"), max_length=20),
    ImportColumn("kind", N_("Kind"), Type.CHOICE, True, ("类型", "收付类型"), choices=PAYMENT_KINDS),
    ImportColumn(
        "partner", N_("Partner code"), Type.TEXT, True, ("往来单位编码", "客户编码", "供应商编码"), max_length=40
    ),
    ImportColumn("amount", N_("Amount"), Type.MONEY, True, ("金额",), decimals=2),
    ImportColumn("day", N_("Date"), Type.DATE, True, ("日期",)),
    ImportColumn("account_role", N_("Account"), Type.CHOICE, synonyms=("账户",), choices=ACCOUNTS),
)


def take_payments(rows: Rows, how: Taking) -> None:
    """Book payments, in and out; one whose number is known is taken, and changes nothing."""
    entities, partners = _known(rows)
    rows.know("external_id", _booked(rows))

    def take(good: Sequence[GoodRow]) -> dict[int, Reason]:
        made = {row.number: _payment(row, entities, partners) for row in good}
        outcome = Outcome()
        for verb, outgoing in ((receive_payments, False), (make_payments, True)):
            if asked := [payment for payment in made.values() if payment.outgoing == outgoing]:
                outcome = outcome.merge(verb(asked, by=how.by, at=how.at))
        return {n: outcome.refused[p.external_id] for n, p in made.items() if p.external_id in outcome.refused}

    take_at_once(rows, take, how)


def take_balances(verb: Callable[..., Outcome]) -> Callable[[Rows, Taking], None]:
    """Open items by a verb; the same file opens them once."""

    def take_all(rows: Rows, how: Taking) -> None:
        entities, partners = _known(rows)
        paper = f"import:{rows.digest[:12]}"

        def take(good: Sequence[GoodRow]) -> dict[int, Reason]:
            items = {row.number: _item(paper, row, entities, partners) for row in good}
            outcome = verb(list(items.values()), by=how.by, at=how.at)
            return {n: outcome.refused[item.paper] for n, item in items.items() if item.paper in outcome.refused}

        take_at_once(rows, take, how)

    return take_all


def _booked(rows: Rows) -> set[str]:
    found = Payment.objects.filter(external_id__in=rows.said("external_id"))
    return set(found.values_list("external_id", flat=True))


def _known(rows: Rows) -> tuple[dict[str, int], dict[str, int]]:
    """Companies and the partners of these rows, by code; the rows that name others are refused."""
    entities = dict(Entity.objects.values_list("code", "id"))
    partners = dict(Partner.objects.filter(code__in=rows.said("partner")).values_list("code", "id"))
    rows.refuse({row.number: reason for row in rows.good if (reason := _unknown(row.values, entities, partners))})
    return entities, partners


def _unknown(said: Mapping[str, Any], entities: Mapping[str, int], partners: Mapping[str, int]) -> Reason | None:
    if said["entity"] not in entities:
        return Reason("no_entity", N_("There is no company {code}"), {"code": said["entity"]})
    if said["partner"] not in partners:
        return Reason("no_partner", N_("There is no partner {code}"), {"code": said["partner"]})
    return None


def _item(paper: str, row: GoodRow, entities: Mapping[str, int], partners: Mapping[str, int]) -> OpeningItem:
    said = row.values
    return OpeningItem(
        paper=(paper, row.number),
        entity=entities[said["entity"]],
        partner=partners[said["partner"]],
        amount=said["amount"],
        day=said["day"],
        due_on=said["due_on"] or said["day"],
        reference=said["reference"] or "",
    )


def _payment(row: GoodRow, entities: Mapping[str, int], partners: Mapping[str, int]) -> NewPayment:
    said = row.values
    return NewPayment(
        external_id=said["external_id"],
        entity=entities[said["entity"]],
        kind=said["kind"],
        amount=said["amount"],
        day=said["day"],
        partner=partners[said["partner"]],
        account_role=said["account_role"] or "bank",
    )


import_receivables = FileImport("receivables", BALANCE_FILE, take_balances(open_receivables))
import_payables = FileImport("payables", BALANCE_FILE, take_balances(open_payables))
import_payments = FileImport("payments", PAYMENT_FILE, take_payments)
