"""The holds desk: one held order after the other, mended, let pass or given up from the page alone."""

import pytest

from tests.oms.conftest import ShopWorld
from tests.web.conftest import ADDRESS, Login
from yunhe.oms.models import Order, OrderLine


@pytest.fixture
def numbers(shop_world: ShopWorld) -> list[str]:
    """Two orders held: one for an unknown item, one for its address."""
    w = shop_world
    ids = [
        w.send(("NO-SUCH", 1, "5.00"), id="A1", address={**ADDRESS, "phone": "13900000001", "region_code": "310104"}),
        w.send(("TEA", 1, "5.00"), id="A2", address={**ADDRESS, "phone": "13900000002", "region_code": ""}),
    ]
    w.run()
    return [w.order(id).number for id in ids]


def state(number: str) -> str:
    return str(Order.objects.get(number=number).state)


def test_the_desk_shows_why_and_what_to_do(numbers: list[str], login: Login) -> None:
    client = login("clerk")
    page = client.get("/holds").content.decode()
    assert all(f'href="/holds/{number}"' in page for number in numbers)
    assert "Match the item" in page
    assert 'name="code.1"' in page
    page = client.get(f"/holds/{numbers[1]}?type=address").content.decode()
    assert f"/holds/{numbers[0]}" not in page
    assert 'name="region_code"' in page
    assert "The region is missing or unknown" in page


def test_one_is_matched_and_the_next_comes_up(numbers: list[str], login: Login) -> None:
    client = login("clerk")
    answer = client.post(f"/holds/{numbers[0]}/mend", {"do": "match", "code.1": "TEA", "remember": "1"})
    assert (answer.status_code, answer["Location"]) == (302, f"/holds/{numbers[1]}?type=&done={numbers[0]}&did=match")
    assert state(numbers[0]) == "audited"
    assert OrderLine.objects.get(order__number=numbers[0]).item.code == "TEA"
    assert f">{numbers[0]}</a> Match the items" in client.get(answer["Location"]).content.decode()


def test_what_is_refused_is_said_and_what_was_typed_kept(numbers: list[str], login: Login) -> None:
    answer = login("clerk").post(f"/holds/{numbers[0]}/mend", {"do": "match", "code.1": "NOTHING"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Match the items: There is no item NOTHING" in page
    assert 'value="NOTHING"' in page
    assert state(numbers[0]) == "new"


def test_an_address_is_mended(numbers: list[str], login: Login) -> None:
    given = {"recipient": "李雷", "phone": "13900000002", "region_code": "310104", "detail": "漕溪北路 88 号"}
    login("clerk").post(f"/holds/{numbers[1]}/mend", {"do": "address", **given})
    assert state(numbers[1]) == "audited"


def test_one_passes_and_one_is_given_up(numbers: list[str], login: Login) -> None:
    client = login("clerk")
    client.post(f"/holds/{numbers[1]}/mend", {"do": "release", "note": "The buyer collects it"})
    assert state(numbers[1]) == "audited"
    answer = client.post(f"/holds/{numbers[0]}/mend", {"do": "cancel", "reason": "no such goods"})
    assert state(numbers[0]) == "cancelled"
    assert "Nothing is held." in client.get(answer["Location"]).content.decode()


def test_an_unknown_item_is_no_ones_to_pardon(numbers: list[str], login: Login) -> None:
    client = login("clerk")
    answer = client.post(f"/holds/{numbers[0]}/mend", {"do": "release", "note": "let it go"})
    assert state(numbers[0]) == "new"
    assert "it is still held" in client.get(answer["Location"]).content.decode()


def test_who_may_not_release_holds_has_no_desk(numbers: list[str], login: Login) -> None:
    client = login("warehouse")
    assert client.get("/holds").status_code == 403
    assert client.post(f"/holds/{numbers[0]}/mend", {"do": "release"}).status_code == 403
