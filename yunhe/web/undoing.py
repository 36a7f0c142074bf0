"""Undo: for some seconds after an action, the command that takes it back works on exactly the rows that were done."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from django.core import signing
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as N_

from yunhe.kernel.actor import Actor
from yunhe.kernel.commands import COMMANDS
from yunhe.kernel.outcome import Outcome, Reason, RefusalError
from yunhe.web.jobs import UNSEEN, seen
from yunhe.web.lists import Action, Inverse, ListPage

SHOWN = timedelta(seconds=10)  # the page offers it
OPEN_FOR = SHOWN + timedelta(seconds=5)  # the server takes it: an answer and a request are under way for a while

FOREIGN = Reason("not_to_undo", N_("This is nothing that can be undone here"))
LATE = Reason("too_late", N_("The time to undo it is over"))


class Offer(NamedTuple):
    """A button that undoes: the address it asks, the ticket it carries, and for how many seconds it is there."""

    address: str
    ticket: str
    seconds: int = SHOWN.seconds


def offer(of: ListPage, action: Action, outcome: Outcome, address: str, *, by: Actor, at: datetime) -> Offer | None:
    """The button for what an action has done; None where nothing was done, nothing takes it back, or this person may not.

    The ticket is signed: list, action, moment, and of each row that was done what the inverse works on."""
    back = action.back
    if not isinstance(back, Inverse) or not outcome.done or not by.may(back.right):
        return None
    rows = [(id, outcome.made[id] if back.made else id) for id in outcome.done]
    kept = {"list": of.listing.name, "action": action.right, "at": at.timestamp(), "rows": rows}
    return Offer(address, _signer().sign_object(kept, compress=True))


def undo(of: ListPage, ticket: str, *, by: Actor, at: datetime) -> tuple[Action, Outcome]:
    """Take back what a ticket of this list was given for, as far as the actor sees the rows and nothing has moved them
    on; keyed by row. RefusalError `forbidden` without the right of the inverse, `too_late`, `not_to_undo`."""
    kept = _read(of, ticket)
    if at > datetime.fromtimestamp(kept["at"], UTC) + OPEN_FOR:
        raise RefusalError(LATE)
    action = of.action(kept["action"])
    if not isinstance(action.back, Inverse):
        raise RefusalError(FOREIGN)
    by.allowed(action.back.right)
    return action, _take_back(of, action.back, kept["rows"], by=by, at=at)


def named(action: Action) -> str:
    """What the undoing of an action is called."""
    return gettext("Undo “{action}”").format(action=gettext(action.label))


def _read(of: ListPage, ticket: str) -> dict[str, Any]:
    try:
        kept: dict[str, Any] = _signer().unsign_object(ticket)
    except signing.BadSignature:
        raise RefusalError(FOREIGN) from None
    if kept["list"] != of.listing.name:
        raise RefusalError(FOREIGN)
    return kept


def _take_back(of: ListPage, back: Inverse, rows: Sequence[tuple[int, int]], *, by: Actor, at: datetime) -> Outcome:
    known = seen(of, [id for id, _ in rows], by)
    row_of = {given: id for id, given in rows if id in known}
    answer: Outcome = COMMANDS[back.right].run(list(row_of), by=by, at=at)
    outcome = Outcome([row_of[given] for given in answer.done], {row_of[g]: why for g, why in answer.refused.items()})
    outcome.refuse([id for id, _ in rows if id not in known], UNSEEN)
    return outcome


def _signer() -> signing.Signer:
    return signing.Signer(salt="undo")
