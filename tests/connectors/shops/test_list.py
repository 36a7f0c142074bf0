"""The list of what shops were told: the same figures on the page and over the API, each in its own limits."""

import json

from tests.connectors.shops.conftest import Mall
from tests.web.conftest import Login, login
from yunhe.connectors.shops.listings import offers_of
from yunhe.kernel.actor import Actor
from yunhe.oms.models import Shop

__all__ = ["login"]


def two_shops(mall: Mall) -> None:
    """T1 has 5 TEA and has heard so; T2, of which only the south counts, has not heard that it has 2."""
    w = mall.w.world
    w.stock("TEA", 3)
    w.stock("TEA", 2, w.south)
    mall.open("T1")
    mall.open("T2", warehouses=["SOUTH"])
    mall.settle()
    mall.shelves["T2"].change({"refuse": 1.0})
    w.outbound(("TEA", 1), warehouse=w.south)
    mall.settle()


def test_the_list_says_what_may_be_sold_and_what_is_told(mall: Mall, login: Login) -> None:
    """Fails when `told` shows what was counted instead of what was confirmed."""
    two_shops(mall)
    clerk = login("clerk")
    rows = json.loads(clerk.get("/offers.json?q=Longjing&columns=shop,sku,sellable,told,state,failing_since").content)[
        "rows"
    ]
    seen = [(row["shop"], row["sku"], row["sellable"], row["told"], row["state"]) for row in rows]
    assert seen == [("T2", "TEA", 1, 2, "to_tell"), ("Tmall flagship", "TEA", 4, 4, "known")]
    assert [row["failing_since"] is None for row in rows] == [False, True]
    assert "TEA" in clerk.get("/offers?tab=to_tell").content.decode()
    assert login("service").get("/offers").status_code == 403


def test_limits_hold_for_shops_and_for_the_warehouses_that_are_summed_up(mall: Mall) -> None:
    """Fails when a person of one warehouse reads a sum over others."""
    two_shops(mall)
    w, rights = mall.w.world, frozenset({"*"})
    t2 = Shop.objects.get(code="T2").id

    def shops(**limits: frozenset[int]) -> set[str]:
        return set(offers_of(Actor("x", rights, **limits)).values_list("feed__shop__code", flat=True))

    assert shops() == {"T1", "T2"}
    assert shops(shops=frozenset({t2})) == {"T2"}
    assert shops(warehouses=frozenset({w.south, w.east})) == {"T2"}
    assert shops(warehouses=frozenset({w.east})) == set()
