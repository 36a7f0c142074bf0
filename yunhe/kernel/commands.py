"""The frame of every command: a right, one transaction, many rows; and the register that laws and the API read."""

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_noop as N_

from yunhe.kernel.actor import Actor
from yunhe.kernel.outcome import Reason, RefusalError


@dataclass(frozen=True, slots=True)
class Command:
    """A registered verb: its right `room.verb`, what the API and the palette call it, and the function."""

    right: str
    label: str
    run: Callable[..., Any]


COMMANDS: dict[str, Command] = {}


def command(right: str, label: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declare a command: it needs `right`, runs in one transaction, and takes `by` (an Actor) by keyword.

    Called inside another command or a handler it joins the transaction that is open. Raises RefusalError
    `forbidden` when the actor lacks the right.
    """

    def declare(verb: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(verb)
        def run(*args: Any, by: Actor, **kwargs: Any) -> Any:
            if not by.may(right):
                raise RefusalError(
                    Reason("forbidden", N_("{actor} lacks the right {right}"), {"actor": by.name, "right": right})
                )
            with transaction.atomic(savepoint=False):
                return verb(*args, by=by.on_behalf(), **kwargs)

        if right in COMMANDS:
            raise ValueError(f"two commands claim the right {right}")
        COMMANDS[right] = Command(right, label, run)
        return run

    return declare
