"""What waits for a person: messages, read and unread, and the open cases of the roles that this person has."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from django.db.models import Count, Min, QuerySet
from django.utils.translation import gettext

from yunhe.kernel.actor import Actor
from yunhe.kernel.case_list import cases_of
from yunhe.kernel.links import outside
from yunhe.kernel.models import Case, Grant, Notification
from yunhe.kernel.outcome import Reason
from yunhe.web.queries.cases import OPEN
from yunhe.web.queries.naming import Paper, papers
from yunhe.web.words import CASE_TYPES

NEWEST = 10  # in the bell
SHOWN = 200  # on the page; the bell counts no further
UNREAD = ("waiting", "sent")


class Note(NamedTuple):
    """A message, the paper that it is about, and where it leads."""

    id: int
    text: str
    paper: Paper | None
    url: str
    at: datetime
    unread: bool


class Heap(NamedTuple):
    """Open cases of one type: how many, the oldest since when, and the list of them."""

    label: str
    cases: int
    oldest: datetime
    url: str


class Inbox(NamedTuple):
    """`waiting` is the number on the bell: the unread messages, up to SHOWN."""

    waiting: int
    notes: Sequence[Note]
    heaps: Sequence[Heap]


def inbox(actor: Actor) -> Inbox:
    """The bell: the newest unread messages, and what is open. Some statements, and one per kind of paper."""
    found = unread(actor)
    return Inbox(len(found), found[:NEWEST], _heaps(actor, _roles(actor)))


def unread(actor: Actor) -> list[Note]:
    """The newest unread messages; what lies outside the actor's limits is not even counted."""
    return notes(messages_of(actor).filter(state__in=UNREAD).order_by("-id")[:SHOWN], actor)


def messages_of(actor: Actor) -> QuerySet[Notification]:
    """All messages to a person, or to a role that the person has."""
    addressed = [f"user:{actor.user_id}", *(f"role:{role}" for role in _roles(actor))]
    return Notification.objects.filter(recipient__in=addressed, channel="bell")


def notes(found: Iterable[Notification], actor: Actor) -> list[Note]:
    """Messages in words, without those about what lies outside the actor's shops and warehouses."""
    rows = list(found)
    cases = Case.objects.in_bulk([row.subject_id for row in rows if row.subject_kind == "case"])
    about = {row.pk: _subject(row, cases) for row in rows}
    hidden = outside(set(about.values()), actor)
    named = papers(key for key in about.values() if key not in hidden)
    return [
        Note(
            row.pk,
            str(Reason.read(row.message)),
            paper := named.get(about[row.pk]),
            _url(row, paper),
            row.made_at,
            row.state in UNREAD,
        )
        for row in rows
        if about[row.pk] not in hidden
    ]


def _subject(row: Notification, cases: Mapping[int, Case]) -> tuple[str, int]:
    """What it is about: of a case, the document that the case is about."""
    case = cases.get(row.subject_id) if row.subject_kind == "case" else None
    return (case.subject_kind, case.subject_id) if case else (row.subject_kind, row.subject_id)


def _url(row: Notification, paper: Paper | None) -> str:
    if row.subject_kind == "job":
        return f"/jobs/{row.subject_id}"
    if paper and paper.url:
        return paper.url
    return "/cases?tab=open" if row.subject_kind == "case" else ""


def _roles(actor: Actor) -> list[str]:
    return list(Grant.objects.filter(user=actor.user_id).values_list("role__code", flat=True))


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
