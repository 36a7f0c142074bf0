"""Master data and opening balances from files: good rows in, bad rows back with reasons."""

import io
from decimal import Decimal

from tests import world as worlds
from tests.world import AT, BY, TODAY
from yunhe.catalog.importing import import_items, import_prices
from yunhe.catalog.models import Barcode, Item, Price
from yunhe.erp.finance import commands as finance
from yunhe.erp.finance.importing import import_payables, import_receivables
from yunhe.erp.finance.models import Payable, Receivable
from yunhe.kernel.models import ImportRun
from yunhe.partners.importing import import_partners
from yunhe.partners.models import Address, Partner
from yunhe.stock.importing import import_stock
from yunhe.stock.models import BinLevel

D = Decimal


def file(text: str) -> io.BytesIO:
    return io.BytesIO(text.strip().encode())


def codes(run: ImportRun) -> list[tuple[int, str]]:
    return [(row["row"], row["problems"][0]["reason"]["code"]) for row in run.errors]


def test_items_come_with_units_barcodes_and_categories(db_tx: None) -> None:
    worlds.build()
    text = """
商品编码,商品名称,单位,条码,税率,重量,分类
NUT,核桃,kg,6900000000011,9,1,坚果
TEA,龙井茶（新）,pcs,,13,0.5,茶
BAD,坏,furlong,,13,,
DUP,重码,pcs,6901234567892,13,,
"""
    run = import_items(file(text), "items.csv", by=BY, at=AT)
    assert (run.rows, run.taken) == (4, 2)
    assert codes(run) == [(4, "no_unit"), (5, "barcode_taken")]
    nut = Item.objects.get(code="NUT")
    assert (nut.unit.code, nut.tax_code, nut.category.name, nut.weight_kg) == ("kg", "9", "坚果", D(1))
    assert " ht " in nut.search
    assert Barcode.objects.get(code="6900000000011").item == nut
    assert Item.objects.get(code="TEA").name == "龙井茶（新）"


def test_a_used_unit_stays(db_tx: None) -> None:
    worlds.build()
    run = import_items(file("code,name,unit\nTEA,龙井茶,kg"), "items.csv", by=BY, at=AT)
    assert codes(run) == [(2, "unit_fixed")]


def test_prices_of_one_key_are_replaced(db_tx: None) -> None:
    worlds.build()
    for price in ("39.90", "41.00"):
        text = f"list,item,price_incl,valid_from\nLIST,TEA,{price},2026-11-21\nLIST,NO-SUCH,1,2026-11-21"
        run = import_prices(file(text), "prices.csv", by=BY, at=AT)
        assert codes(run) == [(3, "no_item")]
    assert list(Price.objects.values_list("item__code", "price_incl", "valid_from")) == [("TEA", D(41), TODAY)]


def test_partners_are_several_things_at_once(db_tx: None) -> None:
    worlds.build()
    text = """
code,name,roles,credit_limit,terms_days,phone,region_code,detail
ZHAO,赵记,"客户,供应商",5000,30,13900001111,310104,漕溪北路 1 号
NONE,无,朋友,,,,,
"""
    run = import_partners(file(text), "partners.csv", by=BY, at=AT)
    assert codes(run) == [(3, "no_role")]
    zhao = Partner.objects.get(code="ZHAO")
    assert (zhao.is_customer, zhao.is_supplier, zhao.is_carrier) == (True, True, False)
    assert (zhao.credit_limit, zhao.terms_days) == (D(5000), 30)
    assert Address.objects.get(partner=zhao).phone_tail == "1111"


def test_opening_stock_lies_in_its_bins_and_lots(db_tx: None) -> None:
    w = worlds.build()
    text = """
item,warehouse,qty,unit_cost,lot,expires_on
TEA,EAST,12,6.5,,
MILK,EAST,24,3,L1,2026-12-01
MILK,EAST,5,3,,
TEA,NOWHERE,1,6,,
"""
    run = import_stock(file(text), "stock.csv", by=BY, at=AT)
    assert (run.taken, codes(run)) == (2, [(4, "no_lot"), (5, "no_bin")])
    assert w.level("TEA") == (D(12), D(0))
    assert BinLevel.objects.get(item=w.items["MILK"]).lot.code == "L1"


def test_open_balances_open_once_per_file(db_tx: None) -> None:
    w = worlds.build()
    finance.open_books([w.entity.id], by=BY, at=AT)
    text = "entity,partner,amount,day,due_on\nYH,LI,1000.00,2026-11-01,2026-12-01\nYH,NOBODY,5,2026-11-01,"
    run = import_receivables(file(text), "open.csv", by=BY, at=AT)
    assert (run.taken, codes(run)) == (1, [(3, "no_partner")])
    again = import_receivables(file(text), "open.csv", by=BY, at=AT)
    assert (again.taken, codes(again)) == (0, [(2, "known_paper"), (3, "no_partner")])
    assert list(Receivable.objects.values_list("amount", "due_on")) == [(D(1000), TODAY.replace(month=12, day=1))]
    import_payables(file("entity,partner,amount,day\nYH,HILL,70,2026-11-01"), "debts.csv", by=BY, at=AT)
    assert Payable.objects.get().amount == D(70)
