"""Orders in batches: what shops and their connectors send."""

from typing import Annotated, Any

from django.http import HttpRequest
from django.utils.translation import gettext_noop as N_
from ninja import Body, NinjaAPI
from pydantic import Field

from yunhe.api.asking import needs
from yunhe.api.bodies import Answer, answer_of
from yunhe.api.replies import once
from yunhe.kernel.actor import Actor
from yunhe.kernel.outcome import Reason
from yunhe.oms.commands import intake
from yunhe.oms.messages import Message
from yunhe.oms.models import Shop

MAX = 1_000
Messages = Annotated[list[Message], Field(min_length=1, max_length=MAX)]


def add_orders(api: NinjaAPI) -> None:
    """Give the intake its operation."""

    @api.post("/orders", response=Answer, summary="Take in orders", operation_id="take_in_orders", tags=["oms"])
    @needs("oms.intake")
    def take_in(request: HttpRequest, messages: Body[Messages]) -> dict[str, Any]:
        """Up to 1,000 order messages. Answers by index: `made` holds the order's id of each message that was accepted,
        also when it came before. The newest version of an external id wins."""
        return once(request, lambda: _take_in(messages, request))


def _take_in(messages: list[Message], request: HttpRequest) -> dict[str, Any]:
    asked = request.auth
    foreign = _foreign(messages, asked.actor)
    own = [n for n in range(len(messages)) if messages[n].shop not in foreign]
    outcome = intake([messages[n] for n in own], by=asked.actor, at=asked.at, source="api")
    answer = type(outcome)(
        done=[own[n] for n in outcome.done],
        refused={own[n]: reason for n, reason in outcome.refused.items()},
        made={own[n]: id for n, id in outcome.made.items()},
    )
    for n, message in enumerate(messages):
        if message.shop in foreign:
            answer.refused[n] = foreign[message.shop]
    return answer_of(answer)


def _foreign(messages: list[Message], actor: Actor) -> dict[str, Reason]:
    """The shops that exist and that a limited token may not send for."""
    if actor.shops is None:
        return {}
    shops = Shop.objects.filter(code__in={m.shop for m in messages}).exclude(id__in=actor.shops)
    return {
        code: Reason("foreign_shop", N_("Shop {shop} is not yours"), {"shop": code})
        for code in shops.values_list("code", flat=True)
    }
