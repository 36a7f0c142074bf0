"""The rules of transport without a database: prices add up, and a parcel's state does not depend on hearing order."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yunhe.kernel.outcome import Reason
from yunhe.tms.rules import Card, Package, Quote, Status, Tariff, billable_kg, quote, read_state, without_phones
from yunhe.tms.rules.quote import zone_of

T0 = datetime(2026, 11, 21, 6, tzinfo=UTC)
KG = st.decimals("0.001", "80", places=3)


def tariff(**more: object) -> Tariff:
    fields = {
        "zone": "east",
        "regions": ("31", "32"),
        "first_kg": Decimal(1),
        "first_price": Decimal("8.00"),
        "step_kg": Decimal("0.5"),
        "step_price": Decimal("1.25"),
        "transit_days": 2,
        "round_kg": Decimal("0.5"),
    }
    return Tariff(**{**fields, **more})


def price(package: Package, region: str = "310115", **more: object) -> Quote | Reason:
    return quote(package, Card(1, "swift", "standard", "", date(2026, 1, 1), "CNY", (tariff(**more),)), region)


def lines(answer: Quote | Reason) -> list[tuple[str, str]]:
    assert isinstance(answer, Quote)
    return [(line.reason.code, str(line.amount)) for line in answer.lines]


@pytest.mark.parametrize(
    ("kg", "size", "billable"),
    [
        ("0.3", None, "0.5"),
        ("0.5", None, "0.5"),
        ("0.501", None, "1.0"),
        ("2.3", (400, 300, 200), "4.0"),  # 24,000 cm³ / 6000
        ("2.3", (401, 300, 200), "4.5"),
        ("9.9", (400, 300, 200), "10.0"),
        ("0", None, "0.5"),
    ],
)
def test_billable_weight(kg: str, size: tuple[int, int, int] | None, billable: str) -> None:
    assert billable_kg(Package(Decimal(kg), *(size or ())), 6000, Decimal("0.5")) == Decimal(billable)


def test_a_price_is_explained_line_by_line() -> None:
    package = Package(Decimal("2.3"), cod_amount=Decimal("480.00"))
    more = {"fuel_rate": Decimal("0.125"), "remote_surcharge": Decimal(6), "cod_rate": Decimal("0.015")}
    answer = price(package, **more)
    # 2.5 kg: 8.00 + 3 × 1.25 = 11.75; 12.5 % of it is 1.46875
    assert lines(answer) == [("first", "8.00"), ("step", "3.75"), ("fuel", "1.47"), ("remote", "6.00"), ("cod", "7.20")]
    assert isinstance(answer, Quote)
    assert (answer.amount, answer.billable_kg) == (Decimal("26.42"), Decimal("2.5"))


def test_a_low_price_is_lifted_to_the_minimum() -> None:
    assert lines(price(Package(Decimal("0.2")), minimum=Decimal("10.50"))) == [("first", "8.00"), ("minimum", "2.50")]
    assert lines(price(Package(Decimal("9")), minimum=Decimal("10.50")))[-1][0] == "step"


def test_cash_on_delivery_has_a_least_fee() -> None:
    package = Package(Decimal(1), cod_amount=Decimal("100.00"))
    assert lines(price(package, cod_rate=Decimal("0.01"), cod_minimum=Decimal("5")))[-1] == ("cod", "5.00")


@pytest.mark.parametrize(
    ("package", "region", "code"),
    [
        (Package(Decimal(1)), "440305", "not_served"),
        (Package(Decimal(1)), "", "not_served"),
        (Package(Decimal("30.001")), "310115", "too_heavy"),
        (Package(Decimal(1), 1501, 10, 10), "310115", "too_long"),
    ],
)
def test_what_a_service_does_not_take(package: Package, region: str, code: str) -> None:
    answer = price(package, region, max_kg=Decimal(30), max_mm=1500)
    assert isinstance(answer, Reason)
    assert answer.code == code


def test_the_longest_prefix_is_the_zone() -> None:
    rest, island = tariff(zone="rest", regions=("3",)), tariff(zone="island", regions=("310151",))
    assert zone_of([rest, island], "310151") == island
    assert zone_of([island, rest], "310115") == rest


@given(KG, KG)
def test_a_heavier_parcel_never_costs_less(one: Decimal, two: Decimal) -> None:
    light, heavy = (price(Package(kg), fuel_rate=Decimal("0.07")) for kg in sorted((one, two)))
    assert isinstance(light, Quote)
    assert isinstance(heavy, Quote)
    assert light.amount <= heavy.amount
    assert light.billable_kg >= min(one, two)
    assert light.billable_kg % Decimal("0.5") == 0


STORIES = [
    (["picked_up", "in_transit"], "in_transit"),
    (["picked_up", "out_for_delivery", "in_transit"], "out_for_delivery"),  # forward counts by rank
    (["in_transit", "attempt_failed"], "problem"),
    (["in_transit", "out_for_delivery", "attempt_failed", "in_transit"], "in_transit"),
    (["in_transit", "damaged", "info"], "problem"),
    (["in_transit", "returning", "in_transit"], "returning"),
    (["in_transit", "refused", "returning", "returned"], "returned"),
    (["lost", "delivered"], "delivered"),
    (["in_transit", "lost", "in_transit"], "lost"),
    (["delivered", "returned"], "delivered"),
]


@pytest.mark.parametrize(("story", "state"), STORIES)
def test_where_a_parcel_is_whatever_the_hearing_order(story: list[str], state: str) -> None:
    messages = [(status, T0 + timedelta(hours=n)) for n, status in enumerate(story)]
    read = {read_state(heard) for heard in permutations(messages)}
    assert {reading and reading.state for reading in read} == {state}
    assert len(read) == 1


def test_messages_that_say_nothing_give_no_state() -> None:
    assert read_state([("info", T0)]) is None
    assert read_state([]) is None


@given(st.lists(st.tuples(st.sampled_from(list(Status)), st.integers(0, 9)), max_size=12), st.randoms())
def test_any_story_reads_the_same_in_any_order_and_twice(story: list[tuple[str, int]], rng: object) -> None:
    messages = [(status, T0 + timedelta(hours=n)) for status, n in story]
    shuffled = [*messages, *messages[:3]]
    rng.shuffle(shuffled)  # type: ignore[attr-defined]
    assert read_state(shuffled) == read_state(messages)


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("派送中，快递员13900001234", "派送中，快递员139****1234"),
        ("call 139 0000 1234 please", "call 139****1234 please"),
        ("waybill 7551390000123456", "waybill 7551390000123456"),
    ],
)
def test_phones_are_masked(said: str, shown: str) -> None:
    assert without_phones(said) == shown
