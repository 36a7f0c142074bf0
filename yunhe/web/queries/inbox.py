"""What waits for a person: unread messages, and the open cases of the roles that this person has."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from django.db.models import Count, Min
from django.utils.translation import gettext

from yunhe.kernel.actor import Actor
from yunhe.kernel.case_list import cases_of
from yunhe.kernel.links import outside
from yunhe.kernel.models import Grant, Notification
from yunhe.kernel.outcome import Reason
from yunhe.web.queries.cases import OPEN
from yunhe.web.queries.naming import Paper, papers
from yunhe.web.words import CASE_TYPES

NEWEST = 20


class Note(NamedTuple):
    """A message with the paper that it is about."""

    text: str
    paper: Paper | None
    at: datetime


class Heap(NamedTuple):
    """Open cases of one type: how many, the oldest since when, and the list of them."""

    label: str
    cases: int
    oldest: datetime
    url: str


class Inbox(NamedTuple):
    """`waiting` is the number on the bell."""

    notes: Sequence[Note]
    heaps: Sequence[Heap]

    @property
    def waiting(self) -> int:
        return len(self.notes) + sum(heap.cases for heap in self.heaps)


def inbox(actor: Actor) -> Inbox:
    """Four statements at most, and one per kind of paper."""
    roles = list(Grant.objects.filter(user=actor.user_id).values_list("role__code", flat=True))
    addressed = [f"user:{actor.user_id}", *(f"role:{role}" for role in roles)]
    unread = Notification.objects.filter(recipient__in=addressed, channel="bell", state__in=("waiting", "sent"))
    rows = list(unread.order_by("-made_at")[:NEWEST])
    hidden = outside({(row.subject_kind, row.subject_id) for row in rows}, actor)
    rows = [row for row in rows if (row.subject_kind, row.subject_id) not in hidden]
    named = papers((row.subject_kind, row.subject_id) for row in rows)
    notes = [Note(str(Reason.read(r.message)), named.get((r.subject_kind, r.subject_id)), r.made_at) for r in rows]
    return Inbox(notes, _heaps(actor, roles))


def _heaps(actor: Actor, roles: Sequence[str]) -> list[Heap]:
    if not actor.may("kernel.close_case"):
        return []
    cases = cases_of(actor.within("kernel.close_case")).filter(state__in=OPEN)
    if "owner" not in roles:  # who hears of everything
        cases = cases.filter(owner_role__in=roles)
    found = cases.order_by().values_list("type").annotate(n=Count("id"), since=Min("opened_at")).order_by("-n")
    return [
        Heap(gettext(CASE_TYPES.get(type, type)), n, since, f"/cases?tab=open&f.type.eq={type}")
        for type, n, since in found
    ]
