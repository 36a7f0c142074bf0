"""What disturbs a running house: two workers at once, a connection lost before its commit, a clock that goes back.

Each test names the mutation that makes it fail.
"""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection

from tests.badday.racing import at_once
from tests.badday.stories import address, healthy
from tests.oms.conftest import ShopWorld
from tests.world import AT, BY
from yunhe import loop
from yunhe.kernel.events.pump import drain
from yunhe.kernel.models import Event
from yunhe.oms import commands as oms
from yunhe.oms.messages import Message
from yunhe.oms.models import Order, RawOrder
from yunhe.stock.models import Outbound

ORDERS = 12


def test_two_workers_side_by_side_do_everything_once(shop_world: ShopWorld) -> None:
    """Fails without FOR UPDATE in subscriptions._lock."""
    w = shop_world
    w.world.stock("TEA", ORDERS)
    for n in range(ORDERS):
        w.send(("TEA", 1, "10.00"), id=f"A{n}", address=address(n))
    at_once(*[lambda: drain(loop.SUBSCRIPTIONS, at=AT)] * 2)
    w.run()
    assert Outbound.objects.filter(state="released").count() == ORDERS
    assert Event.objects.filter(kind="OrderAllocated").count() == ORDERS
    assert w.world.level("TEA") == (ORDERS, ORDERS)
    assert healthy() == {}


def test_a_connection_lost_before_the_commit_leaves_nothing_and_the_message_can_come_again(
    shop_world: ShopWorld,
) -> None:
    """Fails when a command commits before its end (without transaction.atomic in commands.run)."""
    w = shop_world
    message = w.message(("TEA", 1, "10.00"))
    with pytest.raises(OperationalError):
        _take_in_and_die(message)
    connection.close()
    assert (Order.objects.count(), RawOrder.objects.count(), Event.objects.filter(kind="OrderCaptured").count()) == (
        0,
        0,
        0,
    )
    assert oms.intake([message], by=BY, at=AT).made == {0: Order.objects.get().id}
    w.run()
    assert Order.objects.get().state == "audited"
    assert healthy() == {}


def test_a_clock_that_goes_back_an_hour_changes_no_order_of_things(shop_world: ShopWorld) -> None:
    """Fails when intake compares the moments of our clock instead of the channel's versions, or when events are handed
    over by their time instead of their position."""
    w = shop_world
    w.world.stock("TEA", 10)
    later, earlier = AT + timedelta(hours=1), AT
    first = w.message(("TEA", 1, "10.00"), version=AT + timedelta(minutes=1))
    second = w.message(("TEA", 2, "10.00"), version=AT + timedelta(minutes=2))
    oms.intake([first], by=BY, at=later)
    oms.intake([second], by=BY, at=earlier)
    drain(loop.SUBSCRIPTIONS, at=earlier)
    order = Order.objects.get()
    assert (order.state, order.progress, order.version) == ("audited", "released", second.version)
    assert w.world.level("TEA") == (10, 2)
    assert healthy() == {}


def _take_in_and_die(message: Message) -> None:
    """The connection dies when raw order and order are written, each in a savepoint, and the event is not."""
    released: list[str] = []

    def die_first(execute: Any, statement: str, *rest: Any) -> Any:
        if len(released) == 2:
            _end_this_connection()
        if statement.startswith("RELEASE SAVEPOINT"):
            released.append(statement)
        return execute(statement, *rest)

    with connection.execute_wrapper(die_first):
        oms.intake([message], by=BY, at=AT)


def _end_this_connection() -> None:
    """As the database's death would: the server side of our connection is gone, and nobody told us."""
    pid = connection.connection.info.backend_pid

    def end() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
        connection.close()

    thread = threading.Thread(target=end)
    thread.start()
    thread.join()
