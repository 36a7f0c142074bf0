"""The bell: a case rings for those who may end it, where they may; messages are read, unread again, and over with their case."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.erp.finance.books import recorded
from tests.web.conftest import AT, BY, Login, Shop
from yunhe.kernel.cases import Trouble, close_case, open_cases
from yunhe.kernel.handlers import ring
from yunhe.kernel.models import Notification, User
from yunhe.kernel.outcome import Reason
from yunhe.oms.models import Order
from yunhe.oms.models import Shop as ShopRow

TROUBLE = Reason("law", "Something is wrong")


def trouble(shop: Shop, number: str) -> int:
    order = Order.objects.get(number=number).id
    (case,) = open_cases([Trouble("law", "order", order, TROUBLE, root_id=order, owner_role="clerk")], by=BY, at=AT)
    shop.world.run()
    return case


def rung(case: int) -> set[str]:
    names = {f"user:{user.pk}": user.username for user in User.objects.all()}
    found = Notification.objects.filter(subject_kind="case", subject_id=case, state="waiting")
    return {names[one.recipient] for one in found}


def test_a_case_rings_for_those_who_may_end_it_where_they_may(shop: Shop, login: Login) -> None:
    other = ShopRow.objects.create(code="T2", name="二店", entity=shop.world.world.entity)
    for role in ("owner", "clerk", "warehouse"):
        login(role)
    login("clerk", name="elsewhere", shops=[other.id])
    login("clerk", name="here", shops=[shop.world.shop.id])
    User.objects.create_user("left", is_active=False)
    case = trouble(shop, shop.held)
    assert rung(case) == {"owner", "clerk", "here"}
    close_case([case], resolution="asked the buyer", by=BY, at=AT)
    shop.world.run()
    assert rung(case) == set()


def test_many_with_limits_are_asked_about_at_once(shop: Shop, login: Login) -> None:
    """Fails when each person with limits costs a statement."""

    def statements() -> int:
        Notification.objects.all().delete()
        with CaptureQueriesContext(connection) as queries:
            ring(recorded(["CaseOpened"]), by=BY, at=AT)
        return len(queries)

    login("clerk", name="first", shops=[shop.world.shop.id])
    case = trouble(shop, shop.held)
    before = statements()
    for n in range(10):
        login("clerk", name=f"c{n}", shops=[shop.world.shop.id + n % 2])
    assert statements() == before
    assert rung(case) == {"first", *(f"c{n}" for n in range(0, 10, 2))}


def test_messages_are_counted_followed_and_marked(shop: Shop, login: Login) -> None:
    clerk, stranger = login("clerk"), login("warehouse")
    trouble(shop, shop.held)
    mine = Notification.objects.get(recipient=f"user:{User.objects.get(username='clerk').pk}", subject_kind="case")
    others = Notification.objects.exclude(pk=mine.pk)
    others.update(state="read")
    assert '<span class="bell-count number">1</span>' in clerk.get("/bell").content.decode()
    assert stranger.post(f"/notifications/{mine.pk}").status_code == 404
    assert clerk.get(f"/notifications/{mine.pk}").status_code == 405
    assert '<span class="bell-count number">1</span>' in clerk.get("/bell").content.decode()
    answer = clerk.post(f"/notifications/{mine.pk}", headers={"HX-Request": "true"})
    assert answer["HX-Redirect"] == f"/orders/{shop.held}"
    assert "bell-count" not in clerk.get("/bell").content.decode()
    assert "Something is wrong" not in clerk.get("/notifications").content.decode()
    assert "Something is wrong" in clerk.get("/notifications?tab=all").content.decode()
    stranger.post("/notifications/mark", {"id": mine.pk, "as": "unread"})
    assert "bell-count" not in clerk.get("/bell").content.decode()
    clerk.post("/notifications/mark", {"id": mine.pk, "as": "unread"})
    assert '<span class="bell-count number">1</span>' in clerk.get("/bell").content.decode()
    assert clerk.post(f"/notifications/{mine.pk}")["Location"] == f"/orders/{shop.held}"
    clerk.post("/notifications/mark", {"id": mine.pk, "as": "unread"})
    answer = clerk.post("/notifications/mark", {"all": "1"}, headers={"HX-Request": "true"})
    assert "bell-count" not in answer.content.decode()
    assert "Nothing waits for you." not in answer.content.decode()  # his open case still does
    assert "bell-count" not in clerk.get("/bell").content.decode()
