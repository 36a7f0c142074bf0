"""What a command answers: which ids are done, and why each other one was refused."""

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import gettext


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something was refused, held or chosen: a code for machines, an English sentence id with `{figures}`."""

    code: str
    text: str
    figures: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        """The sentence in the active language."""
        return gettext(self.text).format(**{name: _say(value) for name, value in self.figures.items()})

    def stored(self) -> dict[str, Any]:
        """As JSON, to be kept with the document and said later in the reader's language."""
        return {"code": self.code, "text": self.text, "figures": {k: _say(v) for k, v in self.figures.items()}}

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> "Reason":
        return cls(stored["code"], stored["text"], stored.get("figures", {}))


class RefusalError(Exception):
    """A command's answer to its whole call: nothing was done."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.code, reason.text, dict(reason.figures))
        self.reason = reason


@dataclass(slots=True)
class Outcome:
    """`done` in the order asked; `refused` by the id (or row number) that was asked; `made` = ids of new documents."""

    done: list[Any] = field(default_factory=list)
    refused: dict[Any, Reason] = field(default_factory=dict)
    made: dict[Any, Any] = field(default_factory=dict)

    def refuse(self, ids: Iterable[Hashable], reason: Reason) -> None:
        for id in ids:
            self.refused[id] = reason

    def merge(self, other: "Outcome") -> "Outcome":
        """This outcome with the done, refused and made of another."""
        return Outcome(self.done + other.done, {**self.refused, **other.refused}, {**self.made, **other.made})


def split(ids: Iterable[Any], why: Callable[[Any], Reason | None]) -> tuple[list[Any], dict[Any, Reason]]:
    """The ids for which `why` finds no reason against, and the refused ones with theirs."""
    good, refused = [], {}
    for id in ids:
        if reason := why(id):
            refused[id] = reason
        else:
            good.append(id)
    return good, refused


def _say(value: Any) -> str:
    if isinstance(value, (list, tuple)):
        return ", ".join(_say(v) for v in value)
    if isinstance(value, datetime):
        return f"{localtime(value):%Y-%m-%d %H:%M}"
    return str(value)
