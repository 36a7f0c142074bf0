"""`yunhe plan pack FILE`: cartons for the orders in a CSV file."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import click

from yunhe.cli.plan.rows import Readers, read_rows, yes
from yunhe.planning.errors import PlanningError
from yunhe.planning.packing import Carton, Item, Packing, PackingError, Tariff, pack
from yunhe.planning.packing.picture import draw

ITEM: Readers = {"order": str, "item": str, "length": int, "width": int, "height": int, "weight": int}
MORE: Readers = {"qty": int, "upright": yes, "fragile": yes, "max_load": int}
CARTON: Readers = {"carton": str, "length": int, "width": int, "height": int}
LOAD: Readers = {"max_weight": int, "tare": int, "price": int, "wall": int}


@click.command("pack")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--cartons", "carton_file", required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--first", default="1000:600", show_default=True, help="First weight in grams and its price in cents.")
@click.option("--step", default="1000:150", show_default=True, help="Each started step in grams and its price.")
@click.option(
    "--divisor", type=click.IntRange(min=1), help="Cubic centimetres that count as a kilogram (none: weight only)."
)
@click.option(
    "--void-price", type=click.IntRange(min=0), default=0, show_default=True, help="Cents a litre of filling."
)
@click.option("--tries", type=click.IntRange(min=1), default=16, show_default=True, help="Fillings tried for a carton.")
@click.option("--seed", type=int, default=0, show_default=True)
@click.option(
    "--json", "as_json", is_flag=True, help="Print parcels with positions, weights, costs and rejected cartons."
)
@click.option("--svg", type=click.Path(dir_okay=False, path_type=Path), help="Draw one parcel into this file.")
@click.option("--order", "pictured", help="The order whose first parcel is drawn (default: the first).")
def command(
    file: Path,
    carton_file: Path,
    void_price: int,
    tries: int,
    seed: int,
    as_json: bool,
    svg: Path | None,
    pictured: str | None,
    **options: Any,
) -> None:
    """Pack the orders in FILE, a row per item: order, item, length, width, height (mm), weight (g), qty, upright, …

    CARTONS has the columns carton, length, width, height (inside, mm), max_weight, tare (g), price (cents), wall (mm).
    Prints a row per piece with its carton and where it lies; a row without a carton is a piece that fits none.
    """
    try:
        rows = read_rows(carton_file, CARTON, LOAD)
        cartons = [
            Carton(row.pop("carton"), (row.pop("length"), row.pop("width"), row.pop("height")), **row) for row in rows
        ]
        tariff = Tariff(*_pair(options["first"]), *_pair(options["step"]), options["divisor"])
        orders = read_orders(file)
        packed = {
            name: pack(items, cartons, tariff, void_price=void_price, tries=tries, seed=seed)
            for name, items in orders.items()
        }
        if svg:
            svg.write_text(_picture(packed, pictured), encoding="utf-8")
    except PlanningError as error:
        raise click.ClickException(f"{error} ({error.offender})" if error.offender else str(error)) from error
    click.echo(_json(packed) if as_json else _csv(packed), nl=as_json)


def read_orders(path: Path) -> dict[str, list[Item]]:
    """The items of each order, in the order of the file."""
    orders: dict[str, list[Item]] = {}
    for row in read_rows(path, ITEM, MORE):
        size = row.pop("length"), row.pop("width"), row.pop("height")
        orders.setdefault(row.pop("order"), []).append(Item(row.pop("item"), size, row.pop("weight"), **row))
    return orders


def _pair(text: str) -> tuple[int, int]:
    grams, _, price = text.partition(":")
    if not (grams.isdigit() and price.isdigit()):
        raise PackingError(f"{text!r} is not grams:price", offender="tariff")
    return int(grams), int(price)


def _picture(packed: dict[str, Packing], name: str | None) -> str:
    packing = packed.get(name) if name else next(iter(packed.values()), None)
    if packing is None or not packing.parcels:
        raise PackingError("there is no such parcel to draw", offender=name or "orders")
    return draw(packing.parcels[0])


def _csv(packed: dict[str, Packing]) -> str:
    target = io.StringIO()
    table = csv.writer(target, lineterminator="\n")
    table.writerow(["order", "parcel", "carton", "item", "x", "y", "z", "length", "width", "height"])
    for order, packing in packed.items():
        for number, parcel in enumerate(packing.parcels, 1):
            for piece in parcel.placed:
                table.writerow([order, number, parcel.carton.name, piece.item.name, *piece.at, *piece.size])
        table.writerows([order, "", "", out.item.name, "", "", "", *out.item.size] for out in packing.unpacked)
    parcels = [parcel for packing in packed.values() for parcel in packing.parcels]
    freight, cost = sum(parcel.freight for parcel in parcels), sum(parcel.cost for parcel in parcels)
    target.write(f"# {len(parcels)} parcels, freight {freight / 100:.2f}, with cartons and filling {cost / 100:.2f}\n")
    return target.getvalue()


def _json(packed: dict[str, Packing]) -> str:
    answer = [
        {
            "order": order,
            "parcels": [
                {
                    "carton": parcel.carton.name,
                    "weight": parcel.weight,
                    "volumetric": parcel.volumetric,
                    "billable": parcel.billable,
                    "void": parcel.void,
                    "freight": parcel.freight,
                    "cost": parcel.cost,
                    "pieces": [{"item": p.item.name, "at": p.at, "size": p.size} for p in parcel.placed],
                    "rejected": [
                        {"carton": r.carton.name, "why": r.why, "figure": r.figure, "limit": r.limit}
                        for r in parcel.rejected
                    ],
                }
                for parcel in packing.parcels
            ],
            "unpacked": [
                {"item": out.item.name, "why": out.why, "figure": out.figure, "limit": out.limit}
                for out in packing.unpacked
            ],
        }
        for order, packing in packed.items()
    ]
    return json.dumps(answer, ensure_ascii=False)
