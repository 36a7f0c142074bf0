"""The guards of the edge, asked over real responses: sessions, forgery, headers, passwords, tokens, customers' links.

Each test names the mutation that makes it fail.
"""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.contrib.auth.hashers import identify_hasher
from django.contrib.sessions.models import Session
from django.test import Client, override_settings
from django.utils.module_loading import import_string

from tests.api.conftest import Call, caller
from tests.laws.test_routes import pages
from tests.laws.walking.addresses import of_place, without_parameters
from tests.laws.walking.company import found, live
from tests.oms.conftest import ShopWorld
from tests.web.conftest import PASSWORD, Login, login
from tests.world import BY
from yunhe.crm.commands import send_surveys
from yunhe.crm.models import Survey
from yunhe.kernel.models import ApiToken, Grant, Role, User
from yunhe.kernel.roles import make_standard_roles, make_token
from yunhe.oms.models import Order
from yunhe.stock.models import Parcel
from yunhe.tms.rules import tracking_link
from yunhe.web import links
from yunhe.web.models import WithdrawnLink

__all__ = ["caller", "login"]
NOW = datetime.now(UTC)
POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "form-action": "'self'",
}


def person(name: str = "alice", role: str = "owner") -> User:
    make_standard_roles()
    user = User.objects.create_user(name, password=PASSWORD, language="en")
    Grant.objects.create(user=user, role=Role.objects.get(code=role))
    return user


def test_a_password_is_kept_as_argon2_and_too_easy_ones_are_refused(db: str) -> None:
    """Fails with another hasher, or without the validators, in the settings."""
    user = person()
    assert identify_hasher(user.password).algorithm == "argon2"
    assert PASSWORD not in user.password
    names = {import_string(one["NAME"]).__name__ for one in settings.AUTH_PASSWORD_VALIDATORS}
    assert names >= {"MinimumLengthValidator", "CommonPasswordValidator"}


def test_a_log_in_begins_a_new_session_and_a_log_out_ends_it(db: str) -> None:
    """Fails without rotation at log-in (a session that was planted before would be the victim's), or when logging out
    only forgets the cookie."""
    person()
    client = Client()
    client.get("/login")
    client.session["planted"] = "1"
    planted = client.session.session_key
    client.post("/login", {"name": "alice", "password": PASSWORD})
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    assert cookie.value != planted
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", 14 * 24 * 3600)
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = cookie.value
    assert thief.get("/orders").status_code == 200
    client.post("/logout")
    assert not Session.objects.filter(session_key=cookie.value).exists()
    assert thief.get("/orders").status_code == 302


def test_another_password_or_a_farewell_ends_every_session(db: str) -> None:
    """Fails without Django's session hash, or when an inactive person still passes."""
    user = person()
    first, second = Client(), Client()
    first.post("/login", {"name": "alice", "password": PASSWORD})
    user.set_password("another canal 605")
    user.save()
    assert first.get("/orders").status_code == 302
    second.post("/login", {"name": "alice", "password": "another canal 605"})
    assert second.get("/orders").status_code == 200
    User.objects.update(is_active=False)
    assert second.get("/orders").status_code == 302


def test_no_form_is_taken_without_its_token(shop_world: ShopWorld) -> None:
    """Fails with csrf_exempt on any page, or without CsrfViewMiddleware."""
    ours, _ = found(shop_world)
    live(shop_world, ours)
    client = Client(enforce_csrf_checks=True)
    client.force_login(person())
    form = {"id": "1", "name": "alice", "password": PASSWORD}  # what a log-in would take, but for the token
    asked = [f"/{path}" for path, _ in without_parameters()] + [one.path for one in of_place(ours)]
    asked += ["/login", f"/track/{'x' * 32}", f"/survey/{'x' * 40}", "/return/SO1/x"]
    before = Order.objects.values_list("state", "state_at").order_by("id")
    kept = list(before)
    assert {path for path in asked if client.post(path, form).status_code != 403} == set()
    assert list(before.all()) == kept


def test_the_api_takes_no_session_so_no_foreign_page_can_speak_for_a_person(db: str, login: Login) -> None:
    """Fails when the API accepts the session's cookie besides the token."""
    assert login("owner").get("/api/v1/orders").status_code == 401
    assert login("clerk").post("/api/v1/orders", [], content_type="application/json").status_code == 401


