"""The frame of every command: a right, a scope, one transaction, many rows; and the register that laws and the API read."""

import functools
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from operator import attrgetter
from typing import Any

from django.db import transaction

from yunhe.kernel.actor import Actor
from yunhe.kernel.outcome import Outcome, Reason
from yunhe.kernel.scope import Where, unlimited

Named = Callable[[Any], Hashable]


class Reach(Enum):
    """Where a command works that has no rows to be judged by a scope."""

    COMPANY = "company"  # everywhere; so does what says nothing. Refused to an actor with limits, if called by hand
    OWN = "own"  # only on what is the caller's own, whoever that is
    INSIDE = "inside"  # the verb itself asks for the actor's limits


@dataclass(frozen=True, slots=True)
class Rows:
    """How the rows of a command are judged, and under what they are refused: see `command`."""

    scopes: tuple[Where, ...]
    named: Named | None = None
    numbered: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Command:
    """A registered verb: its right `room.verb`, what the API and the palette call it, the function, where it works."""

    right: str
    label: str
    run: Callable[..., Any]
    reach: Rows | Reach


COMMANDS: dict[str, Command] = {}


def command(
    right: str,
    label: str,
    *where: Where | Reach,
    named: str | Named | None = None,
    numbered: Sequence[str] | None = None,
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declare a command: it needs `right`, works `where` one says, in one transaction, and takes `by` by keyword.

    The limits are those of the grants that give the right.

    Called inside another command or a handler it joins the transaction that is open. Raises RefusalError `forbidden`
    when the actor lacks the right, or has limits and the command is the COMPANY's.

    With scopes the first argument is a sequence of rows, or a mapping by id. The rows outside the actor's limits are
    refused before the verb sees them: under their keys; under what `named` (an attribute, a function) finds; or, if
    `numbered` is given, under the row's number: it says what else of the outcome goes by row number ("done", "made").
    """
    reach = _reach(right, where, named, numbered)

    def declare(verb: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(verb)
        def run(*args: Any, by: Actor, **kwargs: Any) -> Any:
            by = by.allowed(right)
            if reach is Reach.COMPANY:
                unlimited(by)
            with transaction.atomic(savepoint=False):
                if by.limited and isinstance(reach, Rows):
                    return _within(reach, verb, *args, by=by, **kwargs)
                return verb(*args, by=by.on_behalf(), **kwargs)

        if right in COMMANDS:
            raise ValueError(f"two commands claim the right {right}")
        COMMANDS[right] = Command(right, label, run, reach)
        return run

    return declare


def _reach(
    right: str, where: Sequence[Where | Reach], named: str | Named | None, numbered: Sequence[str] | None
) -> Rows | Reach:
    if not where:
        return Reach.COMPANY
    scopes = tuple(one for one in where if not isinstance(one, Reach))
    if len(where) == 1 and isinstance(where[0], Reach):
        return where[0]
    if len(scopes) < len(where):
        raise ValueError(f"{right} says two things about where it works")
    name = attrgetter(named) if isinstance(named, str) else named
    return Rows(scopes, name, None if numbered is None else tuple(numbered))


def _within(reach: Rows, verb: Callable[..., Any], rows: Any, *args: Any, by: Actor, **kwargs: Any) -> Outcome:
    """Call a verb with the rows that lie within the actor's limits, and refuse the others."""
    by_id = isinstance(rows, Mapping)
    asked = list(rows.items()) if by_id else list(rows)
    reasons = _judge(reach, asked, by_id, by)
    kept = [n for n in range(len(asked)) if n not in reasons]
    outcome = Outcome()
    if kept or not asked:
        inside = [asked[n] for n in kept]
        outcome = verb(dict(inside) if by_id else inside, *args, by=by.on_behalf(), **kwargs)
    if reach.numbered is not None and reasons:
        _renumber(outcome, kept, reach.numbered)
    for n, reason in reasons.items():
        outcome.refuse(_names(reach, n, asked[n], by_id), reason)
    return outcome


def _judge(reach: Rows, asked: Sequence[Any], by_id: bool, by: Actor) -> dict[int, Reason]:
    """Why rows are refused, by number; one statement for each scope."""
    reasons: dict[int, Reason] = {}
    for scope in reach.scopes:
        keys = {n: set(_keys(scope, row, by_id)) for n, row in enumerate(asked) if n not in reasons}
        outside = scope.outside(set().union(*keys.values()), by)
        reasons |= {n: scope.reason for n, own in keys.items() if own & outside}
    return reasons


def _keys(scope: Where, row: Any, by_id: bool) -> Iterable[Any]:
    if scope.of is not None:
        return [key for key in scope.of(row) if key is not None]
    return [row[0] if by_id else row]


def _names(reach: Rows, n: int, row: Any, by_id: bool) -> Iterable[Hashable]:
    if reach.numbered is not None:
        return [n]
    if by_id:
        return [row[0]]
    return [reach.named(row)] if reach.named else _keys(reach.scopes[0], row, by_id)


def _renumber(outcome: Outcome, kept: Sequence[int], parts: Sequence[str]) -> None:
    """The verb counted the rows it was given; its caller counts those it asked for."""
    outcome.refused = {kept[n]: reason for n, reason in outcome.refused.items()}
    if "done" in parts:
        outcome.done = [kept[n] for n in outcome.done]
    if "made" in parts:
        outcome.made = {kept[n]: made for n, made in outcome.made.items()}
