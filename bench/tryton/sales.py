"""Sales of three lines through Tryton's models: created, quoted, confirmed, processed, stock assigned.

Runs in Tryton's own environment and imports nothing of ours: `python sales.py DATABASE CONFIG RUNS ORDERS BATCH`. Its fastest
in-process path: batches of 100 through the pool's models, explicit prices, no taxes, no invoices; `process` is called
once here instead of by its queue. Prints `ready`, then one JSON object per run: seconds in all and by step.
"""

import json
import random
import sys
import time
from datetime import UTC, datetime
from decimal import Decimal
from functools import partial

ITEMS, CUSTOMERS, LINES, AMPLE = 500, 200, 3, 1_000_000.0
WAREHOUSES = 3
STEPS = ("create", "quote", "confirm", "process", "assign")


def main() -> None:
    database, config_file, runs, orders, batch = sys.argv[1], sys.argv[2], *map(int, sys.argv[3:6])
    from trytond import config

    config.update_etc(config_file)
    _install(database)
    _company(database, config_file)
    from trytond.pool import Pool

    Pool(database).init()
    world = _world(database)
    rng = random.Random(1)
    _sell(world, rng, batch)  # warm
    print("ready", flush=True)
    for _ in range(runs):
        print(json.dumps(_run(world, rng, orders, batch)), flush=True)


def _install(database):
    """An empty database becomes Tryton's, with the module sale and all it stands on."""
    from trytond import backend
    from trytond.pool import Pool
    from trytond.transaction import Transaction

    fresh = backend.Database(database)
    fresh.connect()
    fresh.init()
    Pool.start()
    pool = Pool(database)
    pool.init(update=["res", "ir"], lang=["en"], activatedeps=True)
    with Transaction().start(database, 0):
        Pool().get("ir.module").update_list()
    pool.init(update=["sale"], lang=["en"], activatedeps=True)


def _company(database, config_file):
    """Company and chart of accounts, by the wizards that Tryton's own scenarios use."""
    from proteus import config as client
    from trytond.modules.account.tests.tools import create_chart
    from trytond.modules.company.tests.tools import create_company
    from trytond.pool import Pool
    from trytond.transaction import Transaction

    with Transaction().start(database, 0):
        Pool().get("res.user").create([{"name": "Bench", "login": "bench"}])
        User, Group = Pool().get("res.user"), Pool().get("res.group")
        (user,) = User.search([("login", "=", "bench")])
        User.write([user], {"groups": [("add", [group.id for group in Group.search([])])]})
        Transaction().commit()
    client.set_trytond(database, user="bench", config_file=config_file)
    create_company()
    create_chart()


def _world(database):
    """Three warehouses, items with ample stock, customers; ids of everything."""
    from trytond.pool import Pool
    from trytond.transaction import Transaction

    with Transaction().start(database, 0):
        (user,) = Pool().get("res.user").search([("login", "=", "bench")])
        (company,) = Pool().get("company.company").search([])
        asked = (database, user.id, {"company": company.id, "_skip_warnings": True})
    return _locking(*asked, {}, _make_world) | {"asked": asked}


def _make_world(get):
    (company,) = get("company.company").search([])
    warehouses = _warehouses(get("stock.location"))
    products = _products(get, company)
    parties = get("party.party").create(
        [{"name": f"C{n}", "addresses": [("create", [{"city": "Shanghai"}])]} for n in range(CUSTOMERS)]
    )
    _stock(get, company, warehouses, products)
    setting = get("sale.configuration")(1)
    setting.sale_wait_shipment = True
    setting.sale_invoice_method = "manual"
    setting.sale_shipment_method = "order"
    setting.save()
    return {
        "company": company.id,
        "currency": company.currency.id,
        "unit": products[0].default_uom.id,
        "warehouses": [w.id for w in warehouses],
        "products": [p.id for p in products],
        "parties": [(p.id, p.addresses[0].id) for p in parties],
        "locks": {},
    }


def _locking(database, user, context, locks, act):
    """`act(get)` in a transaction. Tryton asks for the locks it lacks and wants to be called anew: tables that were asked
    for once are locked at once the next time."""
    from trytond.pool import Pool
    from trytond.transaction import Transaction, TransactionError

    extras = dict(locks)
    while True:
        with Transaction().start(database, user, context=context, **extras) as transaction:
            try:
                made = act(Pool().get)
            except TransactionError as error:
                transaction.rollback()
                error.fix(extras)
                locks |= {name: value for name, value in extras.items() if "table" in name}
                continue
            transaction.tasks.clear()
            transaction.commit()
            return made


