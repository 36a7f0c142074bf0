"""Public pages: only the right link opens one, and what is sent arrives."""

from datetime import UTC, datetime

from django.test import Client

from tests.web.conftest import Shop
from tests.world import BY
from yunhe.crm.commands import send_surveys
from yunhe.crm.commands.surveys import secret_of
from yunhe.crm.models import Survey
from yunhe.kernel.models import Case
from yunhe.oms.models import Order
from yunhe.web.links import return_link


def test_a_wish_to_return_opens_one_case(shop: Shop) -> None:
    client, path = Client(), return_link(shop.released)
    for _ in range(2):
        assert client.post(path, {"note": "杯子碎了"}).status_code == 200
    case = Case.objects.get(type="return_request")
    assert (case.subject_id, case.owner_role) == (Order.objects.get(number=shop.released).id, "service")
    assert case.reason["figures"] == {"note": "杯子碎了"}


def test_a_link_of_another_order_opens_nothing(shop: Shop) -> None:
    mark = return_link(shop.released).rsplit("/", 1)[1]
    for path in (f"/return/{shop.short}/{mark}", f"/return/{shop.released}/x", "/track/x", "/survey/x"):
        assert Client().get(path).status_code == 404
        assert Client().post(path, {"note": "x", "score": "5"}).status_code == 404
    assert not Case.objects.filter(type="return_request").exists()


def test_a_survey_is_answered_once(shop: Shop) -> None:
    order = Order.objects.get(number=shop.released)
    send_surveys([(order.id, None)], by=BY, at=datetime.now(UTC))
    path = f"/survey/{secret_of(order.id)}"
    wrong = Client().post(path, {"score": "9"}, headers={"Accept-Language": "en"})
    assert "Please choose one to five stars" in wrong.content.decode()
    Client().post(path, {"score": "2", "cause": "carrier", "comment": "late"})
    Client().post(path, {"score": "5"})
    survey = Survey.objects.get()
    assert (survey.score, survey.cause, survey.comment) == (2, "carrier", "late")
