"""All pages there are, each with an example: every route without a parameter, and the first link found to each other."""

import re
from collections.abc import Iterable
from html import unescape
from typing import NamedTuple
from urllib.parse import urlsplit

import httpx
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.exceptions import Resolver404
from playwright.sync_api import StorageState

from yunhe.web.documents import DOCUMENTS
from yunhe.web.lists import LIST_PAGES

LINK = re.compile(r'href="(/[^"#]*)"')
WHOLE = re.compile(r"<html[ >]", re.IGNORECASE)
NO_PAGE = re.compile(r"[.]|^logout$")  # the exports of a list, and what is no route of ours
PARAMETER = re.compile("<[a-z]+:([a-z_]+)>")
GUESTS = {
    "login",
    "track-secret",
    "survey-secret",
    "return-number-mark",
}  # pages without a frame, for people who have no login
SHIPPED = ("/orders?tab=completed", "/orders?tab=on_the_way")
LISTS = {page.listing.name for page in LIST_PAGES}
PAPERS = {f"{document.path.strip('/')}-number" for document in DOCUMENTS} | {
    "outbounds-number",
    "holds",
    "holds-number",
}
BOARDS = {"home", "dock", "floor", "waves", "installation", "styleguide"}
FIRST = {"waves-number"}  # carts that are done stand below those that are to be picked
BOOKS = {"trial-balance", "stock-value", "ages", "rates"}


class Place(NamedTuple):
    """A page: the name of its route, its kind as in UI.md, and the address of an example."""

    name: str
    kind: str
    path: str


def visitor(address: str, session: StorageState) -> httpx.Client:
    """Who asks for pages as this browser does, without one."""
    cookies = {one["name"]: one["value"] for one in session["cookies"]}
    return httpx.Client(base_url=address, cookies=cookies, headers={"Accept-Encoding": "gzip"}, timeout=600)


def everywhere(visitor: httpx.Client) -> list[Place]:
    """The pages that this visitor, who is logged in, can reach, by name. A part of a page, a file and a form's answer are
    none. Follows each kind of link once, the last one of a page: the first is often the opening of the books, with all goods;
    of FIRST the first."""
    places: dict[str, Place] = {}
    asked: set[str] = set()
    waiting = [f"/{route}" for route in _plain_routes()]
    while waiting:
        path = waiting.pop(0)
        name = _name_of(path)
        if name in asked or NO_PAGE.search(name):
            continue
        asked.add(name)
        text = _page(visitor, path)
        if text is not None:
            places[name] = Place(name, _kind(name, text), path)
            links = _links(text)
            first = [link for link in links if _name_of(link) in FIRST]
            waiting += [link for link in [*first, *reversed(links)] if _name_of(link) not in asked]
    for tab in SHIPPED:  # a document further on links to pages for its customer that the first one does not have
        orders = [link for link in _links(_page(visitor, tab) or "") if _name_of(link) == "orders-number"]
        for link in [link for order in orders[:1] for link in _links(_page(visitor, order) or "")]:
            name = _name_of(link)
            if name in GUESTS and name not in places:
                places[name] = Place(name, "public", link)
    return [Place("login", "public", "/login"), *sorted(places.values())]


def _plain_routes() -> Iterable[str]:
    """The routes that need no number, in the order in which they are tried."""
    for pattern in _patterns(get_resolver("yunhe.web.urls").url_patterns):
        route = str(pattern.pattern)
        if "<" not in route:
            yield route


def _patterns(found: Iterable[URLPattern | URLResolver]) -> Iterable[URLPattern]:
    for one in found:
        if isinstance(one, URLResolver):
            yield from _patterns(one.url_patterns)
        else:
            yield one


def _name_of(path: str) -> str:
    """The route behind an address of this site as a name, such as `orders-number`; nothing when there is none."""
    try:
        route = get_resolver("yunhe.web.urls").resolve(urlsplit(path).path).route
    except Resolver404:
        return "."
    return PARAMETER.sub(r"\1", route).replace("/", "-") or "home"


def _page(visitor: httpx.Client, path: str) -> str | None:
    answer = visitor.get(path)
    assert answer.status_code < 500, f"{path}: {answer.status_code}"
    if answer.status_code != 200 or not answer.headers.get("content-type", "").startswith("text/html"):
        return None
    return answer.text if WHOLE.search(answer.text) else None


def _links(text: str) -> list[str]:
    return [unescape(link) for link in LINK.findall(text)]


def _kind(name: str, text: str) -> str:
    """Board, list, document, form, scan, public or books."""
    if name in GUESTS:
        return "public"
    if "data-station" in text:
        return "scan"
    if name in LISTS:
        return "list"
    if name in PAPERS:
        return "document"
    if name in BOOKS:
        return "books"
    return "board" if name in BOARDS or name.startswith("floor") else "form"
