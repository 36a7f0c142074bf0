"""A shop's connector over HTTP: sends each order under its own key, and again until the answer says that it was taken."""

import json
import urllib.error
import urllib.request
from typing import Any


class Connector:
    """Sends to the API of the `yunhe up` on this port, with the token of somebody who may take orders in."""

    def __init__(self, port: int, token: str) -> None:
        self.url = f"http://127.0.0.1:{port}/api/v1/orders"
        self.headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}

    def send(self, n: int) -> bool:
        """Whether order `n` was surely taken. A lost answer and an error of the server's (5xx) leave that open; any other
        error is a failure of the test."""
        body = json.dumps([message(n)]).encode()
        request = urllib.request.Request(self.url, body, {**self.headers, "Idempotency-Key": f"order {n}"})
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return bool(json.load(answer)["done"] == [0])
        except urllib.error.HTTPError as error:
            if error.code < 500:
                raise
        except (OSError, ValueError):  # no answer, or half of one
            pass
        return False


def message(n: int) -> dict[str, Any]:
    """An order of one piece of tea for a customer of its own."""
    return {
        "shop": "T1",
        "external_id": f"D{n}",
        "version": "2026-11-21T02:00:00Z",
        "placed_at": "2026-11-21T02:00:00Z",
        "lines": [{"sku": "TEA", "qty": "1", "price_incl": "30.00"}],
        "address": {
            "recipient": f"客户{n}",
            "phone": f"138{n:08}",
            "region_code": "310104",
            "detail": "漕溪北路 88 号",
        },
    }
