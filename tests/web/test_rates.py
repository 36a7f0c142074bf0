"""Rate cards: a parcel tried against all of them, and a card typed into as a grid."""

import re
from datetime import date
from decimal import Decimal

import pytest

from tests.tms.depot import open_depot
from tests.web.conftest import Login
from yunhe.tms.models import RateCard, RateRow

D = Decimal


@pytest.fixture
def card(db: str) -> RateCard:
    """The depot's cards; that of swift's standard service."""
    open_depot()
    return RateCard.objects.get(carrier__code="swift", service="standard")


def typed(text: str) -> dict[str, list[str]]:
    """What stands in the grid, by column, as its form would send it."""
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input class="form-control[^"]*rate-\w+" name="(\w+)" value="([^"]*)"', text):
        found.setdefault(name, []).append(value)
    return found


def address(card: RateCard) -> str:
    return f"{card.carrier.code}/{card.service}/{card.origin}/{card.valid_from}"


def test_a_tried_parcel_names_the_winner_and_why_the_others_lost(card: RateCard, login: Login) -> None:
    page = login("warehouse").get("/rates?from=W1&region=440305&kg=1.2").content.decode()
    rows = re.findall(
        r'<tr( class="is-won")?>\s*<td data-label="Service">.*?<strong>([^<]*)</strong> (\w+)', page, re.S
    )
    assert [(bool(won), name, service) for won, name, service in rows] == [
        (True, "Ox Freight", "road"),
        (False, "Swift Express", "standard"),
        (False, "Swift Express", "air"),
    ]
    assert re.findall(r'"Freight"><span class="number">([^<]*)<', page) == ["12.00", "13.00", "31.05"]
    assert re.findall(r"Costs ([\d.]+) more", page) == ["1.00", "19.05"]
    assert "is not a measure above zero" in login("owner").get("/rates?from=W1&region=440305&kg=-1").content.decode()


def test_the_grid_saves_a_card_from_a_later_day(card: RateCard, login: Login) -> None:
    client = login("warehouse")
    grid = typed(client.get(f"/rates?card={address(card)}").content.decode())
    before = list(RateRow.objects.filter(card=card).order_by("id").values_list("zone", "first_price"))
    grid["first_price"][0] = "12.50"
    answer = client.post(f"/rates/save?card={address(card)}", {**grid, "valid_from": "2027-01-01", "currency": "CNY"})
    assert answer.status_code == 302
    fresh = RateCard.objects.get(carrier=card.carrier, service="standard", valid_from=date(2027, 1, 1))
    rows = list(RateRow.objects.filter(card=fresh).order_by("id").values_list("zone", "first_price"))
    assert rows == [(before[0][0], D("12.50")), *before[1:]]
    assert list(RateRow.objects.filter(card=card).order_by("id").values_list("zone", "first_price")) == before


def test_what_is_wrong_is_said_and_what_was_typed_kept(card: RateCard, login: Login) -> None:
    client = login("warehouse")
    grid = typed(client.get(f"/rates?card={address(card)}").content.decode())
    for name, text, said in [
        ("first_kg", "0", "first_kg must be more than 0"),
        ("first_price", "dear", "dear cannot be used here"),
        ("transit_days", "1.5", "1.5 cannot be used here"),
    ]:
        given = {**grid, name: [text, *grid[name][1:]], "valid_from": "2027-01-01", "currency": "CNY"}
        answer = client.post(f"/rates/save?card={address(card)}", given)
        assert answer.status_code == 422
        assert said in answer.content.decode()
        assert typed(answer.content.decode())[name][0] == text
    assert not RateCard.objects.filter(valid_from=date(2027, 1, 1)).exists()


def test_who_may_only_see_cannot_save(card: RateCard, login: Login) -> None:
    client = login("clerk")
    assert "Save the card" not in client.get("/rates").content.decode()
    assert client.post(f"/rates/save?card={address(card)}", {}).status_code == 403
