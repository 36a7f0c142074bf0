"""What the kernel does about its own events: who may close a case hears of it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from yunhe.kernel.actor import Actor
from yunhe.kernel.cases import OPEN
from yunhe.kernel.events import Recorded
from yunhe.kernel.links import outside_each
from yunhe.kernel.models import Case, Grant, Notification
from yunhe.kernel.notify import Message, tell
from yunhe.kernel.outcome import Reason
from yunhe.kernel.roles import STANDARD_ROLES, actors

CLOSE = "kernel.close_case"
RING = "kernel.ring"
UNREAD = (Notification.State.WAITING, Notification.State.SENT)


@dataclass(frozen=True, slots=True)
class Listener:
    """Who may close cases: the codes of the roles, and which of the documents in hand lie elsewhere."""

    user_id: int
    roles: frozenset[str]
    hidden: Collection[tuple[str, int]]

    def hears(self, case: Case) -> bool:
        """A case of a standard role is heard by those who have it, by owners, and by those whose roles are the company's own."""
        if (case.subject_kind, case.subject_id) in self.hidden:
            return False
        whose = {case.owner_role, "owner"} if case.owner_role else self.roles
        return not self.roles.isdisjoint(whose) or bool(self.roles - set(STANDARD_ROLES))


def ring(events: list[Recorded], *, by: Actor, at: datetime) -> None:
    """CaseOpened: the bell of those who may close it, within their shops and warehouses. CaseClosed: nobody is asked any
    more, what was not read is."""
    opened = {e.subject: e.id for e in events if e.kind == "CaseOpened"}
    cases = list(Case.objects.filter(id__in=opened, state__in=OPEN).order_by("id"))
    people = _listeners({(case.subject_kind, case.subject_id) for case in cases}) if cases else []
    tell(
        RING,
        [
            Message(f"user:{one.user_id}", "case", case.pk, Reason.read(case.reason), opened[case.pk])
            for case in cases
            for one in people
            if one.hears(case)
        ],
        at=at,
    )
    closed = [e.subject for e in events if e.kind == "CaseClosed"]
    about = Notification.objects.filter(subject_kind="case", subject_id__in=closed, state__in=UNREAD)
    about.update(state=Notification.State.READ)


def _listeners(documents: Collection[tuple[str, int]]) -> list[Listener]:
    """Two statements for the people, one for their roles, and one per kind of document if anybody has limits."""
    able = {id: actor.within(CLOSE) for id, actor in actors().items() if actor.may(CLOSE)}
    roles, hidden = _roles(), outside_each(documents, able)
    return [Listener(id, roles[id], hidden[id]) for id in able]


def _roles() -> Mapping[int, frozenset[str]]:
    found: dict[int, frozenset[str]] = {}
    for user, code in Grant.objects.values_list("user_id", "role__code"):
        found[user] = found.get(user, frozenset()) | {code}
    return found
