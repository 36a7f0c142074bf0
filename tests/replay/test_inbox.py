"""Baskets as messages: amounts to the cent, wrong lines as typed errors, disturbances in the right order."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from sim.grocery.baskets import Basket, Line
from sim.grocery.luck import Luck
from sim.grocery.people import Person
from yunhe.cli.replay.orders import SHARES, Inbox

D = Decimal
WHO = Person("王伟", "13812345678", "310100", "上海市人民路 1 号")
AT = datetime.fromisoformat("2017-12-01 10:30")
GOOD = Line(11, 3, 150, 30, True)


def inbox(seed: int = 1) -> Inbox:
    return Inbox(Luck(seed), {7: WHO}, {306: "S306"}, timedelta(0))


def basket(id: int, *lines: Line) -> Basket:
    return Basket(id, 7, 306, AT, lines or (GOOD,))


def test_a_line_costs_what_was_paid() -> None:
    box = inbox()
    box.add(basket(1))
    [(at, [message])] = box.until(datetime(2017, 12, 2, tzinfo=UTC), 10)
    [line] = message.lines
    assert at == datetime(2017, 12, 1, 2, 30, tzinfo=UTC)
    assert (line.sku, line.qty, line.price_incl, line.discount) == ("G11", 3, D("4.2"), D("2.10"))
    assert line.qty * line.price_incl - line.discount == D("10.50")
    assert (message.shop, message.external_id, message.customer) == ("S306", "1", "H7")


def test_wrong_lines_are_counted_by_what_is_wrong() -> None:
    box = inbox()
    box.add(basket(1, GOOD, Line(12, 0, 100, 0, True), Line(13, 1, 100, 0, False)))
    box.add(basket(2, Line(12, -1, 100, 0, True)))
    assert dict(box.flags.rejected) == {"qty_greater_than": 2, "unknown_product": 1}
    assert sum(len(batch) for _, batch in box.until(datetime(2017, 12, 2, tzinfo=UTC), 10)) == 1


def test_each_disturbance_has_about_its_share() -> None:
    box = inbox()
    for id in range(5_000):
        box.add(basket(id))
    for name, share in SHARES.items():
        assert abs(box.flags.sent[name] / 5_000 - share) < 0.01, name


def test_messages_come_in_time_order_and_duplicates_after_the_first() -> None:
    box = inbox()
    for id in range(500):
        box.add(basket(id))
    seen: list[tuple[str, datetime]] = []
    last = datetime.min.replace(tzinfo=UTC)
    for at, batch in box.until(datetime(2017, 12, 2, tzinfo=UTC), 50):
        assert at >= last
        assert len(batch) <= 50
        last = at
        seen += [(m.external_id, m.version) for m in batch]
    assert box.empty
    assert len(seen) == 500 + box.flags.sent["duplicate"] + box.flags.sent["stale"]
    assert len(set(seen)) == len(seen) - box.flags.sent["duplicate"]


def test_what_was_spoiled_is_known_rightly() -> None:
    box = inbox()
    for id in range(500):
        box.add(basket(id))
    sent = {m.external_id: m for _, batch in box.until(datetime(2017, 12, 1, 3, tzinfo=UTC), 50) for m in batch}
    spoiled = {key for key, befall in box.flags.of.items() if befall & {"unmatched", "bad_address", "over_credit"}}
    assert set(box.flags.right) == spoiled
    for key in spoiled:
        assert sent[key] != box.flags.right[key]
