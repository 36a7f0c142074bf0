"""Users, roles and tokens as an owner changes them on pages."""

import re

from django.test import Client

from tests.laws.test_routes import SEEING, pages
from tests.web.conftest import PASSWORD, Login
from yunhe.kernel.listing import LISTINGS
from yunhe.kernel.models import ApiToken, Event, Role, User
from yunhe.kernel.roles import actor_of
from yunhe.web.rights import rights_by_room

NEW = {"username": "dora", "password": PASSWORD, "display_name": "朵拉", "language": "zh-hans"}


def text_of(client: Client, path: str) -> str:
    return client.get(path).content.decode()


def test_a_user_is_added_gets_roles_and_logs_in(login: Login) -> None:
    owner = login("owner")
    assert owner.post("/new-user", {**NEW, "password": "short"}).status_code == 422
    assert owner.post("/new-user", NEW)["Location"] == "/users/dora"
    given = {"do": "roles", "role": ["clerk", "service"], "shops.clerk": ["1", "2"]}
    assert owner.post("/users/dora", given)["Location"] == "/users/dora?did=roles"
    dora = actor_of(User.objects.get(username="dora"))
    assert (dora.within("oms.audit").shops, dora.within("crm.retag").shops) == ({1, 2}, None)
    page = text_of(owner, "/users/dora?did=roles")
    assert "They hold from the next click on." in page
    assert re.findall(r'name="role" value="(\w+)"[^>]* checked', page) == ["clerk", "service"]
    assert "Roles granted" in page
    listed = owner.get("/users.json?columns=username,roles,active").json()["rows"]
    assert [row for row in listed if row["username"] == "dora"][0]["roles"] == "clerk, service"
    assert "Order clerk, Customer service" in text_of(owner, "/users")
    client = Client()
    assert client.post("/login", {"name": "dora", "password": PASSWORD}).status_code == 302


def test_who_is_deactivated_is_out_at_once(login: Login) -> None:
    owner, clerk = login("owner"), login("clerk")
    assert clerk.get("/orders").status_code == 200
    assert owner.post("/users/clerk", {"do": "facts", "display_name": "Carl"}).status_code == 302
    assert clerk.get("/orders").status_code == 302
    assert "Deactivated" in text_of(owner, "/users/clerk")
    answer = owner.post("/users/owner", {"do": "facts", "display_name": ""})
    assert answer.status_code == 422
    assert "nobody would be left" in answer.content.decode()


def test_a_new_password_logs_out_the_others_and_not_who_set_it(login: Login) -> None:
    owner, clerk = login("owner"), login("clerk")
    for name in ("clerk", "owner"):
        assert owner.post(f"/users/{name}", {"do": "password", "password": "lotus pond 77"}).status_code == 302
    assert [client.get("/").status_code for client in (owner, clerk)] == [200, 302]


def test_a_token_is_shown_once_opens_the_api_and_is_revoked(login: Login) -> None:
    owner, _ = login("owner"), login("clerk")
    page = owner.post("/users/clerk", {"do": "token", "name": "Feeder", "until": "2099-01-31"}).content.decode()
    secret = re.findall(r'readonly value="([^"]+)"', page)[0]
    assert secret not in text_of(owner, "/users/clerk")
    api = Client(headers={"Authorization": f"Bearer {secret}"})
    assert api.get("/api/v1/orders").status_code == 200
    token = ApiToken.objects.get()
    assert owner.post("/users/owner", {"do": "revoke", "token": token.pk}).status_code == 302  # not this user's
    assert api.get("/api/v1/orders").status_code == 200
    assert owner.post("/users/clerk", {"do": "revoke", "token": token.pk}).status_code == 302
    assert api.get("/api/v1/orders").status_code == 401
    assert "Revoked" in text_of(owner, "/users/clerk")


def ticks(page: str, role: str) -> list[str]:
    return re.findall(rf'name="right.{role}" value="([^"]+)"[^>]* checked', page)


def test_the_matrix_saves_all_ticks_at_once(login: Login) -> None:
    owner = login("owner")
    page = text_of(owner, "/roles?role=clerk")
    before = ticks(page, "clerk")
    assert sorted(before) == sorted(Role.objects.get(code="clerk").rights)
    assert "clerk" in re.findall(r'name="shown" value="(\w+)"', page)
    given = {
        "shown": ["clerk"],
        "before.clerk": " ".join(before),
        "right.clerk": [right for right in before if right != "tms.see"] + ["finance.see", "finance.*"],
        "code": "temp",
        "name": "Temp",
        "like": "clerk",
    }
    assert owner.post("/roles?role=clerk", given)["Location"] == "/roles?role=clerk&saved=1"
    clerk = set(Role.objects.get(code="clerk").rights)
    assert (clerk - set(before), set(before) - clerk) == ({"finance.*"}, {"tms.see"})
    assert set(Role.objects.get(code="temp").rights) == set(before)
    assert Event.objects.filter(kind="RoleDefined").count() == 2
    again = owner.post("/roles?role=clerk", {**given, "code": ""})
    assert (again.status_code, "Somebody else has changed it" in again.content.decode()) == (422, True)


def test_who_may_not_change_rights_sees_none_of_it(login: Login) -> None:
    clerk = login("clerk")
    paths = ("/users", "/new-user", "/users/clerk", "/roles", "/rules", "/numbers", "/events", "/parked")
    assert {path: clerk.get(path).status_code for path in paths} == dict.fromkeys(paths, 403)
    limited = login("owner", name="limited", shops=[1])
    one = ("/new-user", "/users/limited", "/roles", "/rules", "/numbers")
    assert {path: limited.get(path).status_code for path in one} == dict.fromkeys(one, 403)
    assert limited.get("/users.json").json()["rows"] == limited.get("/events.json").json()["rows"] == []


def test_the_matrix_has_a_row_for_every_right_there_is() -> None:
    """Fails when a right that a page, list or column asks for can be given to nobody."""
    asked = {one.callback.right for _, one in pages() if getattr(one.callback, "right", "")}
    asked |= {listing.right for listing in LISTINGS.values()} | SEEING
    asked |= {term.right for listing in LISTINGS.values() for term in listing.vocabulary.terms if term.right}
    rows = {right.code for *_, rights in rights_by_room() for right in rights}
    assert asked - rows == set()
    assert len(asked) > 30
