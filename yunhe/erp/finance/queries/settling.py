"""What a payment may settle, and what settled an open item."""

from django.db.models import F, Q, QuerySet

from yunhe.erp.finance.models import Application, Payable, Payment, Receivable

MOST = 50


def open_for(payment: Payment) -> list[Receivable | Payable]:
    """The open items of the payment's partner and company that this kind of payment settles, the first due first, at most
    MOST: money in settles what is owed to us and suppliers' credits, money out the others. Of a payment without a partner
    those without one, of the same shop. Two statements."""
    of = Q(entity=payment.entity_id, partner=payment.partner_id)
    of_shop = Q(shop_id=payment.shop_id) if payment.partner_id is None else Q()
    debts, credits = Q(amount__gt=F("settled")), Q(amount__lt=F("settled"))
    outgoing = payment.kind in Payment.OUTGOING
    receivables = Receivable.objects.filter(of, of_shop, credits if outgoing else debts)
    payables = Payable.objects.filter(of, debts if outgoing else credits)
    found = [*receivables.order_by("due_on", "id")[:MOST], *payables.order_by("due_on", "id")[:MOST]]
    return sorted(found, key=lambda item: (item.due_on, item.number))[:MOST]


def applied_to(item: Receivable | Payable) -> QuerySet[Application]:
    """What was put against an open item, by payment or by credit, oldest first."""
    of = {"receivable": item} if isinstance(item, Receivable) else {"payable": item}
    found = Application.objects.filter(**of).select_related("payment", "credit", "payable_credit")
    return found.order_by("applied_at", "id")


def applied_of(payment: Payment) -> QuerySet[Application]:
    """What a payment was put against or is kept for, oldest first."""
    found = Application.objects.filter(payment=payment).select_related("receivable", "payable")
    return found.order_by("applied_at", "id")
