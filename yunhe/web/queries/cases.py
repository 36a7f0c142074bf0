"""Cases in words: what is wrong with what, and what to do next."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from django.db.models import Q
from django.utils.translation import gettext

from yunhe.kernel.actor import Actor
from yunhe.kernel.links import outside
from yunhe.kernel.models import Case
from yunhe.kernel.outcome import Reason
from yunhe.web.queries.naming import papers
from yunhe.web.words import CASE_TYPES, NEXT_STEPS, ROLES

OPEN = ("open", "in_work")


class CaseLine(NamedTuple):
    """An open case on a document's page."""

    type: str
    reason: str
    next_step: str
    state: str
    opened_at: datetime


def case_words(ids: Sequence[int]) -> Mapping[int, Mapping[str, str]]:
    """The texts of cases in the reader's language, by id and column, and the address (`url`) of what each is about."""
    rows = list(Case.objects.filter(pk__in=ids))
    named = papers((row.subject_kind, row.subject_id) for row in rows)
    found = {}
    for row in rows:
        paper = named.get((row.subject_kind, row.subject_id))
        about = f"{paper.number}: " if paper else ""
        found[row.pk] = {
            "type": gettext(CASE_TYPES.get(row.type, row.type)),
            "url": paper.url if paper else "",
            "reason": about + (str(Reason.read(row.reason)) if row.reason else ""),
            "next_step": gettext(NEXT_STEPS.get(row.next_step, row.next_step)) if row.next_step else "",
            "owner_role": gettext(ROLES.get(row.owner_role, row.owner_role)) if row.owner_role else "",
        }
    return found


def cases_about(keys: Iterable[tuple[str, int]], actor: Actor, *, roots: Collection[int] = ()) -> list[CaseLine]:
    """The open cases of documents, and those that began with the orders `roots`, within the actor's limits."""
    wanted = set(keys)
    about = Q(subject_id__in=[id for _, id in wanted]) | Q(root_id__in=roots)
    rows = list(Case.objects.filter(about, state__in=OPEN).order_by("opened_at", "id"))
    hidden = outside({(row.subject_kind, row.subject_id) for row in rows}, actor)
    return [
        CaseLine(
            gettext(CASE_TYPES.get(row.type, row.type)),
            str(Reason.read(row.reason)) if row.reason else "",
            gettext(NEXT_STEPS.get(row.next_step, row.next_step)) if row.next_step else "",
            row.state,
            row.opened_at,
        )
        for row in rows
        if (key := (row.subject_kind, row.subject_id)) not in hidden and (key in wanted or row.root_id in roots)
    ]
