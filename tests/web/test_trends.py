"""The charts of the board: their figures, and that each is seen by those who may see its rows only."""

import json
import re

from tests.web.conftest import Login, Shop


def charts(text: str) -> list[dict[str, object]]:
    return [json.loads(told) for told in re.findall(r'<script type="application/json">(.*?)</script>', text)]


def test_an_owner_sees_flow_earnings_and_causes(shop: Shop, login: Login) -> None:
    text = login("owner").get("/trends").content.decode()
    flow, earned, causes = charts(text)
    assert len(flow["labels"]) == len(earned["labels"]) == 30  # type: ignore[arg-type]
    assert [series["name"] for series in earned["series"]] == [  # type: ignore[attr-defined]
        "Revenue without tax",
        "Cost at moving average",
        "Gross profit",
    ]
    assert "cost basis: moving average" in text
    assert causes["lying"] is True


def test_a_picker_sees_no_money(shop: Shop, login: Login) -> None:
    text = login("warehouse").get("/trends").content.decode()
    assert len(charts(text)) == 1
    assert "Gross profit" not in text
