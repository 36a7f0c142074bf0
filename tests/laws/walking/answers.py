"""Answers as somebody reads them: the status and every word, a workbook's cells too."""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from django.test import Client

from tests.laws.walking.addresses import Address

# Of a page that is asked for twice, what differs though nothing has happened.
ALWAYS_NEW = [
    (re.compile(r'"[A-Za-z0-9]{64}"'), "a token"),
    (re.compile(r"\d+ (minutes?|hours?|days?)\b"), "an age"),
    (re.compile(r"\bH\d{14}\b"), "the number of a new order"),
    (re.compile(r" · \d{4}-\d\d-\d\d \d\d:\d\d(?= · |</p>)"), "printed now"),
]


class Answer(NamedTuple):
    """`text` is without what is always new."""

    status: int
    text: str


def asked(client: Client, one: Address, given: Mapping[str, Any] | None = None) -> Answer:
    """The answer to an address; with a form `given` to a POST."""
    answer = client.get(one.path) if given is None else client.post(one.path, given)
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    text = "\n".join(_cells(content)) if content.startswith(b"PK") else content.decode("utf-8-sig", "replace")
    for pattern, instead in ALWAYS_NEW:
        text = pattern.sub(instead, text)
    return Answer(answer.status_code, text)


def seen(text: str, secrets: list[str], one: Address) -> list[str]:
    """The secrets that stand in a text as words of their own, unless the question itself named them."""
    given = " ".join((one.path, *one.given))
    return [secret for secret in secrets if secret in text and secret not in given and _as_word(secret, text)]


def differ(before: Answer, now: Answer) -> str:
    """Where two answers part, with what stands around; nothing when they are the same."""
    if before == now:
        return ""
    if before.status != now.status:
        return f"{before.status} → {now.status}"
    pairs = enumerate(zip(before.text, now.text, strict=False))
    at = next((n for n, (a, b) in pairs if a != b), min(len(before.text), len(now.text)))
    return " → ".join(text[max(0, at - 80) : at + 80] for text in (before.text, now.text))


def _as_word(secret: str, text: str) -> bool:
    return re.search(rf"(?<![A-Za-z0-9.]){re.escape(secret)}(?![A-Za-z0-9])", text) is not None


def _cells(content: bytes) -> Iterator[str]:
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        for name in sorted(book.namelist()):
            if name.endswith(".xml") and "docProps" not in name:
                yield book.read(name).decode()
