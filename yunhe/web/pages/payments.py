"""Settle open items with a payment, from its page."""

from decimal import Decimal

from django.http import HttpResponse, HttpResponseNotAllowed
from django.utils.translation import gettext_noop as N_

from yunhe.erp.finance.commands import Apply, apply_payments
from yunhe.erp.finance.models import Payable, Receivable
from yunhe.kernel.money import cents
from yunhe.kernel.outcome import Reason, RefusalError
from yunhe.kernel.quantity import parse
from yunhe.web.documents.money import PAYMENT
from yunhe.web.pages.documents import find, show
from yunhe.web.routing import Call

ITEMS = {"receivable": Receivable, "payable": Payable}


def apply(call: Call, number: str) -> HttpResponse:
    """Put the amounts of the form against the open items beside them; the page comes back with what was refused."""
    if call.request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    payment, given = find(call, number, PAYMENT), call.request.POST
    asked = [pair for pair in zip(given.getlist("item"), given.getlist("amount")) if pair[1].strip()]
    wanted = [(*item.partition(":")[::2], _amount(amount)) for item, amount in asked]
    ids = {
        (kind, number): id
        for kind, model in ITEMS.items()
        for number, id in model.objects.filter(number__in=[n for k, n, _ in wanted if k == kind]).values_list(
            "number", "id"
        )
    }
    rows = [
        Apply(
            payment=payment.pk,
            amount=amount,
            receivable=ids.get((kind, number), 0) if kind == "receivable" else None,
            payable=ids.get((kind, number), 0) if kind == "payable" else None,
        )
        for kind, number, amount in wanted
    ]
    outcome = apply_payments(rows, by=call.actor, at=call.at)
    refused = [str(reason) for reason in outcome.refused.values()]
    return show(call, number, PAYMENT, {"label": N_("Settle"), "refused": refused})


def _amount(text: str) -> Decimal:
    """An amount to the cent; RefusalError `no_amount` for anything else."""
    try:
        amount = parse(text)
        if amount != cents(amount):
            raise ValueError(text)
    except ValueError:
        raise RefusalError(Reason("no_amount", N_("{text} is not an amount"), {"text": text.strip()})) from None
    return amount
