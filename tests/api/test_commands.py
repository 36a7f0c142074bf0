"""One operation per command, lists by cursor, tokens, and errors as problems."""

from django.test import Client

from tests.api.conftest import Call, ShopWorld
from tests.world import AT, BY
from yunhe.api.commands import BY_HAND, offered
from yunhe.api.urls import api
from yunhe.kernel.cases import Trouble, open_cases
from yunhe.kernel.commands import COMMANDS
from yunhe.kernel.outcome import Reason
from yunhe.oms.models import Order, Shop


def test_every_command_has_an_operation_but_these() -> None:
    without = {"oms.intake", "oms.progress", "partners.shift_exposure"}  # its own one; internal; internal
    no_json = {"kernel.attach", "kernel.define_fields", "stock.plan_outbounds"}  # files; table rows; other rooms' ids
    assert set(COMMANDS) - set(offered()) == without | no_json | BY_HAND
    assert all(right.startswith("kernel.") for right in BY_HAND)


def test_a_command_runs_and_refuses_per_row(shop_world: ShopWorld, caller: Call) -> None:
    id = shop_world.send(("TEA", 1, "30.00"))
    status, answer = caller("clerk").post("/commands/oms/audit", {"order_ids": [id, 999]})
    assert (status, answer["done"]) == (200, [id])
    assert answer["refused"] == {"999": {"code": "not_found", "message": "There is no document 999"}}
    assert Order.objects.get().state == "audited"


def test_a_token_without_the_right_is_refused(shop_world: ShopWorld, caller: Call) -> None:
    id = shop_world.send(("TEA", 1, "30.00"))
    status, answer = caller("warehouse").post("/commands/oms/audit", {"order_ids": [id]})
    assert (status, answer["code"]) == (403, "forbidden")
    assert Order.objects.get().state == "new"


def test_a_limited_token_touches_its_own_orders_only(shop_world: ShopWorld, caller: Call) -> None:
    id = shop_world.send(("TEA", 1, "30.00"))
    other = Shop.objects.create(code="T2", name="二店", entity=shop_world.world.entity)
    limited = caller("clerk", shops=[other.id])
    status, answer = limited.post("/commands/oms/audit", {"order_ids": [id]})
    assert (status, answer["done"], answer["refused"][str(id)]["code"]) == (200, [], "not_found")
    assert limited.get("/orders")[1]["rows"] == []
    case = open_cases([Trouble("law", "order", id, Reason("x", "Something is wrong"))], by=BY, at=AT)
    status, answer = limited.post("/commands/kernel/close_case", {"case_ids": case, "resolution": "-"})
    assert (status, answer["done"], answer["refused"][str(case[0])]["code"]) == (200, [], "not_found")
    assert limited.get("/cases")[1]["rows"] == []
    assert len(caller("clerk").get("/cases")[1]["rows"]) == 1
    assert caller("owner", shops=[other.id]).post("/commands/catalog/set_up", {})[0] == 403
    assert Order.objects.get().state == "new"


def test_lists_page_by_cursor(shop_world: ShopWorld, caller: Call) -> None:
    for n in range(25):
        shop_world.send(("TEA", 1, "30.00"), id=f"A{n}")
    clerk = caller("clerk")
    _, first = clerk.get("/orders?size=20&sort=external_id&columns=external_id,total")
    _, second = clerk.get(f"/orders?{first['next']}")
    assert [first["count"], len(first["rows"]), len(second["rows"]), second["next"]] == [25, 20, 5, ""]
    seen = [row["external_id"] for row in first["rows"] + second["rows"]]
    assert seen == sorted(f"A{n}" for n in range(25))
    assert first["rows"][0]["total"] == "30.00"


def test_no_token_no_answer(db: str) -> None:
    answer = Client().get("/api/v1/orders", headers={"Accept-Language": "en"})
    assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json")
    assert answer.json() == {
        "type": "urn:yunhe:problem:no_token",
        "code": "no_token",
        "title": "This needs a valid bearer token",
        "status": 401,
    }


def test_the_description_names_every_operation(shop_world: ShopWorld, caller: Call) -> None:
    status, described = caller("clerk").get("/openapi.json")
    assert status == 200
    assert set(described["paths"]) == set(api.get_openapi_schema()["paths"])
    audit = described["paths"]["/api/v1/commands/oms/audit"]["post"]
    assert audit["operationId"] == "oms_audit"


def test_an_unknown_field_in_a_filter_is_a_problem(shop_world: ShopWorld, caller: Call) -> None:
    status, answer = caller("clerk").get("/orders?f.nonsense.eq=1")
    assert (status, answer["code"]) == (422, "unknown_field")
