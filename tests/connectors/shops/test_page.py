"""The pages of connections: a shop is connected, tried, stopped and started by hand, and nobody reads its secret again."""

from django.test import Client

from tests.connectors.shops.conftest import CREDENTIALS, LATER, Mall
from tests.web.conftest import Login, login, quick_passwords
from tests.world import BY
from yunhe.connectors.models import Feed
from yunhe.connectors.shops.client import ShopProtocolError
from yunhe.connectors.shops.telling import fail
from yunhe.kernel.models import Event
from yunhe.kernel.sealing import unseal
from yunhe.oms.models import Shop

__all__ = ["login", "quick_passwords"]


def said(client: Client, path: str, **given: object) -> str:
    answer = client.post(path, given, follow=True) if given else client.get(path)
    text: str = answer.content.decode()
    return text


def test_a_shop_is_connected_tried_stopped_and_started(mall: Mall, login: Login) -> None:
    """Fails when a stop forgets the account, or when a trial tells figures."""
    mall.open("T2")
    address = mall.addresses["T2"]
    Feed.objects.all().delete()
    owner = login("owner")
    form = {"shop": "T2", "endpoint": address, "keep_back": "2", "warehouses": ["EAST"], **CREDENTIALS}
    assert '<option value="T2">' in said(owner, "/connect-shop")
    assert owner.post("/connect-shop", form)["Location"] == "/connections/T2?saved=1"
    feed = Feed.objects.get()
    assert (feed.keep_back, feed.warehouses, feed.own_codes, feed.active) == (2, [mall.w.world.east], False, True)
    assert unseal(feed.sealed) == CREDENTIALS
    assert '<option value="T2">' not in said(owner, "/connect-shop")
    before = mall.shelves["T2"].heard.copy()
    assert "takes the signature" in said(owner, "/connections/T2", do="try")
    assert mall.shelves["T2"].heard == before
    said(owner, "/connections/T2", do="stop")
    assert [Feed.objects.get().active, unseal(Feed.objects.get().sealed)] == [False, CREDENTIALS]
    assert "Start telling" in said(owner, "/connections/T2", do="try")
    said(owner, "/connections/T2", do="start")
    told = Event.objects.filter(subject_kind="shop", kind__in=("ShopConnected", "ShopDisconnected")).order_by("-id")
    assert list(told.values_list("kind", flat=True)[:3]) == ["ShopConnected", "ShopDisconnected", "ShopConnected"]


def test_no_page_shows_the_account_again_and_half_of_one_is_refused(mall: Mall, login: Login) -> None:
    """Fails when the form carries what is stored, or when an empty account overwrites it."""
    mall.open("T1")
    owner, form = login("owner"), {"endpoint": mall.addresses["T1"], "own_codes": "1"}
    assert owner.post("/connections/T1", form).status_code == 302
    assert unseal(Feed.objects.get().sealed) == CREDENTIALS
    for path in ("/connections/T1", "/connections", "/connections.json", "/events.json"):
        text = said(owner, path)
        assert not any(
            word in text for word in (CREDENTIALS["secret"], f'"{CREDENTIALS["key"]}"', Feed.objects.get().sealed)
        )
    half = owner.post("/connections/T1", {**form, "key": "other"})
    assert (half.status_code, "Key and secret go together" in half.content.decode()) == (422, True)
    assert owner.post("/connections/T1", {**form, "keep_back": "some"}).status_code == 422
    assert owner.post("/connections/T1", {**form, "endpoint": "shop"}).status_code == 422
    assert unseal(Feed.objects.get().sealed) == CREDENTIALS


def test_a_trouble_is_said_with_its_reason(mall: Mall, login: Login) -> None:
    mall.open("T1")
    mall.settle()
    owner = login("owner")
    assert owner.get("/connections.json").json()["rows"][0]["state"] == "told"
    owner.post("/connections/T1", {"endpoint": mall.addresses["T1"], "key": "yunhe", "secret": "wrong"})
    assert "The shop does not take it: T1: 401" in said(owner, "/connections/T1", do="try")
    fail(Feed.objects.get().pk, ShopProtocolError("T1: 401 no"), by=BY, at=LATER)
    page = said(owner, "/connections/T1")
    assert "The shop says: T1: 401 no" in page
    (row,) = owner.get("/connections.json?tab=silent").json()["rows"]
    assert (row["code"], row["error"], row["failing_since"]) == ("T1", "T1: 401 no", LATER.isoformat())


def test_only_ones_own_shops_and_warehouses(mall: Mall, login: Login) -> None:
    """Fails without the actor's limits: another shop's address would be read, or its telling stopped."""
    mall.open("T1")
    mall.open("T2", warehouses=["EAST"])
    w = mall.w.world
    other = login("owner", name="other", shops=[Shop.objects.get(code="T2").id], warehouses=[w.south])
    assert [row["code"] for row in other.get("/connections.json").json()["rows"]] == ["T2"]
    assert other.get("/connections/T1").status_code == 404
    assert other.post("/connections/T1", {"do": "stop"}).status_code == 404
    assert 'value="EAST"' not in said(other, "/connections/T2")
    assert other.post("/connections/T2", {"endpoint": mall.addresses["T2"], "warehouses": ["SOUTH"]}).status_code == 302
    assert set(Feed.objects.get(shop__code="T2").warehouses) == {w.east, w.south}
    assert Feed.objects.get(shop__code="T1").active
    assert login("clerk").get("/connections").status_code == 403
