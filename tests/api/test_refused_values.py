"""What a table cannot hold, and what does not exist, is a problem with a code; nothing is written, and nothing breaks.

Each test names the mutation that makes it fail.
"""

from typing import Any

import pytest

from tests.api.conftest import Call, ShopWorld
from yunhe.catalog.models import Item
from yunhe.kernel.models import Event
from yunhe.oms.models import Order, RawOrder

WORLD = {"supplier_id": 3, "item_id": 1, "unit_id": 1, "price_incl": "1.13"}


@pytest.mark.parametrize(
    ("command", "body", "code"),
    [
        ("catalog/save_items", {"rows": [{"code": "A\x00", "name": "x", "unit": "pcs"}]}, "unfit_value"),
        ("stock/add_bins", {"rows": [[10**18, "A-1"]]}, "unsound"),
        ("stock/add_bins", {"rows": [[10**30, "A-1"]]}, "unfit_value"),
        ("crm/send_surveys", {"orders": [[1, 999]]}, "unsound"),
        ("tms/sweep_parcels", {"stalled_after": "P999999D"}, "unfit_value"),
        ("kernel/define_rules", {"kind": "nonsense", "tables": {}}, "unknown_kind"),
        ("kernel/save_view", {"listing": "nonsense", "views": {}}, "unknown_list"),
        (
            "finance/open_payables",
            {
                "rows": [
                    {
                        "paper": ["x", 1],
                        "entity": 99,
                        "partner": 3,
                        "amount": 1,
                        "day": "2026-11-21",
                        "due_on": "2026-11-21",
                    }
                ]
            },
            "no_company",
        ),
    ],
)
def test_a_call_that_cannot_be_carried_out_is_a_problem(
    command: str, body: dict[str, Any], code: str, shop_world: ShopWorld, caller: Call
) -> None:
    """Fails without the handlers of DataError, IntegrityError and OverflowError in problems.py, and where a command looks
    a name up in a dict of its own without asking whether it is there."""
    before = Event.objects.count()
    status, answer = caller("owner").post(f"/commands/{command}", body)
    assert (status, answer["code"]) == (422, code)
    assert Event.objects.count() == before


@pytest.mark.parametrize(
    ("command", "row", "code"),
    [
        ("stock/open_warehouses", {"name": "x"}, "no_column"),
        ("stock/open_warehouses", {"code": "W9", "name": "x", "id": 1}, "unknown_column"),
        ("purchasing/save_offers", {**WORLD, "nonsense": 1}, "unknown_column"),
        ("purchasing/save_offers", {**WORLD, "price_incl": {}}, "wrong_value"),
        ("production/save_terms", {"item_id": "x"}, "wrong_value"),
    ],
)
def test_a_row_that_does_not_fit_its_table_is_refused_by_its_number(
    command: str, row: dict[str, Any], code: str, shop_world: ShopWorld, caller: Call
) -> None:
    """Fails without misfits in the command: a caller who gives `id` would overwrite a row of another's."""
    status, answer = caller("owner").post(f"/commands/{command}", {"rows": [row]})
    assert (status, answer["done"], {n: one["code"] for n, one in answer["refused"].items()}) == (200, [], {"0": code})


def test_a_rule_that_lacks_its_parts_is_refused(shop_world: ShopWorld, caller: Call) -> None:
    """Fails when define_rules trusts the form of the rules."""
    body = {"kind": "order", "tables": {"t": [{"code": "x"}]}}
    status, answer = caller("owner").post("/commands/kernel/define_rules", body)
    assert (status, answer["refused"]["t"]["code"]) == (200, "wrong_rule")


def test_a_message_with_a_text_that_no_table_holds_leaves_nothing(shop_world: ShopWorld, caller: Call) -> None:
    """Fails without the handler of DataError, or without the transaction around intake."""
    lines = [{"sku": "TEA\x00", "qty": "1", "price_incl": "1"}]
    message = {
        "shop": "T1",
        "external_id": "A1",
        "version": "2026-11-21T02:00:00Z",
        "placed_at": "2026-11-21T02:00:00Z",
    }
    status, answer = caller("clerk").post("/orders", [{**message, "lines": lines}])
    assert (status, answer["code"]) == (422, "unfit_value")
    assert (Order.objects.count(), RawOrder.objects.count(), Item.objects.filter(code__contains="TEA").count()) == (
        0,
        0,
        1,
    )
