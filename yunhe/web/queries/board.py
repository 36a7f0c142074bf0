"""The river: how many documents wait at each stage, and since when the oldest does."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db.models import Count, Min
from django.utils.translation import gettext

from yunhe.kernel.actor import Actor
from yunhe.kernel.case_list import CASES
from yunhe.kernel.conditions import to_q
from yunhe.kernel.listing import Listing
from yunhe.oms.listings import ORDERS
from yunhe.stock.listings import OUTBOUNDS, STOCK
from yunhe.tms.listings import PARCELS


class Stage(NamedTuple):
    """A stage with its tone; `oldest` is since when the one that has waited longest waits."""

    label: str
    url: str
    tone: str
    waiting: int
    oldest: datetime | None


@dataclass(frozen=True, slots=True)
class Reach:
    """A stretch of the river: the stages of one noun, in the order in which a document passes them."""

    label: str
    icon: str
    url: str
    stages: tuple[Stage, ...]


class Source(NamedTuple):
    """Which tabs of a list are stages, with their tones; `since` is the column that dates the waiting."""

    listing: Listing
    icon: str
    since: str
    tabs: Sequence[tuple[str, str]]


SOURCES = [
    Source(
        ORDERS,
        "shopping-cart",
        "state_at",
        (
            ("held", "violet"),
            ("to_audit", "grey"),
            ("to_allocate", "grey"),
            ("short", "red"),
            ("to_release", "grey"),
            ("in_warehouse", "blue"),
            ("on_the_way", "blue"),
        ),
    ),
    Source(
        OUTBOUNDS,
        "package-export",
        "state_at",
        (
            ("planned", "grey"),
            ("released", "grey"),
            ("picking", "blue"),
            ("picked", "blue"),
            ("packed", "blue"),
            ("shipped", "blue"),
        ),
    ),
    Source(
        PARCELS,
        "truck-delivery",
        "state_at",
        (("open", "grey"), ("labelled", "grey"), ("moving", "blue"), ("problem", "red")),
    ),
    Source(STOCK, "building-warehouse", "", (("short", "red"), ("near", "amber"), ("safe", "green"))),
    Source(CASES, "alert-circle", "opened_at", (("open", "violet"),)),
]


def river(actor: Actor, *, at: datetime) -> list[Reach]:
    """The reaches that an actor may see: one statement for each."""
    return [_reach(source, actor, at) for source in SOURCES if actor.may(source.listing.right)]


def _reach(source: Source, actor: Actor, at: datetime) -> Reach:
    listing = source.listing
    asked = {}
    for name, _ in source.tabs:
        holds = to_q(listing.tab(name), at=at)
        asked[f"{name}_n"] = Count("pk", filter=holds)
        if source.since:
            asked[f"{name}_at"] = Min(source.since, filter=holds)
    found = listing.rows(actor).order_by().aggregate(**asked)
    path = f"/{listing.name}"
    stages = [
        Stage(
            gettext(listing.tabs[name][0].label),
            f"{path}?tab={name}",
            tone,
            found[f"{name}_n"],
            found.get(f"{name}_at"),
        )
        for name, tone in source.tabs
    ]
    return Reach(gettext(listing.label), source.icon, path, tuple(stages))
