"""Kinds of events: frozen dataclasses in the past tense, registered by being defined."""

from dataclasses import dataclass, fields
from datetime import date
from typing import Any, ClassVar

KINDS: dict[str, type["Event"]] = {}
ENVELOPE = frozenset({"subject", "root", "caused_by", "business_date"})


@dataclass(frozen=True, kw_only=True)
class Event:
    """What happened to one subject. Fields of a subclass are its payload: ids and figures, never names or addresses.

    `SUBJECT` is the kind of document; `INVERSE` names the event that takes this one back, where goods or money move
    (a law asks each handler to handle or explicitly ignore it). `state` is the subject's flow state afterwards.
    """

    SUBJECT: ClassVar[str]
    INVERSE: ClassVar[str | None] = None
    V: ClassVar[int] = 1
    PAYLOAD: ClassVar[tuple[str, ...]]

    subject: int
    root: int | None = None
    caused_by: int | None = None
    business_date: date | None = None
    state: str | None = None

    def __init_subclass__(cls, subject: str = "", inverse: str | None = None, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if subject:
            cls.SUBJECT = subject
        cls.INVERSE = inverse
        if cls.__name__ in KINDS:
            raise ValueError(f"two events are named {cls.__name__}")
        KINDS[cls.__name__] = cls

    @property
    def subject_kind(self) -> str:
        """The kind of document that it happened to: for most kinds of events always the same."""
        return self.SUBJECT

    def payload(self) -> dict[str, Any]:
        """The payload without the fields that say nothing."""
        kind = type(self)
        if "PAYLOAD" not in kind.__dict__:
            kind.PAYLOAD = tuple(f.name for f in fields(kind) if f.name not in ENVELOPE)
        return {name: value for name in kind.PAYLOAD if (value := getattr(self, name)) is not None}
