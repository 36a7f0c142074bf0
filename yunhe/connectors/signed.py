"""Signed JSON over HTTP: how our own open protocols are spoken, whoever answers (sim/carrier, sim/shop)."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

import httpx

TIMEOUT_SECONDS = 10.0


class SignedClient:
    """An account at an address. `busy` is raised when asking again is safe and may help, `wrong` when a person must look.

    `transport` replaces the network, so that a simulation runs in one process.
    """

    def __init__(
        self,
        name: str,
        endpoint: str,
        credentials: Mapping[str, str],
        *,
        busy: type[Exception],
        wrong: type[Exception],
        timeout: float = TIMEOUT_SECONDS,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self.name, self._busy, self._wrong = name, busy, wrong
        self._key, self._secret = credentials.get("key", ""), credentials.get("secret", "")
        self._client = httpx.Client(base_url=endpoint, timeout=timeout, transport=transport, trust_env=False)

    def call(self, method: str, path: str, body: Any = None, params: Mapping[str, str] | None = None) -> Any:
        """The answer's JSON."""
        content = b"" if body is None else json.dumps(body, ensure_ascii=False).encode()
        request = self._client.build_request(method, path, content=content, params=params)
        request.headers.update(self._signed(request.url.raw_path.decode(), content))
        try:
            response = self._client.send(request)
        except httpx.TransportError as error:
            raise self._busy(f"{self.name}: {error}") from error
        status = response.status_code
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status == HTTPStatus.TOO_MANY_REQUESTS:
            raise self._busy(f"{self.name}: {status}")
        if status != HTTPStatus.OK:
            raise self._wrong(f"{self.name}: {status} {response.text[:200]}")
        try:
            return response.json()
        except ValueError as error:
            raise self._wrong(f"{self.name}: {response.text[:200]}") from error

    def close(self) -> None:
        """Let the connection go."""
        self._client.close()

    def _signed(self, path: str, content: bytes) -> dict[str, str]:
        moment = datetime.now(UTC).isoformat()
        text = f"{moment}\n{path}\n".encode() + content
        mark = hmac.new(self._secret.encode(), text, hashlib.sha256).hexdigest()
        return {"X-Key": self._key, "X-Time": moment, "X-Signature": mark, "Content-Type": "application/json"}
