"""The HTTP side of the shelf as a WSGI application: routes, and the faults of requests."""

import json
import time
from http import HTTPStatus

from sim.serving import Answer, Application, Environ, error, signed_app
from sim.shop.shelf import Shelf


def app(shelf: Shelf) -> Application:
    """The application of one shop."""
    return signed_app(shelf.key, shelf.secret, lambda environ, body: _answer(shelf, environ, body))


def _answer(shelf: Shelf, environ: Environ, body: bytes) -> Answer:
    route = f"{environ['REQUEST_METHOD']} {environ.get('PATH_INFO', '')}"
    if route == "POST /control":
        shelf.change(json.loads(body))
        return HTTPStatus.OK, {}
    if route == "GET /v1/stock":
        return HTTPStatus.OK, {"stock": shelf.quantities(), "sold_out": shelf.sold_out()}
    if route != "POST /v1/stock":
        return HTTPStatus.NOT_FOUND, error("NO_ROUTE", route)
    request = shelf.arrive()
    if shelf.faults.happens("refuse", request):
        return HTTPStatus.SERVICE_UNAVAILABLE, error("BUSY", "try again later")
    results = shelf.take(json.loads(body)["stock"], request)
    if shelf.faults.happens("slow", request):
        time.sleep(shelf.faults.slow_seconds)
    if shelf.faults.happens("lose", request):
        return HTTPStatus.SERVICE_UNAVAILABLE, error("BUSY", "try again later")
    return HTTPStatus.OK, {"results": results}
