"""The profile: the own name and password, and what one may do where."""

import pytest
from django.test import Client

from tests.web.conftest import PASSWORD, Login
from yunhe.kernel.models import Role, User
from yunhe.web.models import FailedLogin

NEW = "silk road 0139"


@pytest.fixture
def alice(db: str) -> Client:
    User.objects.create_user("alice", password=PASSWORD, language="en")
    return entered()


def entered() -> Client:
    client = Client()
    assert client.login(username="alice", password=PASSWORD)
    return client


def ask(client: Client, present: str, password: str, again: str = "") -> tuple[int, str]:
    form = {"do": "password", "present": present, "password": password, "again": again or password}
    answer = client.post("/profile", form)
    return answer.status_code, answer.content.decode()


def test_a_new_password_keeps_this_session_and_ends_the_others(alice: Client) -> None:
    elsewhere = entered()
    assert ask(alice, PASSWORD, NEW)[0] == 302
    assert alice.get("/profile").status_code == 200
    assert elsewhere.get("/profile").status_code == 302
    assert User.objects.get().check_password(NEW)


@pytest.mark.parametrize(
    ("present", "password", "again", "says"),
    [
        ("another", NEW, "", "The present password is another one"),
        (PASSWORD, NEW, "silk road 0140", "The new password was typed differently the second time"),
        (PASSWORD, "12345678", "", "A password has at least 8 characters and is none that everybody uses"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_changes(
    alice: Client, present: str, password: str, again: str, says: str
) -> None:
    status, text = ask(alice, present, password, again)
    assert (status, says in text, User.objects.get().check_password(PASSWORD)) == (422, True, True)


def test_a_page_left_open_is_no_way_to_try_passwords(alice: Client) -> None:
    """Mutation: do not count the failures on this page; the sixth is answered as the first."""
    for _ in range(5):
        ask(alice, "wrong", NEW)
    assert FailedLogin.objects.count() == 5
    assert "Too many attempts" in ask(alice, PASSWORD, NEW)[1]
    assert User.objects.get().check_password(PASSWORD)


def test_the_own_name_and_the_own_roles(login: Login) -> None:
    client = login("clerk", language="en")
    assert client.post("/profile", {"do": "name", "display_name": " 王小明 "}).status_code == 302
    assert User.objects.get(username="clerk").display_name == "王小明"
    text = client.get("/profile?did=name").content.decode()
    assert "Your name is changed." in text
    assert Role.objects.get(code="clerk").name in text
