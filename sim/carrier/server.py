"""The HTTP side of the office as a WSGI application: signatures, routes, and the faults of requests."""

import json
import time
from datetime import UTC, datetime
from http import HTTPStatus
from urllib.parse import parse_qs

from sim.carrier.office import PAGE, Office
from sim.serving import Answer, Application, Environ, error, signed_app


def app(office: Office) -> Application:
    """The application of one office."""
    return signed_app(office.key, office.secret, lambda environ, body: _answer(office, environ, body))


def _answer(office: Office, environ: Environ, body: bytes) -> Answer:
    path = environ.get("PATH_INFO", "")
    if path == "/control":
        office.change(json.loads(body))
        return HTTPStatus.OK, {}
    office.requests += 1
    if office.faults.happens("slow", office.requests):
        time.sleep(office.faults.slow_seconds)
    if office.faults.happens("error", office.requests):
        return HTTPStatus.SERVICE_UNAVAILABLE, error("BUSY", "try again later")
    return _route(office, f"{environ['REQUEST_METHOD']} {path}", parse_qs(environ.get("QUERY_STRING", "")), body)


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
    return HTTPStatus.NOT_FOUND, error("NO_ROUTE", route)
