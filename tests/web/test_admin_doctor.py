"""The doctor on a page: what breaks a truth is named, and a balance is set to the sums of its ledger."""

from decimal import Decimal

from django.db import connection

from tests.web.conftest import Login, Shop
from yunhe.kernel.models import Event
from yunhe.stock.models import Level


def test_a_balance_that_went_wrong_is_shown_and_rebuilt(shop: Shop, login: Login) -> None:
    owner = login("owner")
    assert "Everything agrees" in owner.post("/doctor", {"do": "examine"}).content.decode()
    level = Level.objects.get(item__code="TEA", warehouse=shop.world.world.east, grade="good")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE stock_level SET on_hand = on_hand + 3 WHERE id = %s", [level.pk])
    page = owner.post("/doctor", {"do": "examine"}).content.decode()
    assert "The bins of every level sum to what is on hand" in page
    assert '<a href="/items/TEA">TEA</a>' in page
    assert Event.objects.filter(kind="BalanceRebuilt").count() == 0

    answer = owner.post("/doctor", {"do": "rebuild bins_are_levels"}, follow=True)
    assert "Everything agrees" in answer.content.decode()
    assert Level.objects.get(pk=level.pk).on_hand == level.on_hand == Decimal(10)
    told = Event.objects.get(kind="BalanceRebuilt")
    assert (told.by, told.payload["rows"]) == ("user:owner", 1)
    assert told.payload["figures"] == [f"{level.pk}: 13.000000 → 10.000000"]
    owner.post("/doctor", {"do": "rebuild balanced"})
    assert Event.objects.filter(kind="BalanceRebuilt").count() == 1


def test_who_only_sees_rebuilds_nothing(shop: Shop, login: Login) -> None:
    for role in ("clerk", "warehouse", "finance"):
        assert login(role).post("/doctor", {"do": "rebuild bins_are_levels"}).status_code == 403
