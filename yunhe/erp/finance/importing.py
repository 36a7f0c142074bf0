"""Open balances from a file: what customers owed us, and we suppliers, when the books began."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import IO, Any

from django.utils.translation import gettext_noop as N_

from yunhe.erp.finance.commands import OpeningItem, open_payables, open_receivables
from yunhe.kernel.actor import Actor
from yunhe.kernel.conditions import Type
from yunhe.kernel.importing import GoodRow, ImportColumn, read, record_run
from yunhe.kernel.models import Entity, ImportRun
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


def import_receivables(file: IO[bytes], file_name: str, *, by: Actor, at: datetime) -> ImportRun:
    """Open the receivables of an xlsx or CSV file; the same file opens them once."""
    return _import("receivables", open_receivables, file, file_name, by, at)


def import_payables(file: IO[bytes], file_name: str, *, by: Actor, at: datetime) -> ImportRun:
    """Open the payables of an xlsx or CSV file; the same file opens them once."""
    return _import("payables", open_payables, file, file_name, by, at)


def _import(
    noun: str, verb: Callable[..., Outcome], file: IO[bytes], file_name: str, by: Actor, at: datetime
) -> ImportRun:
    rows = read(file, file_name, BALANCE_FILE)
    entities = dict(Entity.objects.values_list("code", "id"))
    partners = dict(
        Partner.objects.filter(code__in=[row.values["partner"] for row in rows.good]).values_list("code", "id")
    )
    rows.refuse({row.number: reason for row in rows.good if (reason := _unknown(row.values, entities, partners))})
    paper = f"import:{rows.digest[:12]}"
    items = {row.number: _item(paper, row, entities, partners) for row in rows.good}
    outcome = verb(list(items.values()), by=by, at=at)
    rows.refuse({n: outcome.refused[item.paper] for n, item in items.items() if item.paper in outcome.refused})
    return record_run(noun, rows, by=by, at=at)


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
