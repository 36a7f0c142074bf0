"""Pages of the gross profit: figures, the way to what is behind them, and nothing of it for whoever may not see the books."""

import re

from tests.insight.test_profit import company
from tests.oms.conftest import ShopWorld
from tests.web.conftest import Login
from yunhe.insight.profit import PROFIT_LISTS

PATHS = [f"/{listing.name}" for listing in PROFIT_LISTS]


def test_the_figures_lead_to_their_postings_and_stay_with_the_books(shop_world: ShopWorld, login: Login) -> None:
    orders = company(shop_world)
    number = shop_world.order(orders["D"]).number
    finance, clerk, owner = login("finance"), login("clerk"), login("owner")
    for path in PATHS:
        text = finance.get(path).content.decode()
        assert "Cost basis: moving average cost per company and item when the goods left" in text
        foot = re.findall(r'<span class="number">([^<]*)</span>', text[text.index("<tfoot>") :])
        assert foot[:3] == ["186.00", "42.00", "144.00"]

    text = finance.get("/profit-items?f.day.ge=2026-11-01&f.profit.gt=20").content.decode()
    behind = [one.replace("&amp;", "&") for one in re.findall(r'href="(/profit-entries\?[^"]*eq[^"]*)"', text)]
    assert behind == [f"/profit-entries?f.day.ge=2026-11-01&f.item.eq={item}" for item in ("TEA", "CUP")]
    rows = finance.get(behind[0].replace("?", ".json?")).json()["rows"]
    assert (len(rows), sum(float(row["profit"]) for row in rows)) == (8, 100.0)
    file = b"".join(finance.get("/profit-items.csv").streaming_content).decode()
    assert "TEA,Longjing tea,6,136.00,36.00,100.00,73.5" in file

    text = finance.get("/profit-entries?f.template.eq=sale&f.day.ge=2026-11-01").content.decode()
    assert 'href="/profit-items?f.day.ge=2026-11-01"' in text  # the kind of a posting is nothing of an item

    order = finance.get(f"/orders/{number}").content.decode()
    foot = re.findall(r'<span class="number">([^<]*)</span>', order[order.rindex("<tfoot>") :])
    assert foot[:3] == ["36.00", "14.00", "22.00"]

    board = owner.get("/trends").content.decode()
    assert "Which items earn most, and which least?" in board
    assert "Most: Tmall flagship with 114.00 CNY; least: 京东店 with 30.00" in board
    assert 'href="/profit-shops?f.day.ge=' in board

    for path in PATHS:
        for ending in ("", ".json", ".csv", ".xlsx"):
            assert clerk.get(f"{path}{ending}").status_code == 403
    seen = clerk.get(f"/orders/{number}").content.decode() + clerk.get("/trends").content.decode()
    assert number in seen
    for figure in ("Gross profit", "Cost basis", "22.00", "14.00", "114.00"):
        assert figure not in seen
