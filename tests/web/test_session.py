"""Log in, wrong passwords that are counted, log out, language and theme."""

import pytest
from django.test import Client

from tests.web.conftest import PASSWORD, Login
from yunhe.kernel.models import User
from yunhe.web.models import FailedLogin


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
    assert enter("alice", PASSWORD, next=target) == (302, "/")


def test_five_wrong_passwords_lock_a_name_at_that_address_only(alice: User) -> None:
    assert [enter("alice", "wrong")[0] for _ in range(6)] == [403] * 5 + [429]
    assert enter("alice", PASSWORD)[0] == 429
    assert enter("alice", PASSWORD, address="10.0.0.2") == (302, "/")


def test_one_address_cannot_try_many_names(db: str) -> None:
    assert [enter(f"name{n}", "wrong")[0] for n in range(31)] == [403] * 30 + [429]


def test_the_right_password_forgets_the_wrong_ones(alice: User) -> None:
    for _ in range(4):
        enter("alice", "wrong")
    enter("alice", PASSWORD)
    assert FailedLogin.objects.count() == 0


def test_logging_out_needs_a_post(login: Login) -> None:
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
