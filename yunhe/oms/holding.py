"""What becomes of open holds when an order changes or is cancelled, and what they say."""

from collections.abc import Collection
from datetime import datetime

from django.utils.translation import gettext

from yunhe.kernel.actor import Actor
from yunhe.oms.models import Hold
from yunhe.oms.rules import BY_PERSON


def forget_judgements(order_ids: Collection[int]) -> None:
    """What rules held of these orders goes, to be judged anew: ended holds would count as pardoned by a person. What a
    person holds stays held."""
    Hold.objects.filter(order__in=order_ids, released_at=None).exclude(code=BY_PERSON).delete()


def end_holds(order_ids: Collection[int], *, by: Actor, at: datetime) -> None:
    """End what is open of these orders, which are cancelled."""
    open_holds = Hold.objects.filter(order__in=order_ids, released_at=None)
    open_holds.update(released_at=at, released_by=by.name, note="cancelled")


def why_held(hold: Hold) -> str:
    """The rule in the reader's words, or what the person said who holds it, as it was said."""
    if hold.code == BY_PERSON:
        return f"{hold.rule['by']}: {hold.rule['said']}"
    return gettext(hold.rule.get("label", hold.code))
