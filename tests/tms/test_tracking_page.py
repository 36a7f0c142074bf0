"""The public page and the list: what strangers may see, and what dispatchers look at."""

from datetime import date, timedelta

from tests.tms.depot import ALICE, AT, Depot, again, labelled, parcels, said
from yunhe.kernel.listing import State, page_of
from yunhe.stock.models import Parcel
from yunhe.tms.commands import hand_over, record_tracking, void_waybills
from yunhe.tms.listings import PARCELS
from yunhe.tms.queries.parcels import choice_of
from yunhe.tms.queries.tracking import Stop, TrackingPage, tracking_page
from yunhe.tms.rules import TRACKING_PATH, tracking_digest, tracking_link


def secret_of(parcel: Parcel) -> str:
    return tracking_link(parcel.number).removeprefix(TRACKING_PATH)


def test_the_page_tells_the_journey_and_no_secrets(depot: Depot) -> None:
    [parcel] = labelled(depot)
    hand_over([parcel.id], by=ALICE, at=AT)
    later = AT + timedelta(hours=5)
    told = [
        said("SW000001", "picked_up", AT, place="上海"),
        said("SW000001", "out_for_delivery", later, text="快递员 13900001234 派送"),
    ]
    record_tracking(told, by=ALICE, at=later)
    assert tracking_page(secret_of(parcel)) == TrackingPage(
        carrier="迅达速递",
        carrier_en="Swift Express",
        waybill="SW000001",
        state="out_for_delivery",
        recipient="王**",
        city="深圳市",
        district="南山区",
        arrives_on=date(2026, 11, 24),
        delivered_at=None,
        stops=(
            Stop(later, "out_for_delivery", "", "快递员 139****1234 派送"),
            Stop(AT, "picked_up", "上海", ""),
        ),
    )


def test_only_the_right_secret_opens_a_page(depot: Depot) -> None:
    one, two = labelled(depot, 2)
    assert tracking_page(secret_of(one)) != tracking_page(secret_of(two))
    assert tracking_page("") is None
    assert tracking_page(tracking_digest(secret_of(one))) is None  # what a thief of the database has
    [unlabelled] = parcels(depot)
    assert tracking_page(secret_of(unlabelled)) is None


def test_a_voided_parcel_has_no_page(depot: Depot) -> None:
    [parcel] = labelled(depot)
    void_waybills([parcel.id], by=ALICE, at=AT)
    assert tracking_page(secret_of(parcel)) is None


def test_the_list_counts_and_shows(depot: Depot) -> None:
    _, second = labelled(depot, 2)
    [waiting] = parcels(depot)
    hand_over([second.id], by=ALICE, at=AT)
    page = page_of(PARCELS, State.parse("tab=moving&f.carrier.contains=迅达"), actor=ALICE, at=AT)
    counts = {tab.name: tab.count for tab in page.tabs}
    assert (counts["open"], counts["labelled"], counts["moving"]) == (1, 1, 1)
    [row] = page.rows
    assert (row["waybill"].text, row["outbound"].text, row["price"].text) == (
        "SW000002",
        again([second.id])[0].outbound.number,
        "9.00",
    )
    choice = choice_of(second.id)
    assert choice is not None
    assert choice.service == "standard"
    assert choice_of(waiting.id) is None
