"""Whatever a program sends that fits our OpenAPI: the answer is never that the server broke.

Schemathesis makes the requests from the description that we serve. In every second one the ids are made small, so that
they are those of rows that exist.

Fails with `raise KeyError` in any command, list or operation, and without the problems made of what the database refuses.
"""

import json
from typing import Any

import pytest
import schemathesis
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.api.conftest import Call, ShopWorld
from tests.badday.stories import healthy
from tests.laws.cases.production import firm
from tests.laws.cases.purchasing import drafts
from yunhe.api.urls import api

IDS = 12  # ids of documents that exist lie below
DESCRIBED: dict[str, Any] = dict(api.get_openapi_schema())
SCHEMAS = DESCRIBED["components"]["schemas"]
TAGS = sorted({of["tags"][0] for ways in DESCRIBED["paths"].values() for of in ways.values()})
FEW, MANY = 2, 60


@pytest.mark.parametrize("tag", TAGS)
def test_no_request_breaks_the_server(tag: str, shop_world: ShopWorld, caller: Call) -> None:
    assert broken(tag, shop_world, caller, FEW) == {}


@pytest.mark.long
@pytest.mark.parametrize("tag", TAGS)
def test_none_of_many_requests_breaks_the_server(tag: str, shop_world: ShopWorld, caller: Call) -> None:
    assert broken(tag, shop_world, caller, MANY) == {}


def broken(tag: str, w: ShopWorld, caller: Call, examples: int) -> dict[str, str]:
    """The operations of a tag that answered 5xx, with what was raised; and what the doctor finds afterwards."""
    fill(w)
    found: dict[str, str] = {}
    headers = {"Authorization": f"Bearer {caller('owner').token}", "Accept-Language": "en"}
    client = Client(raise_request_exception=False, headers=headers)
    for operation in operations(tag):
        ask(client, operation, examples, found)
    return found | {name: str(rows) for name, rows in healthy().items()}


def fill(w: ShopWorld) -> None:
    """Goods, and documents of the rooms."""
    w.world.stock("TEA", 10)
    w.world.stock("CUP", 9)
    for n in range(3):
        w.send(("TEA", 1, "30.00"), ("GIFT", 1, "60.00"), id=f"A{n}")
    drafts(w.world, 2)
    firm(w.world, 2)
    w.run()


def operations(tag: str) -> list[Any]:
    mine = {
        path: {way: of for way, of in ways.items() if of["tags"] == [tag]} for path, ways in DESCRIBED["paths"].items()
    }
    described = {**DESCRIBED, "paths": {path: ways for path, ways in mine.items() if ways}}
    return [one.ok() for one in schemathesis.openapi.from_dict(described).get_all_operations()]


def ask(client: Client, operation: Any, examples: int, found: dict[str, str]) -> None:
    @settings(
        max_examples=examples,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(), small=st.booleans())
    def asked(case: Any, small: bool) -> None:
        body = case.body if isinstance(case.body, (dict, list)) else {}
        if small and body:
            body = near(body, operation.definition.raw["requestBody"]["content"]["application/json"]["schema"])
        answer = client.generic(
            case.method,
            case.formatted_path,
            json.dumps(body),
            content_type="application/json",
            query_params=case.query or None,
        )
        if answer.status_code >= 500:
            found.setdefault(
                operation.label, f"{answer.exc_info[1]!r:.400} for {body!r:.600} {case.query or ''!r:.200}"
            )

    asked()


def near(value: Any, schema: Any) -> Any:
    """The same request about ids that exist: whole numbers small, and keys of mappings ids."""
    if "$ref" in schema:
        schema = SCHEMAS[schema["$ref"].rsplit("/", 1)[-1]]
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return value % IDS
    if isinstance(value, list):
        inner = schema.get("prefixItems") or [schema.get("items", {})] * len(value)
        return [near(one, of) for one, of in zip(value, inner)]
    if isinstance(value, dict):
        own = schema.get("properties", {})
        if own:
            return {name: near(one, own.get(name, {})) for name, one in value.items()}
        return {str(n): near(one, {}) for n, one in enumerate(value.values(), 1)}
    return value
