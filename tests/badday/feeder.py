"""A shop's day in a process of its own, made to be killed: `python -m tests.badday.feeder found | run N BATCH | report | token`.

It always begins with the first message, as a connector does that does not know what arrived. The loop runs in between.
"""

import json
import sys
from datetime import timedelta
from decimal import Decimal
from typing import Any

import click

from yunhe.cli.server.installation import start_django

AMPLE = 10_000


def main() -> None:
    start_django()
    act = {"found": found, "run": run, "report": report, "token": token}[sys.argv[1]]
    act(*(int(word) for word in sys.argv[2:]))


def found() -> None:
    """The named world with books, ample stock and a shop."""
    from tests import world as worlds
    from tests.world import AT, BY
    from yunhe import loop
    from yunhe.erp.finance import commands as finance
    from yunhe.kernel.events.subscriptions import register
    from yunhe.oms import commands as oms
    from yunhe.oms.models import Shop

    world = worlds.build()
    for item in ("TEA", "CUP"):
        world.stock(item, AMPLE)
    Shop.objects.create(code="T1", name="天猫旗舰店", channel="taobao", entity=world.entity, warehouse_id=world.east)
    oms.set_up_audit(by=BY, at=AT)
    finance.open_books([world.entity.id], by=BY, at=AT)
    register(loop.SUBSCRIPTIONS)


def run(orders: int, batch: int) -> None:
    """Take in so many orders, so many messages at a time, some of them twice and in an older version; after each batch the
    loop comes to rest."""
    from tests.world import AT, BY
    from yunhe import loop
    from yunhe.kernel.events.pump import drain
    from yunhe.oms import commands as oms

    came = [_message(n, version) for n in range(orders) for version in (2, *((1, 2) if n % 5 == 0 else ()))]
    click.echo("ready")
    for first in range(0, len(came), batch):
        outcome = oms.intake(came[first : first + batch], by=BY, at=AT)
        assert not outcome.refused, outcome.refused
        drain(loop.SUBSCRIPTIONS, at=AT + timedelta(minutes=1))


def report() -> None:
    """What there is at the end, as JSON."""
    from django.db.models import Count, Sum

    from tests.badday.stories import healthy
    from yunhe.kernel.models import Event, Parked
    from yunhe.oms.models import Order, OrderLine, RawOrder
    from yunhe.stock.models import Level, Outbound, OutboundLine

    def by(model: Any, *fields: str) -> list[Any]:
        return sorted(map(list, model.objects.values_list(*fields).annotate(n=Count("pk"))))

    figures = {
        "orders": by(Order, "state", "progress"),
        "lines": OrderLine.objects.aggregate(n=Count("pk"), qty=Sum("qty"), amount=Sum("amount_incl")),
        "raw": by(RawOrder, "verdict"),
        "outbounds": by(Outbound, "kind", "state"),
        "outbound_lines": OutboundLine.objects.aggregate(n=Count("pk"), allocated=Sum("allocated")),
        "levels": sorted(map(list, Level.objects.values_list("item__code", "on_hand", "allocated"))),
        "events": by(Event, "kind"),
        "parked": Parked.objects.count(),
        "doctor": healthy(),
    }
    click.echo(json.dumps(figures, default=str))


def token() -> None:
    """A token of a clerk's, for who takes orders in over HTTP."""
    from yunhe.kernel.models import Grant, Role, User
    from yunhe.kernel.roles import make_standard_roles, make_token

    make_standard_roles()
    user = User.objects.create_user("feeder")
    Grant.objects.create(user=user, role=Role.objects.get(code="clerk"))
    click.echo(make_token(user, "feeder"))


def _message(n: int, version: int) -> Any:
    from tests.badday.stories import address
    from tests.world import AT
    from yunhe.oms.messages import Message

    lines = [{"sku": sku, "qty": Decimal(1 + n % 3), "price_incl": Decimal("10.00")} for sku in ("TEA", "CUP")]
    return Message.model_validate(
        {
            "shop": "T1",
            "external_id": f"K{n}",
            "version": AT + timedelta(minutes=version),
            "placed_at": AT,
            "lines": lines[: 1 + n % 2],
            "address": address(n),
        }
    )


if __name__ == "__main__":
    main()
