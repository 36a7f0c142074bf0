"""Cases: open one per trouble, take it, close it with a resolution. The same open trouble never opens two."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import BooleanField, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_noop as N_

from yunhe.kernel.actor import Actor
from yunhe.kernel.bulk import new_ids
from yunhe.kernel.commands import command
from yunhe.kernel.events import Event, record
from yunhe.kernel.flow import not_found, wrong_state
from yunhe.kernel.links import SUBJECTS, outside
from yunhe.kernel.models import Case
from yunhe.kernel.outcome import Outcome, Reason
from yunhe.kernel.scope import UNKNOWN

OPEN = (Case.State.OPEN, Case.State.IN_WORK)


@dataclass(frozen=True, kw_only=True)
class CaseOpened(Event, subject="case", inverse="CaseClosed"):
    type: str
    about: tuple[str, int]


@dataclass(frozen=True, kw_only=True)
class CaseClosed(Event, subject="case"):
    type: str
    about: tuple[str, int]


@dataclass(frozen=True, slots=True)
class Trouble:
    """What a case is about. `key` tells troubles apart: while a case with it is open, no second one opens."""

    type: str
    subject_kind: str
    subject_id: int
    reason: Reason
    root_id: int | None = None
    next_step: str = ""
    owner_role: str = ""
    due_at: datetime | None = None
    key: str = ""

    @property
    def unique(self) -> str:
        return self.key or f"{self.type}:{self.subject_kind}:{self.subject_id}"


@dataclass(frozen=True, slots=True)
class OfCases:
    """A case lies where the document lies that it is about: as a scope of commands, and as a condition for lists."""

    reason: Reason = UNKNOWN
    of: None = None

    def outside(self, keys: Collection[Any], by: Actor) -> set[Any]:
        if not by.limited:
            return set()
        about = {
            id: (kind, subject)
            for id, kind, subject in Case.objects.filter(id__in=keys).values_list("id", "subject_kind", "subject_id")
        }
        foreign = outside(set(about.values()), by)
        return {id for id, document in about.items() if document in foreign}

    def within(self, by: Actor) -> QuerySet[Case]:
        """The cases that are not outside."""
        cases = Case.objects.all()
        for kind, subject in SUBJECTS.items() if by.limited and not by.trusted else ():
            if subject.scope and (condition := subject.scope.exists_outside("kernel_case.subject_id", by)):
                sql, limits = condition
                cases = cases.exclude(Q(RawSQL(sql, limits, BooleanField()), subject_kind=kind))
        return cases


def open_cases(troubles: Iterable[Trouble], *, by: Actor, at: datetime) -> list[int]:
    """Open a case for each trouble that has none open; returns the ids of the new cases."""
    rows = [
        Case(
            type=t.type,
            subject_kind=t.subject_kind,
            subject_id=t.subject_id,
            root_id=t.root_id,
            key=t.unique,
            reason=t.reason.stored(),
            next_step=t.next_step,
            owner_role=t.owner_role,
            due_at=t.due_at,
            opened_at=at,
            state_at=at,
        )
        for t in {t.unique: t for t in troubles}.values()
    ]
    known = set(Case.objects.filter(key__in=[row.key for row in rows], state__in=OPEN).values_list("key", flat=True))
    # by key, so that two who open the same cases do not wait for each other
    fresh = sorted((row for row in rows if row.key not in known), key=lambda row: row.key)
    for row, id in zip(fresh, new_ids(Case, len(fresh))):
        row.id = id
    Case.objects.bulk_create(fresh, ignore_conflicts=True)
    made = Case.objects.filter(id__in=[row.id for row in fresh])
    cases = list(made.order_by("id"))
    record(
        [
            CaseOpened(subject=c.id, root=c.root_id, type=c.type, about=(c.subject_kind, c.subject_id), state=c.state)
            for c in cases
        ],
        by=by,
        at=at,
    )
    return [c.id for c in cases]


def settle(keys: Iterable[str], resolution: str, *, by: Actor, at: datetime) -> list[int]:
    """Close the open cases with these keys because what they were about is over; returns their ids."""
    return _close(
        list(Case.objects.filter(key__in=list(keys), state__in=OPEN).order_by("id").values_list("id", flat=True)),
        resolution,
        by=by,
        at=at,
    )


@command("kernel.close_case", N_("Close case"), OfCases())
def close_case(case_ids: Sequence[int], *, resolution: str, by: Actor, at: datetime) -> Outcome:
    """Close cases with what was done about them; refused when closed already or without a resolution."""
    outcome = Outcome()
    found = {c.id: c for c in Case.objects.filter(id__in=case_ids)}
    for id in case_ids:
        if id not in found:
            outcome.refused[id] = not_found(id)
        elif found[id].state not in OPEN:
            outcome.refused[id] = wrong_state(found[id].key, found[id].state, OPEN)
        elif not resolution.strip():
            outcome.refused[id] = Reason("no_resolution", N_("Say what was done about it"))
    outcome.done = _close([id for id in case_ids if id not in outcome.refused], resolution, by=by, at=at)
    return outcome


def _close(ids: list[int], resolution: str, *, by: Actor, at: datetime) -> list[int]:
    closed = list(Case.objects.filter(id__in=ids, state__in=OPEN).order_by("id").select_for_update())
    Case.objects.filter(id__in=[c.id for c in closed]).update(state=Case.State.DONE, state_at=at, resolution=resolution)
    record(
        [
            CaseClosed(
                subject=c.id, root=c.root_id, type=c.type, about=(c.subject_kind, c.subject_id), state=Case.State.DONE
            )
            for c in closed
        ],
        by=by,
        at=at,
    )
    return [c.id for c in closed]
