"""What simulated partners share: signed JSON requests as a WSGI application, and a server for it."""

import hashlib
import hmac
import json
from collections.abc import Callable, Iterable
from http import HTTPStatus
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Answer = tuple[HTTPStatus, Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]


class ThreadedServer(ThreadingMixIn, WSGIServer):
    """A slow answer holds up nobody else."""

    daemon_threads = True


class QuietHandler(WSGIRequestHandler):
    """Says nothing of each request."""

    def log_message(self, format: str, *args: Any) -> None:
        """Not a word."""


def serve(application: Application, host: str, port: int) -> WSGIServer:
    """A server at an address of this machine; port 0 takes a free one. `serve_forever` and `shutdown` are its caller's."""
    return make_server(host, port, application, server_class=ThreadedServer, handler_class=QuietHandler)


def signed_app(key: str, secret: str, answer: Callable[[Environ, bytes], Answer]) -> Application:
    """An application that answers whoever signed with this account."""

    def application(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        size = int(environ.get("CONTENT_LENGTH") or 0)
        body = environ["wsgi.input"].read(size) if size else b""
        status, content = _judged(key, secret, environ, body) or answer(environ, body)
        payload = json.dumps(content, ensure_ascii=False).encode()
        headers = [("Content-Type", "application/json; charset=utf-8"), ("Content-Length", str(len(payload)))]
        start_response(f"{status.value} {status.phrase}", headers)
        return [payload]

    return application


def signature(secret: str, moment: str, path: str, body: bytes) -> str:
    """Lower-case hex of HMAC-SHA256 over `moment`, path and body, each on a line of its own."""
    return hmac.new(secret.encode(), f"{moment}\n{path}\n".encode() + body, hashlib.sha256).hexdigest()


def error(code: str, message: str) -> dict[str, Any]:
    """The body of an answer that is an error."""
    return {"error": {"code": code, "message": message}}


def _judged(key: str, secret: str, environ: Environ, body: bytes) -> Answer | None:
    path, query = environ.get("PATH_INFO", ""), environ.get("QUERY_STRING", "")
    right = signature(secret, environ.get("HTTP_X_TIME", ""), f"{path}?{query}" if query else path, body)
    if environ.get("HTTP_X_KEY") == key and hmac.compare_digest(environ.get("HTTP_X_SIGNATURE", ""), right):
        return None
    return HTTPStatus.UNAUTHORIZED, error("SIGNATURE", "wrong key or signature")
