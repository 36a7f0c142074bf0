"""`yunhe plan pick FILE`: carts and walks for the orders in a CSV file."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import click

from yunhe.cli.plan.rows import Readers, number, read_rows
from yunhe.planning.batching import Batches, Cart, PickOrder, batch, batch_in_turn
from yunhe.planning.errors import PlanningError
from yunhe.planning.picking import PickingError, Place, Warehouse
from yunhe.planning.picking.picture import draw
from yunhe.planning.picking.policies import name_order, s_shape

LINE: Readers = {"order": str, "place": str, "aisle": int, "y": number}
ORDER: Readers = {"cut_off": str, "priority": int, "totes": int, "weight": number, "volume": number}


@click.command("pick")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--aisles", type=click.IntRange(min=1), required=True, help="Number of aisles, counted from 1 in the file."
)
@click.option("--gap", type=float, default=3.0, show_default=True, help="Metres from one aisle to the next.")
@click.option(
    "--crosses", default="0,30", show_default=True, help="Where the cross aisles are, metres along the aisles."
)
@click.option("--depot", default="1,1", show_default=True, help="Aisle and cross aisle where walks begin and end.")
@click.option("--totes", type=int, default=8, show_default=True, help="Totes on a cart.")
@click.option("--cart-weight", type=float, default=float("inf"), help="Most weight on a cart.")
@click.option("--cart-volume", type=float, default=float("inf"), help="Most volume on a cart.")
@click.option(
    "--tries", type=click.IntRange(min=0), default=15_000, show_default=True, help="Moves tried between carts."
)
@click.option("--seed", type=int, default=0, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print carts, walks, lengths and baselines as JSON.")
@click.option(
    "--svg", type=click.Path(dir_okay=False, path_type=Path), help="Draw the walk of one cart into this file."
)
@click.option("--cart", "pictured", type=click.IntRange(min=1), default=1, show_default=True, help="The cart to draw.")
def command(
    file: Path, tries: int, seed: int, as_json: bool, svg: Path | None, pictured: int, totes: int, **options: Any
) -> None:
    """Put the orders in FILE into carts and route each cart; a row per pick, with columns order, place, aisle, y.

    Prints a row per stop, then what the walks measure beside single orders in name order and carts filled in turn
    with S-shape. Orders that fit no cart are listed at the end with the limit they break.
    """
    try:
        warehouse = _warehouse(options)
        orders = read_orders(file)
        cart = Cart(totes, options["cart_weight"], options["cart_volume"])
        batches = batch(warehouse, orders, cart, seed=seed, tries=tries)
        if svg:
            if pictured > len(batches.loads):
                raise PickingError("there is no such cart to draw", offender=str(pictured))
            svg.write_text(draw(warehouse, batches.loads[pictured - 1].walk), encoding="utf-8")
    except PlanningError as error:
        raise click.ClickException(f"{error} ({error.offender})" if error.offender else str(error)) from error
    refused = {refusal.order.name for refusal in batches.refused}
    lengths = {
        "metres": batches.length,
        "single orders in name order": sum(
            name_order(warehouse, o.places).length for o in orders if o.name not in refused
        ),
        "carts in turn, S-shape": batch_in_turn(warehouse, orders, cart, s_shape).length,
    }
    click.echo(_json(batches, lengths) if as_json else _csv(batches, lengths), nl=as_json)


def read_orders(path: Path) -> list[PickOrder]:
    """A row per pick; the columns of the order count in its first row."""
    places: dict[str, list[Place]] = {}
    heads: dict[str, dict[str, Any]] = {}
    for row in read_rows(path, LINE, ORDER):
        heads.setdefault(row["order"], {key: row[key] for key in ORDER if key in row})
        places.setdefault(row["order"], []).append(Place(row["place"], row["aisle"] - 1, float(row["y"])))
    return [PickOrder(name, tuple(places[name]), **head) for name, head in heads.items()]


def _warehouse(options: dict[str, Any]) -> Warehouse:
    try:
        crosses = tuple(float(number(text)) for text in options["crosses"].split(","))
        aisle, cross = (int(text) - 1 for text in options["depot"].split(","))
    except PlanningError:
        raise
    except ValueError as error:
        raise PickingError(f"--crosses and --depot are numbers with commas: {error}", offender="warehouse") from error
    return Warehouse(tuple(options["gap"] * n for n in range(options["aisles"])), crosses, (aisle, cross))


def _csv(batches: Batches, lengths: dict[str, float]) -> str:
    target = io.StringIO()
    table = csv.writer(target, lineterminator="\n")
    table.writerow(["cart", "stop", "place", "aisle", "y", "orders"])
    for cart, load in enumerate(batches.loads, 1):
        for stop, place in enumerate(load.walk.places, 1):
            here = [order.name for order in load.orders if place in order.places]
            table.writerow([cart, stop, place.name, place.aisle + 1, place.y, "|".join(here)])
    target.writelines(f"# {name}: {metres:.1f}\n" for name, metres in lengths.items())
    target.writelines(f"# {r.order.name} fits no cart: {r.limit} {r.needs} of {r.has}\n" for r in batches.refused)
    return target.getvalue()


def _json(batches: Batches, lengths: dict[str, float]) -> str:
    carts = [
        {
            "orders": [order.name for order in load.orders],
            "places": [place.name for place in load.walk.places],
            "path": load.walk.path,
            "metres": load.walk.length,
            "method": load.walk.method,
        }
        for load in batches.loads
    ]
    refused = [{"order": r.order.name, "limit": r.limit, "needs": r.needs, "has": r.has} for r in batches.refused]
    return json.dumps({"carts": carts, "lengths": lengths, "refused": refused}, ensure_ascii=False)
