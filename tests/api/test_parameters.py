"""What the description says of a list's query string is what the list takes."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from tests.api.conftest import Call, ShopWorld
from yunhe.api.lists import LISTS
from yunhe.api.parameters import parameters
from yunhe.api.urls import api
from yunhe.crm.listings import CUSTOMERS
from yunhe.kernel.listing import Listing
from yunhe.oms.listings import ORDERS

DESCRIBED: dict[str, Any] = dict(api.get_openapi_schema())["paths"]
SAMPLES = {"date": "2026-11-21", "date-time": "2026-11-21T02:00:00Z"}


def described(listing: Listing) -> dict[str, Any]:
    found = DESCRIBED[f"/api/v1/{listing.name}"]["get"]["parameters"]
    return {one["name"]: one for one in found}


def sample(schema: dict[str, Any]) -> Any:
    """A value of this schema."""
    if schema["type"] == "array":
        return [sample(schema["items"])] * schema.get("minItems", 1)
    if "enum" in schema:
        return schema["enum"][-1]
    if schema["type"] == "integer":
        return schema["minimum"]
    return SAMPLES.get(schema.get("format", ""), "7")


def test_the_parameters_of_orders_are_those_of_their_declaration() -> None:
    """Fails when the list's operation is described without its parameters."""
    found = described(ORDERS)
    assert found["tab"]["schema"]["enum"] == list(ORDERS.tabs)
    assert found["size"]["schema"] == {"type": "integer", "enum": [20, 50, 100, 200], "default": 50}
    assert set(found["columns"]["schema"]["items"]["enum"]) == {column.name for column in ORDERS.columns}
    assert "-placed_at" in found["sort"]["schema"]["items"]["enum"]
    assert (found["sort"]["explode"], found["f.payment.eq"]["explode"]) == (False, True)
    assert found["f.payment.eq"]["schema"]["items"]["enum"] == list(ORDERS.vocabulary.field("payment").choices)
    assert found["f.placed_at.within_days"]["schema"] == {"type": "integer", "minimum": 0, "maximum": 36500}
    assert {name.split(".")[1] for name in found if name.startswith("f.")} == set(ORDERS.filters)


def test_every_parameter_that_is_described_is_taken(shop_world: ShopWorld, caller: Call) -> None:
    """Fails when a parameter is described that the list refuses: a column that it does not sort by, an operator that a
    field does not have, a value of another type."""
    owner = caller("owner")
    refused = {}
    for listing in LISTS:
        for query in asked(listing):
            status, answer = owner.get(f"/{listing.name}?{query}")
            if status != 200:
                refused[f"{listing.name}?{query}"] = answer
    assert refused == {}


def asked(listing: Listing) -> Iterator[str]:
    """Query strings that use each parameter: order, columns and a condition; all filters; each tab."""
    found = described(listing)
    leaf = found["where"]["content"]["application/json"]["schema"]["anyOf"][0]["properties"]
    where = {"field": leaf["field"]["enum"][0], "op": leaf["op"]["enum"][0], "value": sample(leaf["value"]["anyOf"][0])}
    lists = {name: ",".join(found[name]["schema"]["items"]["enum"]) for name in ("sort", "columns")}
    yield urlencode({**lists, "size": 200, "where": json.dumps(where), **({"q": "x"} if "q" in found else {})})
    yield urlencode({name: sample(one["schema"]) for name, one in found.items() if name.startswith("f.")}, doseq=True)
    for tab in found["tab"]["schema"]["enum"] if "tab" in found else ():
        yield urlencode({"tab": tab})


def test_a_place_is_what_an_answer_gave(shop_world: ShopWorld, caller: Call) -> None:
    assert "next" in next(one["description"] for one in parameters(CUSTOMERS) if one["name"] == "place")
    assert caller("owner").get("/customers?place=nonsense")[0] == 422
