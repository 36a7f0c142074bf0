"""Shops and warehouses: opened and changed in forms, each change in the log."""

from tests.web.conftest import Login, Shop
from yunhe.kernel.models import Event
from yunhe.oms.models import Shop as ShopRow
from yunhe.partners.models import Region
from yunhe.stock.models import Bin, Warehouse


def test_a_shop_is_opened_and_changed(shop: Shop, login: Login) -> None:
    owner = login("owner")
    entity = str(shop.world.world.entity.pk)
    given = {"name": "二店", "channel": "jd", "entity_id": entity, "priority": "3", "ship_hours": "24", "active": "1"}
    given |= {"recognise": "shipped", "warehouse_id": str(shop.world.world.south), "auto_audit": "1"}
    assert owner.post("/new-shop", {"code": "T2", **given})["Location"] == "/shops/T2?saved=1"
    row = ShopRow.objects.get(code="T2")
    assert (row.name, row.channel, row.warehouse_id, row.priority) == ("二店", "jd", shop.world.world.south, 3)
    assert (row.auto_audit, row.auto_release) == (True, False)
    assert owner.post("/shops/T2", {**given, "priority": "1", "warehouse_id": ""}).status_code == 302
    told = Event.objects.filter(kind="ShopSaved").latest("id")
    assert told.payload["changed"] == [f"warehouse_id: {shop.world.world.south} → None", "priority: 3 → 1"]
    assert "Shop saved" in owner.get("/shops/T2").content.decode()
    wrong = owner.post("/shops/T2", {**given, "priority": "soon", "name": "三店"})
    assert (wrong.status_code, 'value="soon"' in wrong.content.decode()) == (422, True)
    assert ShopRow.objects.get(code="T2").name == "二店"
    assert owner.post("/shops/NO", given).status_code == 404
    codes = [row["code"] for row in owner.get("/shops.json?tab=active").json()["rows"]]
    assert codes == sorted(ShopRow.objects.filter(active=True).values_list("code", flat=True))


def test_a_warehouse_is_opened_with_its_bins_and_changed(shop: Shop, login: Login) -> None:
    owner = login("owner")
    given = {"name": "北仓", "kind": "own", "entity_id": str(shop.world.world.entity.pk), "label_at": "pack"}
    given |= {"priority": "4", "daily_capacity": "300", "cut_off": "16:30", "region_code": "310104", "active": "1"}
    assert owner.post("/new-warehouse", {"code": "N1", **given})["Location"] == "/warehouses/N1?saved=1"
    row = Warehouse.objects.get(code="N1")
    assert (row.daily_capacity, f"{row.cut_off:%H:%M}", Bin.objects.filter(warehouse=row).count()) == (300, "16:30", 3)
    assert owner.post("/warehouses/N1", {**given, "kind": "store", "daily_capacity": ""}).status_code == 302
    Region.objects.update_or_create(code="310104", defaults={"name": "徐汇区", "name_en": "Xuhui"})
    listed = {one["code"]: one["region"] for one in owner.get("/warehouses.json").json()["rows"]}
    assert listed["N1"] == "Xuhui"
    row.refresh_from_db()
    assert (row.kind, row.daily_capacity) == ("own", None)
    told = Event.objects.get(kind="WarehouseChanged")
    assert told.payload["changed"] == ["daily_capacity: 300 → None"]
    assert [login(role).get("/shops").status_code for role in ("clerk", "warehouse")] == [403, 403]
