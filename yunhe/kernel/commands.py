"""The frame of every command: a right, a scope, one transaction, many rows; and the register that laws and the API read."""

import functools
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext_noop as N_

from yunhe.kernel.actor import Actor
from yunhe.kernel.outcome import Outcome, Reason, RefusalError


@dataclass(frozen=True, slots=True)
class Scope:
    """Which of the ids that a command is given lie outside an actor's shops or warehouses.

    `foreign` is a query with two parameters: the ids, and the shops or warehouses the actor is limited to.
    """

    axis: str  # shops or warehouses
    foreign: str

    def outside(self, ids: Collection[Any], by: Actor) -> set[Any]:
        """The foreign ids; none, and no query, for an actor without limits."""
        allowed = getattr(by, self.axis)
        if allowed is None or not ids:
            return set()
        with connection.cursor() as cursor:
            cursor.execute(self.foreign, [list(ids), sorted(allowed)])
            return {id for (id,) in cursor.fetchall()}


@dataclass(frozen=True, slots=True)
class Command:
    """A registered verb: its right `room.verb`, what the API and the palette call it, and the function."""

    right: str
    label: str
    run: Callable[..., Any]
    scope: Scope | None = None


COMMANDS: dict[str, Command] = {}


def command(right: str, label: str, scope: Scope | None = None) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declare a command: it needs `right`, runs in one transaction, and takes `by` (an Actor) by keyword.

    Called inside another command or a handler it joins the transaction that is open. Raises RefusalError `forbidden`
    when the actor lacks the right. With a `scope` the first argument is a sequence of ids, or a mapping by id: those
    outside the actor's limits are refused as if they did not exist.
    """

    def declare(verb: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(verb)
        def run(*args: Any, by: Actor, **kwargs: Any) -> Any:
            if not by.may(right):
                figures = {"actor": by.name, "right": right}
                raise RefusalError(Reason("forbidden", N_("{actor} lacks the right {right}"), figures))
            with transaction.atomic(savepoint=False):
                foreign = scope.outside(args[0], by) if scope else set()
                if not foreign:
                    return verb(*args, by=by.on_behalf(), **kwargs)
                outcome: Outcome = verb(_without(args[0], foreign), *args[1:], by=by.on_behalf(), **kwargs)
                outcome.refuse(foreign, Reason("not_found", N_("There is no such document")))
                return outcome

        if right in COMMANDS:
            raise ValueError(f"two commands claim the right {right}")
        COMMANDS[right] = Command(right, label, run, scope)
        return run

    return declare


def _without(rows: Any, foreign: set[Any]) -> Any:
    if isinstance(rows, Mapping):
        return {id: row for id, row in rows.items() if id not in foreign}
    return [id for id in rows if id not in foreign]