def test_every_answer_carries_its_headers(shop_world: ShopWorld, caller: Call) -> None:
    """Fails without middleware.security, and with 'unsafe-inline' or 'unsafe-eval' in its policy."""
    person()
    client = Client()
    client.post("/login", {"name": "alice", "password": PASSWORD})
    asked = [f"/{path}" for path, _ in without_parameters()] + ["/no-such-page", "/login", "/health", "/track/x"]
    for path in [*asked, "/api/v1/orders"]:
        answer = client.get(path)
        policy = dict(part.split(" ", 1) for part in answer["Content-Security-Policy"].split("; "))
        assert {name: policy[name] for name in POLICY} == POLICY, path
        assert "unsafe" not in answer["Content-Security-Policy"]
        assert (answer["X-Content-Type-Options"], answer["X-Frame-Options"]) == ("nosniff", "DENY")
        assert (answer["Referrer-Policy"], "camera=()" in answer["Permissions-Policy"]) == ("same-origin", True)
        if answer["Content-Type"].startswith("text/html"):
            text = answer.content.decode()
            assert re.findall(r"<script(?![^>]*(?:\ssrc=|type=\"application/json\"))[^>]*>", text) == [], path
            assert re.findall(r"\son\w+=\"|\sstyle=\"|javascript:", text) == [], path


def test_a_token_is_shown_once_kept_as_a_hash_and_can_end(db: str) -> None:
    """Fails when the secret is stored, when it is short, or when expires_at or revoked_at is not asked."""
    user = person()

    def asked(secret: str) -> int:
        return Client(headers={"Authorization": f"Bearer {secret}"}).get("/api/v1/orders").status_code

    secret, over = make_token(user, "a"), make_token(user, "b", expires_at=NOW - timedelta(seconds=1))
    assert len(secret) * 6 >= 256
    assert not any(secret in str(row) for row in ApiToken.objects.values_list())
    assert (asked(secret), asked(over), asked(secret[:-1])) == (200, 401, 401)
    assert asked(ApiToken.objects.get(name="a").digest) == 401  # what a thief of the database has
    ApiToken.objects.filter(name="a").update(revoked_at=NOW)
    assert asked(secret) == 401


@pytest.fixture
def paths(shop_world: ShopWorld) -> dict[str, str]:
    """The public links about one order: its parcel's, its survey's, its return's."""
    ours, _ = found(shop_world)
    live(shop_world, ours)
    order = Order.objects.get(id=ours.orders["SENT"])
    Survey.objects.all().delete()
    send_surveys([(order.id, None)], by=BY, at=NOW)
    Order.objects.filter(id=order.id).update(state_at=NOW)
    Parcel.objects.filter(root_id=order.id).update(delivered_at=NOW)
    parcel = Parcel.objects.get(root_id=order.id)
    return {
        "track": tracking_link(parcel.number),
        "survey": f"/survey/{links.secret_of(order.id)}",
        "return": links.return_link(order.number),
    }


def test_a_link_is_long_about_one_document_and_not_in_the_database(paths: dict[str, str], db: str) -> None:
    """Fails with a short mark, with a link made without the installation's key, when a mark is not compared, or when a
    secret is stored instead of its hash."""
    number = paths["return"].split("/")[2]
    with override_settings(SECRET_KEY="another"):
        order = Order.objects.get(number=number)
        made = (tracking_link(Parcel.objects.get(root_id=order.pk).number), links.secret_of(order.pk))
        assert {*made, links.return_link(number)} & {path.removeprefix("/survey/") for path in paths.values()} == set()
    for path in paths.values():
        secret = path.rsplit("/", 1)[1]
        bits = len(secret) * (4 if re.fullmatch("[0-9a-f]+", secret) else 6)
        assert bits >= 128
        assert Client().get(path).status_code == 200
        assert Client().get(path[:-1] + ("A" if path[-1] != "A" else "B")).status_code == 404
        assert secret not in str(list(Survey.objects.values_list())) + str(list(Parcel.objects.values_list()))


def test_a_link_ends_by_itself(paths: dict[str, str], db: str) -> None:
    """Fails without OPEN_FOR in links.return_order or links.is_over, or without expires_at in survey_of."""
    long_ago = NOW - timedelta(days=91)
    Order.objects.update(state_at=long_ago)
    Parcel.objects.update(delivered_at=long_ago)
    Survey.objects.update(expires_at=long_ago)
    assert {name: Client().get(path).status_code for name, path in paths.items()} == dict.fromkeys(paths, 404)


def test_who_may_can_withdraw_the_links_of_an_order(paths: dict[str, str], login: Login) -> None:
    """Fails without is_withdrawn in any of the three public pages."""
    number = paths["return"].split("/")[2]
    assert login("warehouse").post(f"/orders/{number}/withdraw-links").status_code == 403
    assert {Client().get(path).status_code for path in paths.values()} == {200}
    assert login("service").post(f"/orders/{number}/withdraw-links").status_code == 302
    assert {Client().get(path).status_code for path in paths.values()} == {404}
    assert {Client().post(path, {"note": "x", "score": "5"}).status_code for path in paths.values()} == {404}
    assert not any(
        path.rsplit("/", 1)[1] in str(row) for path in paths.values() for row in WithdrawnLink.objects.values_list()
    )


def test_public_pages_are_those_three_and_no_more() -> None:
    """Fails when somebody adds a public page: then its link belongs into the tests above."""
    assert {one.name for _, one in pages() if getattr(one.callback, "public", False)} == {
        *("login", "health", "track", "survey", "return"),
    }
