"""The HTTP side of the office as a WSGI application: signatures, routes, and the faults of requests."""

import hashlib
import hmac
import json
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs

from sim.carrier.office import PAGE, Office

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Answer = tuple[HTTPStatus, Any]


def app(office: Office) -> Callable[[Environ, StartResponse], Iterable[bytes]]:
    """The application of one office."""

    def answer(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        size = int(environ.get("CONTENT_LENGTH") or 0)
        body = environ["wsgi.input"].read(size) if size else b""
        status, content = _answer(office, environ, body)
        payload = json.dumps(content, ensure_ascii=False).encode()
        headers = [("Content-Type", "application/json; charset=utf-8"), ("Content-Length", str(len(payload)))]
        start_response(f"{status.value} {status.phrase}", headers)
        return [payload]

    return answer


def signature(secret: str, moment: str, path: str, body: bytes) -> str:
    """Lower-case hex of HMAC-SHA256 over `moment`, path and body, each on a line of its own."""
    return hmac.new(secret.encode(), f"{moment}\n{path}\n".encode() + body, hashlib.sha256).hexdigest()


def _answer(office: Office, environ: Environ, body: bytes) -> Answer:
    path = environ.get("PATH_INFO", "")
    query = environ.get("QUERY_STRING", "")
    if not _signed(office, environ, f"{path}?{query}" if query else path, body):
        return HTTPStatus.UNAUTHORIZED, _error("SIGNATURE", "wrong key or signature")
    if path == "/control":
        office.change(json.loads(body))
        return HTTPStatus.OK, {}
    office.requests += 1
    if office.faults.happens("slow", office.requests):
        time.sleep(office.faults.slow_seconds)
    if office.faults.happens("error", office.requests):
        return HTTPStatus.SERVICE_UNAVAILABLE, _error("BUSY", "try again later")
    return _route(office, f"{environ['REQUEST_METHOD']} {path}", parse_qs(query), body)


def _signed(office: Office, environ: Environ, path: str, body: bytes) -> bool:
    right = signature(office.secret, environ.get("HTTP_X_TIME", ""), path, body)
    return environ.get("HTTP_X_KEY") == office.key and hmac.compare_digest(environ.get("HTTP_X_SIGNATURE", ""), right)


def _route(office: Office, route: str, query: dict[str, list[str]], body: bytes) -> Answer:
    if route == "GET /v1/tracking":
        until = query["until"][0] if "until" in query else datetime.now(UTC).isoformat()
        return HTTPStatus.OK, office.tell(datetime.fromisoformat(until), int(query.get("limit", [str(PAGE)])[0]))
    if route == "POST /v1/waybills":
        return HTTPStatus.OK, {"results": office.give(json.loads(body)["shipments"])}
    if route == "POST /v1/waybills/void":
        return HTTPStatus.OK, {"results": office.void(json.loads(body)["waybills"])}
    if route == "POST /v1/pickups":
        return HTTPStatus.OK, {"results": office.pick_up(json.loads(body)["parcels"])}
    if route == "POST /v1/tracking/confirm":
        return HTTPStatus.OK, {"confirmed": office.confirm(json.loads(body)["receipt"])}
    return HTTPStatus.NOT_FOUND, _error("NO_ROUTE", route)


def _error(code: str, message: str) -> dict[str, Any]:
    return {"error": {"code": code, "message": message}}
