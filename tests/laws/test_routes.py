"""Every address of pages and API names the right it needs, or stands in one of the two lists below."""

from collections.abc import Iterator
from typing import Any

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests.web.conftest import Login, login
from yunhe.api.urls import api
from yunhe.kernel.commands import COMMANDS

__all__ = ["login"]
PUBLIC = {"login", "health", "track", "survey", "return"}  # and static files, which whitenoise serves
# What these show depends on who asks.
INSIDE = {"home", "logout", "profile", "preferences", "find", "bell", "trends", "script_troubles", "styleguide"}
INSIDE |= {"sent", "sent_columns", "sent_take", "sent_file", "job_file"}  # these ask for the right of the noun
INSIDE |= {"import_errors", "jobs", "job", "job_stop", "notifications", "notification", "notifications_mark"}
SEEING = {"oms.see", "stock.see", "stock.see_available", "tms.see", "partners.see", "catalog.see", "finance.see"} | {
    "purchasing.see",
    "production.see",
    "crm.see",
    "stock.see_physical",
    "kernel.see_installation",
    "kernel.see_events",
}


def routes(patterns: list[Any], prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for one in patterns:
        if isinstance(one, URLResolver):
            if one.namespace != "api" and one.app_name != "ninja":
                yield from routes(one.url_patterns, prefix + str(one.pattern))
        else:
            yield prefix + str(one.pattern), one


def pages() -> list[tuple[str, URLPattern]]:
    return [(path, one) for path, one in routes(get_resolver().url_patterns) if not path.startswith("api/")]


def operations() -> Iterator[tuple[str, Any]]:
    for prefix, router in api._routers:
        for path, view in router.path_operations.items():
            for operation in view.operations:
                yield f"{'/'.join(operation.methods)} {prefix}{path}", operation


def test_every_page_names_its_right_or_is_listed() -> None:
    wrong = []
    for path, one in pages():
        right = getattr(one.callback, "right", None)
        listed = one.name in INSIDE if right == "" else one.name in PUBLIC if right is None else False
        if not (right or listed):
            wrong.append(path)
    assert wrong == []
    assert len(pages()) > 50


def test_the_lists_name_nothing_that_is_gone() -> None:
    names = {one.name for _, one in pages()}
    assert (PUBLIC | INSIDE) - names == set()
    assert {one.name for _, one in pages() if getattr(one.callback, "public", False)} == PUBLIC


def test_every_right_of_a_page_is_one_that_somebody_can_hold() -> None:
    rights = {one.callback.right for _, one in pages() if getattr(one.callback, "right", "")}
    assert rights - set(COMMANDS) - SEEING == set()


def test_every_operation_of_the_api_names_its_right() -> None:
    found = dict(operations())
    without = {name for name, operation in found.items() if not getattr(operation.view_func, "right", "")}
    assert without == {"GET /openapi.json"}  # for every holder of a token
    assert all(operation.auth_callbacks for operation in found.values())
    assert len(found) > 100


def test_strangers_are_asked_to_log_in_and_people_without_the_right_are_told(login: Login) -> None:
    nobody = login("clerk", name="nobody")
    nobody.get("/")
    stranger = Client()
    for path, one in pages():
        if getattr(one.callback, "public", False) or "<" in path:
            continue
        answer = stranger.get(f"/{path}")
        assert (answer.status_code, answer["Location"][:12]) == (302, "/login?next="), path
        if one.callback.right.startswith(("finance.", "wms.", "purchasing.", "production.")):
            assert nobody.get(f"/{path}").status_code == 403, path