def _warehouses(Location):
    found = Location.search([("type", "=", "warehouse")])
    for n in range(len(found), WAREHOUSES):
        zones = Location.create([{"name": f"{zone} {n}", "type": "storage"} for zone in ("Storage", "Input", "Output")])
        storage, incoming, outgoing = (zone.id for zone in zones)
        found += Location.create(
            [
                {
                    "name": f"Warehouse {n}",
                    "type": "warehouse",
                    "storage_location": storage,
                    "input_location": incoming,
                    "output_location": outgoing,
                }
            ]
        )
    return found


def _products(get, company):
    accounts = get("account.account")
    revenue, expense = (
        accounts.search([(f"type.{kind}", "=", True), ("company", "=", company.id), ("closed", "!=", True)], limit=1)[
            0
        ].id
        for kind in ("revenue", "expense")
    )
    (unit,) = get("product.uom").search([("name", "=", "Unit")])
    (category,) = get("product.category").create(
        [{"name": "Goods", "accounting": True, "account_revenue": revenue, "account_expense": expense}]
    )
    templates = get("product.template").create(
        [
            {
                "name": f"P{n}",
                "type": "goods",
                "default_uom": unit.id,
                "salable": True,
                "sale_uom": unit.id,
                "list_price": Decimal("10.00"),
                "account_category": category.id,
                "products": [("create", [{"suffix_code": f"{n:04}"}])],
            }
            for n in range(ITEMS)
        ]
    )
    return [template.products[0] for template in templates]


def _stock(get, company, warehouses, products):
    Move = get("stock.move")
    (source,) = get("stock.location").search([("type", "=", "supplier")], limit=1)
    today = datetime.now(UTC).date()
    moves = Move.create(
        [
            {
                "product": product.id,
                "unit": product.default_uom.id,
                "quantity": AMPLE,
                "from_location": source.id,
                "to_location": warehouse.storage_location.id,
                "planned_date": today,
                "effective_date": today,
                "company": company.id,
                "unit_price": Decimal("6.00"),
                "currency": company.currency.id,
            }
            for warehouse in warehouses
            for product in products
        ]
    )
    Move.do(moves)


def _run(world, rng, orders, batch):
    """One run of so many orders: seconds by step."""
    steps = dict.fromkeys(STEPS, 0.0)
    start = time.perf_counter()
    for _ in range(orders // batch):
        for step, seconds in _sell(world, rng, batch).items():
            steps[step] += seconds
    return {
        "wall": time.perf_counter() - start,
        "steps": {name: round(seconds, 3) for name, seconds in steps.items()},
    }


def _sell(world, rng, batch):
    """So many sales, as far as stock assigned, each step in a transaction of its own; seconds by step."""
    values = [_sale(world, rng) for _ in range(batch)]
    taken, ids = {}, []
    for step in STEPS:
        start = time.perf_counter()
        locks = world["locks"].setdefault(step, {})
        made = _locking(*world["asked"], locks, partial(_act, step, values, ids))
        ids = made or ids
        taken[step] = time.perf_counter() - start
    return taken


def _act(step, values, ids, get):
    Sale = get("sale.sale")
    if step == "create":
        return [sale.id for sale in Sale.create(values)]
    sales = Sale.browse(ids)
    if step != "assign":
        getattr(Sale, step)(sales)
        return None
    shipments = [shipment for sale in sales for shipment in sale.shipments]
    get("stock.shipment.out").assign_try(shipments)
    assert len(shipments) == len(sales)
    assert {shipment.state for shipment in shipments} == {"assigned"}
    return None


def _sale(world, rng):
    party, address = rng.choice(world["parties"])
    return {
        "company": world["company"],
        "currency": world["currency"],
        "party": party,
        "invoice_address": address,
        "shipment_address": address,
        "warehouse": rng.choice(world["warehouses"]),
        "invoice_method": "manual",
        "shipment_method": "order",
        "lines": [
            (
                "create",
                [
                    {
                        "product": product,
                        "quantity": float(rng.randint(1, 3)),
                        "unit": world["unit"],
                        "unit_price": Decimal(rng.randint(500, 9900)) / 100,
                    }
                    for product in rng.sample(world["products"], LINES)
                ],
            )
        ],
    }


if __name__ == "__main__":
    main()
