"""Choosing a service: the cheapest in time, the soonest otherwise, and every loser with its reason."""

from datetime import date, timedelta
from decimal import Decimal

from tests.tms.depot import ALICE, AT, Depot, again, events, parcels, rate
from yunhe.stock.models import Outbound
from yunhe.tms.commands import choose_services, define_carriers, import_rates
from yunhe.tms.models import ServiceChoice
from yunhe.tms.sheets import CarrierRow


def test_the_cheapest_is_chosen_and_the_others_say_why_not(depot: Depot) -> None:
    [parcel] = parcels(depot, weight_kg=Decimal("2.3"))
    assert choose_services([parcel.id], by=ALICE, at=AT).done == [parcel.id]
    choice = ServiceChoice.objects.get(parcel=parcel)
    # ox/road: 7.00 + 2 × 0.80 = 8.60, lifted to 12.00; swift/standard: 9.00 + 2 × 4.00 = 17.00
    assert (choice.carrier_code, choice.service, choice.amount) == ("ox", "road", Decimal("12.00"))
    assert choice.billable_kg == 3
    assert choice.arrives_on == date(2026, 11, 26)
    assert [(line["code"], line["amount"]) for line in choice.lines] == [
        ("first", "7.00"),
        ("step", "1.60"),
        ("minimum", "3.40"),
    ]
    assert [(c["carrier"], c["service"], c["amount"], c["lost"] and c["lost"]["code"]) for c in choice.candidates] == [
        ("ox", "road", "12.00", None),
        ("swift", "standard", "17.00", "dearer"),
        ("swift", "air", "41.40", "dearer"),
    ]
    assert choice.candidates[1]["lost"]["figures"] == {"more": "5.00"}
    [parcel] = again([parcel.id])
    assert (parcel.carrier_code, parcel.service, parcel.state) == ("ox", "road", "open")
    assert events(parcel.id) == [("ServiceChosen", None)]


def test_what_arrives_after_the_promised_day_loses(depot: Depot) -> None:
    [parcel] = parcels(depot, weight_kg=Decimal("2.3"))
    choose_services([parcel.id], promised={parcel.id: date(2026, 11, 24)}, by=ALICE, at=AT)
    choice = ServiceChoice.objects.get(parcel=parcel)
    assert (choice.service, choice.arrives_on) == ("standard", date(2026, 11, 24))
    assert [(c["service"], c["lost"] and c["lost"]["code"]) for c in choice.candidates] == [
        ("standard", None),
        ("air", "dearer"),
        ("road", "too_late"),
    ]


def test_when_none_is_in_time_the_soonest_goes(depot: Depot) -> None:
    [parcel] = parcels(depot, weight_kg=Decimal("2.3"))
    choose_services([parcel.id], promised={parcel.id: date(2026, 11, 21)}, by=ALICE, at=AT)
    choice = ServiceChoice.objects.get(parcel=parcel)
    assert (choice.service, choice.arrives_on) == ("air", date(2026, 11, 22))
    assert [(c["service"], c["lost"] and c["lost"]["code"]) for c in choice.candidates] == [
        ("air", None),
        ("standard", "slower"),
        ("road", "slower"),
    ]


def test_the_weight_of_the_items_counts_until_the_parcel_was_weighed(depot: Depot) -> None:
    [parcel] = parcels(depot)  # 2 × 0.4 kg
    choose_services([parcel.id], by=ALICE, at=AT)
    choice = ServiceChoice.objects.get(parcel=parcel)
    assert (choice.service, choice.amount, choice.billable_kg) == ("standard", Decimal("9.00"), 1)


def test_a_service_asked_for_is_the_only_one(depot: Depot) -> None:
    [parcel] = parcels(depot)
    Outbound.objects.filter(id=parcel.outbound_id).update(service="swift/air")
    choose_services([parcel.id], by=ALICE, at=AT)
    choice = ServiceChoice.objects.get(parcel=parcel)
    assert (choice.service, choice.amount) == ("air", Decimal("20.70"))
    assert [c["lost"] and c["lost"]["code"] for c in choice.candidates] == [None, "not_asked", "not_asked"]


def test_after_the_cut_off_the_parcel_travels_a_day_later(depot: Depot) -> None:
    define_carriers(
        [CarrierRow("swift", "迅达速递", adapter="sim", cut_off=AT.replace(hour=13).time())], by=ALICE, at=AT
    )
    [parcel] = parcels(depot)
    choose_services([parcel.id], by=ALICE, at=AT)  # 14:00 in Shanghai
    assert ServiceChoice.objects.get(parcel=parcel).arrives_on == date(2026, 11, 25)


def test_a_card_of_the_nearer_origin_and_the_newest_day_holds(depot: Depot) -> None:
    import_rates(
        [
            rate("swift", "standard", "all", ["44"], "8.00", "1.00", 3, origin="31"),
            rate("swift", "standard", "all", ["44"], "7.50", "1.00", 3, origin="31", valid_from=date(2026, 11, 1)),
            rate("swift", "standard", "all", ["44"], "1.00", "1.00", 3, origin="31", valid_from=date(2026, 12, 1)),
            rate("swift", "standard", "all", ["44"], "2.00", "1.00", 3, origin="11"),
        ],
        by=ALICE,
        at=AT,
    )
    [parcel] = parcels(depot)
    choose_services([parcel.id], by=ALICE, at=AT)
    choice = ServiceChoice.objects.get(parcel=parcel)
    assert (choice.amount, choice.card.origin, choice.card.valid_from) == (Decimal("7.50"), "31", date(2026, 11, 1))


def test_nobody_goes_there(depot: Depot) -> None:
    [there, here] = [*parcels(depot, region="540000"), *parcels(depot)]
    outcome = choose_services([there.id, here.id, 999_999], by=ALICE, at=AT)
    assert outcome.done == [here.id]
    assert {id: reason.code for id, reason in outcome.refused.items()} == {there.id: "no_service", 999_999: "not_found"}
    assert outcome.refused[there.id].figures["why"] == [
        "ox/road not_served",
        "swift/air not_served",
        "swift/standard not_served",
    ]
    assert not ServiceChoice.objects.filter(parcel=there).exists()


def test_choosing_again_replaces_the_choice(depot: Depot) -> None:
    [parcel] = parcels(depot, weight_kg=Decimal("2.3"))
    choose_services([parcel.id], by=ALICE, at=AT)
    choose_services([parcel.id], promised={parcel.id: date(2026, 11, 22)}, by=ALICE, at=AT + timedelta(minutes=1))
    [parcel] = again([parcel.id])
    assert parcel.service == "air"
    assert ServiceChoice.objects.get(parcel=parcel).service == "air"
