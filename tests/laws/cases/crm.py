"""Calls of customer care's commands with n rows."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

from tests.world import AT, BY, World
from yunhe.crm import commands as crm
from yunhe.crm.commands.records import Bought
from yunhe.crm.commands.surveys import Answer, secret_of
from yunhe.partners.models import Partner

Call = Callable[[], Any]


def bought(w: World, n: int) -> list[Bought]:
    customers = Partner.objects.bulk_create([Partner(code=f"C{i}", name=f"C{i}", is_customer=True) for i in range(n)])
    return [Bought(i, c.id, None, Decimal(i + 1), AT - timedelta(days=i % 300)) for i, c in enumerate(customers)]


def _keep(w: World, n: int) -> Call:
    rows = bought(w, n)
    return lambda: crm.keep_purchases(rows, by=BY, at=AT)


def _retag(w: World, n: int) -> Call:
    crm.keep_purchases(bought(w, n), by=BY, at=AT)
    return lambda: crm.retag(by=BY, at=AT)


def _send(w: World, n: int) -> Call:
    return lambda: crm.send_surveys([(i, None) for i in range(n)], by=BY, at=AT)


def _answer(w: World, n: int) -> Call:
    crm.send_surveys([(i, None) for i in range(n)], by=BY, at=AT)
    return lambda: crm.answer_surveys([Answer(secret_of(i), 1 + i % 5) for i in range(n)], by=BY, at=AT)


CASES: dict[str, Callable[[World, int], Call]] = {
    "crm.keep_purchases": _keep,
    "crm.retag": _retag,
    "crm.send_surveys": _send,
    "crm.answer_surveys": _answer,
}
