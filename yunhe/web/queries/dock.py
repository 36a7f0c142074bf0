"""The dock at a glance: what must leave, by when and how far it is; what comes, by when and how far it is."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import Case, CharField, Count, Q, QuerySet, Value, When
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as N_

from yunhe.kernel.actor import Actor
from yunhe.kernel.calendar import business_day
from yunhe.stock.arrival_listings import inbounds_of
from yunhe.stock.listings import outbounds_of
from yunhe.stock.words import INBOUND_STATES, OUTBOUND_STATES

LEAVING = ("planned", "released", "picking", "picked", "packed")
COMING = ("expected", "arrived", "part_received")
TABS = {"part_received": "part"}  # tabs that are not called as the state
WHEN = {
    "late": (N_("Late"), "red"),
    "today": (N_("Today"), "amber"),
    "soon": (N_("The next three days"), "blue"),
    "later": (N_("Later on"), "grey"),
    "none": (N_("No date"), "grey"),
}


class Stage(NamedTuple):
    """How many documents stand in a state and are due then; `url` leads to the list of them."""

    label: str
    waiting: int
    url: str


class Row(NamedTuple):
    """A time by which something is due, with its stages and their sum."""

    label: str
    tone: str
    stages: Sequence[Stage]
    sum: int


def leaving(actor: Actor, *, at: datetime) -> list[Row]:
    """Outbounds that are still in the house, by when they must have left. One statement."""
    today = business_day(at)
    due = _due("ship_by__lt", at, "ship_by__date__lte", today, "ship_by__isnull")
    return _rows(
        outbounds_of(actor).filter(state__in=LEAVING), due, LEAVING, OUTBOUND_STATES, "/outbounds", "ship_by", today
    )


def coming(actor: Actor, *, at: datetime) -> list[Row]:
    """Inbounds that are still to come, by when they are due. One statement."""
    today = business_day(at)
    due = _due("due_on__lt", today, "due_on__lte", today, "due_on__isnull")
    return _rows(inbounds_of(actor).filter(state__in=COMING), due, COMING, INBOUND_STATES, "/inbounds", "due_on", today)


def _due(late: str, now: Any, until: str, today: date, none: str) -> Case:
    return Case(
        When(Q(**{none: True}), then=Value("none")),
        When(Q(**{late: now}), then=Value("late")),
        When(Q(**{until: today}), then=Value("today")),
        When(Q(**{until: today + timedelta(days=3)}), then=Value("soon")),
        default=Value("later"),
        output_field=CharField(),
    )


def _rows(
    found: QuerySet[Any], due: Case, states: Sequence[str], words: dict[str, str], path: str, field: str, today: date
) -> list[Row]:
    counted = found.annotate(due=due).order_by().values_list("due", "state").annotate(n=Count("id"))
    counts = {(when, state): n for when, state, n in counted}
    spans = {
        "late": f"&f.{field}.le={today - timedelta(days=1)}",
        "today": f"&f.{field}.ge={today}&f.{field}.le={today}",
        "soon": f"&f.{field}.ge={today + timedelta(days=1)}&f.{field}.le={today + timedelta(days=3)}",
        "later": f"&f.{field}.ge={today + timedelta(days=4)}",
        "none": "",
    }
    rows = []
    for when, (label, tone) in WHEN.items():
        stages = [
            Stage(gettext(words[s]), counts.get((when, s), 0), f"{path}?tab={TABS.get(s, s)}{spans[when]}")
            for s in states
        ]
        total = sum(stage.waiting for stage in stages)
        if total or when in ("late", "today"):
            rows.append(Row(gettext(label), tone, stages, total))
    return rows
