"""What is looked for: the numbers of documents of another place, and the figures that a role may not see."""

from decimal import Decimal

from django.db import connection

from tests.laws.walking.company import SENT, Place
from yunhe.kernel.actor import Actor
from yunhe.kernel.links import SUBJECTS, outside
from yunhe.stock.models import Level
from yunhe.web.queries.naming import papers

PLACES = ("shop", "warehouse", "bin")  # every form that sends goods names them
# Who may see what a thing costs, how much of it lies there, and what it was sold for.
COST = {"owner", "buyer", "finance"}
VALUE = {"owner", "finance"}
PHYSICAL = {"owner", "warehouse", "buyer", "finance"}
SALES = {"owner", "clerk", "service", "finance"}


def numbers(actor: Actor) -> list[str]:
    """The numbers of all documents that lie outside of the actor's limits."""
    found = []
    for kind, subject in SUBJECTS.items():
        if subject.scope and kind not in PLACES:
            foreign = outside({(kind, id) for id in _ids(subject.table)}, actor)
            found += [paper.number for paper in papers(foreign).values() if paper.number]
    return found


def hidden_from(role: str, place: Place) -> list[str]:
    """The figures of a place that a role may not see, as pages and files write them."""
    level = Level.objects.get(item=place.item, warehouse=place.warehouse, grade="good")
    figures: list[tuple[set[str], Decimal]] = [
        (COST, place.cost),
        (COST, place.cost * 11),
        (VALUE, place.cost * SENT),
        (VALUE, place.price * SENT - place.cost * SENT),
        (PHYSICAL, level.on_hand),
        (PHYSICAL, level.allocated),
        (SALES, place.price * SENT),
    ]
    return [text for may, figure in figures if role not in may for text in _written(figure)]


def _written(figure: Decimal) -> list[str]:
    short = f"{figure.normalize():f}"
    return list(dict.fromkeys([short, f"{figure:,.2f}", f"{figure:,.0f}" if figure == int(figure) else short]))


def _ids(table: str) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM {table}")
        return [id for (id,) in cursor.fetchall()]
