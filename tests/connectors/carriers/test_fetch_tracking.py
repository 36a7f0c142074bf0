"""Tracking from the simulated carrier: badly told or well told, the parcels end in the same places."""

from datetime import timedelta

from tests.connectors.carriers.conftest import Opener
from tests.tms.depot import ALICE, AT, Depot, again, labelled
from yunhe.connectors.carriers.tracking import announce_parcels, fetch_tracking
from yunhe.kernel.models import Case
from yunhe.stock.models import Parcel
from yunhe.tms.commands import hand_over
from yunhe.tms.models import TrackingMessage
from yunhe.tms.queries.tracking import timeline

DAY = timedelta(days=1)
BAD = {"duplicate": 0.3, "late": 0.4, "shuffle": True, "problem": 0.3, "back": 0.1, "lose": 0.05, "seed": 7}


def journey(depot: Depot, adapter: object, count: int, days: int, first: int = 1) -> list[tuple[str, str]]:
    """Hand over, announce and ask every day; the (waybill, state) of all parcels at the end."""
    ids = [p.id for p in labelled(depot, count, first=first)]
    hand_over(ids, by=ALICE, at=AT)
    announce_parcels(ids, adapter=adapter)
    for day in range(1, days + 1):
        fetch_tracking(adapter=adapter, by=ALICE, at=AT + day * DAY)
    return [(p.waybill, p.state) for p in again(ids)]


def test_a_good_carrier_delivers_and_tells(depot: Depot, office: Opener) -> None:
    _, adapter = office()
    assert journey(depot, adapter, 1, 5) == [("SW000001", "delivered")]
    [message] = TrackingMessage.objects.filter(code="OD")
    assert message.text == "派送中，快递员 13900001234"
    assert [m.key for m in TrackingMessage.objects.order_by("happened_at")] == [f"SW000001-{n}" for n in range(5)]


def test_the_public_timeline_hides_the_couriers_phone(depot: Depot, office: Opener) -> None:
    _, adapter = office()
    journey(depot, adapter, 1, 5)
    told = timeline(Parcel.objects.get(waybill="SW000001"))
    assert [stop.status for stop in told] == ["delivered", "out_for_delivery", "in_transit", "in_transit", "picked_up"]
    assert told[1].text == "派送中，快递员 139****1234"


def test_duplicates_late_and_shuffled_messages_change_nothing(depot: Depot, office: Opener) -> None:
    """The same journeys told well and told badly end in the same states, with the same messages kept."""
    _, bad = office(**BAD)
    badly = journey(depot, bad, 40, 14)
    kept = set(TrackingMessage.objects.values_list("key", flat=True))
    assert {state for _, state in badly} == {"delivered", "returned", "lost"}
    _, good = office(**{**BAD, "duplicate": 0.0, "late": 0.0, "shuffle": False})
    good.announce([(waybill, AT) for waybill, _ in badly])  # the same waybills: the same journeys
    page = good.next_page(AT + 14 * DAY)
    assert {m.id for m in page.messages} == kept
    latest = {m.waybill: m.code for m in sorted(page.messages, key=lambda m: m.happened_at)}
    ends = {"DL": "delivered", "RD": "returned", "LO": "lost"}
    assert badly == [(waybill, ends[latest[waybill]]) for waybill, _ in badly]


def test_a_page_that_was_not_confirmed_comes_again_to_no_effect(depot: Depot, office: Opener) -> None:
    _, adapter = office()
    journey(depot, adapter, 2, 0)
    first = adapter.next_page(AT + 5 * DAY)
    assert adapter.next_page(AT + 5 * DAY) == first
    assert fetch_tracking(adapter=adapter, by=ALICE, at=AT + 5 * DAY) == len(first.messages) == 10
    assert fetch_tracking(adapter=adapter, by=ALICE, at=AT + 5 * DAY) == 0


def test_a_waybill_that_the_carrier_voided_is_not_accepted(depot: Depot, office: Opener) -> None:
    carrier, adapter = office()
    number = carrier.give([{"reference": "PK1", "to_region": "440305", "address": "x"}])[0]["waybill"]
    assert adapter.void_waybills([number, "SM1"]) == ["SM1"]
    assert adapter.announce([(number, AT)]) == [number]


def test_every_problem_has_its_case(depot: Depot, office: Opener) -> None:
    _, adapter = office(problem=1.0)
    journey(depot, adapter, 3, 14)
    assert [c.state for c in Case.objects.filter(type="parcel_problem")] == ["done"] * 3
    _, lossy = office(lose=1.0)
    journey(depot, lossy, 2, 14, first=50)
    assert [c.state for c in Case.objects.filter(type="parcel_lost")] == ["open"] * 2
