"""Log in, wrong passwords that are counted, log out, language and theme."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from tests.web.conftest import PASSWORD, Login
from yunhe.kernel.models import User
from yunhe.web.models import FailedLogin
from yunhe.web.pages.session import failed


@pytest.fixture
def alice(db: str) -> User:
    return User.objects.create_user("alice", password=PASSWORD, language="en")


def enter(name: str, password: str, address: str = "10.0.0.1", **more: str) -> tuple[int, str]:
    answer = Client(REMOTE_ADDR=address).post("/login", {"name": name, "password": password, **more})
    return answer.status_code, answer.get("Location", "")


def test_the_right_password_leads_to_where_one_wanted(alice: User) -> None:
    assert enter("alice", PASSWORD, next="/orders?tab=held") == (302, "/orders?tab=held")


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", ""])
def test_never_to_another_site(alice: User, target: str) -> None:
    """Fails when session._safe does not ask whether the address is of this site."""
    assert enter("alice", PASSWORD, next=target) == (302, "/")


def test_five_wrong_passwords_lock_a_name_at_that_address_only(alice: User) -> None:
    """Fails without PER_NAME_AND_ADDRESS in session.too_often."""
    assert [enter("alice", "wrong")[0] for _ in range(6)] == [403] * 5 + [429]
    assert enter("alice", PASSWORD)[0] == 429
    assert enter("alice", PASSWORD, address="10.0.0.2") == (302, "/")


def test_one_address_cannot_try_many_names(db: str) -> None:
    """Fails without PER_ADDRESS in session.too_often."""
    assert [enter(f"name{n}", "wrong")[0] for n in range(31)] == [403] * 30 + [429]


def test_many_addresses_cannot_try_one_name(alice: User) -> None:
    """Fails without PER_NAME in session.too_often."""
    for n in range(49):
        failed("alice", f"10.0.1.{n}", datetime.now(UTC))
    assert [enter("alice", "wrong")[0] for _ in range(2)] == [403, 429]


def test_after_a_quarter_of_an_hour_one_may_try_again(alice: User) -> None:
    """Fails without WINDOW in session.too_often, or when session.failed keeps what is over."""
    now = datetime.now(UTC)
    for _ in range(5):
        failed("alice", "10.0.0.1", now - timedelta(minutes=15))
    assert enter("alice", PASSWORD) == (302, "/")
    for _ in range(5):
        FailedLogin.objects.create(name="bob", address="10.0.0.2", at=now - timedelta(minutes=15))
    enter("alice", "wrong")
    assert list(FailedLogin.objects.values_list("name", flat=True)) == ["alice"]


def test_the_right_password_forgets_the_wrong_ones(alice: User) -> None:
    """Fails without the delete() in session.log_in."""
    for _ in range(4):
        enter("alice", "wrong")
    enter("alice", PASSWORD)
    assert FailedLogin.objects.count() == 0


def test_logging_out_needs_a_post(login: Login) -> None:
    """Fails when log_out answers a GET: a foreign picture's address would end the session."""
    client = login("clerk")
    assert client.get("/logout").status_code == 405
    assert client.get("/orders").status_code == 200
    client.post("/logout")
    assert client.get("/orders").status_code == 302


def test_language_follows_the_person_then_the_browser(login: Login) -> None:
    def heading(client: Client, asked: str) -> str:
        text = client.get("/orders", headers={"Accept-Language": asked}).content.decode()
        return text.split("<title>")[1].split(" ·")[0]

    person, browser = login("clerk", language="zh-hant"), login("owner", language="")
    assert heading(person, "en") == "訂單"
    assert [heading(browser, asked) for asked in ("zh-CN", "zh-TW", "en-GB", "fr")] == [
        "订单",
        "訂單",
        "Orders",
        "订单",
    ]


def test_preferences_are_kept(login: Login) -> None:
    client = login("clerk")
    client.post("/preferences", {"language": "zh-hans", "next": "/orders"})
    client.post("/preferences", {"theme": "dark"})
    user = User.objects.get()
    assert (user.language, user.theme) == ("zh-hans", "dark")
    assert 'data-bs-theme="dark"' in client.get("/").content.decode()


def test_health_answers_everybody(db: str) -> None:
    answer = Client().get("/health")
    assert answer.json() == {
        "database": True,
        "oldest_unsequenced_seconds": 0.0,
        "parked": 0,
        "backups": "elsewhere",
        "backup_age_hours": None,
        "backup_late": False,
        "backup_failed": False,
    }
