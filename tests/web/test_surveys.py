"""The list of surveys: who was asked about which order, and what they said."""

from tests.web.conftest import Login, Shop
from tests.web.test_goods import rows
from tests.world import AT, BY
from yunhe.crm import commands as crm
from yunhe.crm.commands.surveys import Answer, secret_of
from yunhe.oms.models import Order


def test_answers_stand_beside_their_orders(shop: Shop, login: Login) -> None:
    released, short = (Order.objects.get(number=number).pk for number in (shop.released, shop.short))
    crm.send_surveys([(released, None), (short, None)], by=BY, at=AT)
    crm.answer_surveys([Answer(secret_of(released), 2, "packing", "The tin is bent")], by=BY, at=AT)
    client = login("service")
    [low] = rows(client, "/surveys.json?tab=low")
    assert (low["order"], low["score"], low["cause"], low["comment"]) == (
        shop.released,
        2,
        "packing",
        "The tin is bent",
    )
    assert [row["order"] for row in rows(client, "/surveys.json?tab=silent")] == [shop.short]
    assert "The packing" in client.get("/surveys?tab=low").content.decode()


def test_another_shops_surveys_are_not_seen(shop: Shop, login: Login) -> None:
    """Mutation: `surveys_of` without the orders that the actor may see."""
    crm.send_surveys([(Order.objects.get(number=shop.released).pk, None)], by=BY, at=AT)
    assert len(rows(login("service"), "/surveys.json")) == 1
    assert rows(login("service", name="elsewhere", shops=[-1]), "/surveys.json") == []
