"""Columns of a file that comes in, and which header of the file means which."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.conf import settings
from django.utils.translation import gettext, override
from django.utils.translation import gettext_noop as N_

from yunhe.kernel.conditions import Type

REASON = N_("Reason")  # the head of the column that we put in front of refused rows
NOISE = re.compile(r"[\s*:_\-()（）：\[\]【】]+")


@dataclass(frozen=True)
class ImportColumn:
    """`label` is a gettext id; a header may say it in any language, or say the name or a synonym. `choices` maps stored
    values to labels. `decimals` bounds numbers, `max_length` texts; None leaves them free."""

    name: str
    label: str
    type: Type
    required: bool = False
    synonyms: tuple[str, ...] = ()
    choices: Mapping[str, str] = field(default_factory=dict)
    decimals: int | None = None
    max_length: int | None = 200


def said_everywhere(label: str) -> list[str]:
    """A label in each of the interface's languages."""
    said = []
    for code, _ in settings.LANGUAGES:
        with override(code):
            said.append(gettext(label))
    return said


def positions(header: Sequence[str], columns: Iterable[ImportColumn]) -> dict[str, int]:
    """Where each column stands in a header row, by column name. Of two headers with one meaning the first counts."""
    where: dict[str, int] = {}
    for place, text in reversed(list(enumerate(header))):
        where[plain(text)] = place
    found = {}
    for column in columns:
        names = [*said_everywhere(column.label), column.name, *column.synonyms]
        if said := next((name for name in map(plain, names) if name in where), None):
            found[column.name] = where[said]
    return found


def is_reason(text: str) -> bool:
    """Whether a head is the one that we give to the reasons."""
    return plain(text) in {plain(said) for said in said_everywhere(REASON)}


def plain(text: str) -> str:
    """A head without signs, spaces and case."""
    return NOISE.sub("", unicodedata.normalize("NFKC", text)).casefold()
