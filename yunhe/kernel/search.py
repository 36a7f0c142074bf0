"""Finding by what people type: name, pinyin, initials, code, barcode. One text column with a trigram index.

A search key is a line of lower-case words with a space at both ends. Every Chinese character is a word of its own, so
that even one character has trigrams ("  牛", " 牛 ") and the index answers it; characters side by side stay side by
side. Each Chinese run also adds its pinyin and its initials: 牛奶 → ` 牛 奶 niunai nn `.
"""

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from django.contrib.postgres.indexes import GinIndex
from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Length
from django.db.models.lookups import Contains
from pypinyin import Style, lazy_pinyin

HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+")
INSIDE = 3  # shorter words are looked for at the start of words only: inside, the index has nothing to go by
MAX_WORDS = 8


def search_key(*texts: str) -> str:
    """The search text of a thing from its names, codes and barcodes; "" when all are empty."""
    words: list[str] = []
    for text in texts:
        plain = _normal(text)
        words += _words(plain)
        runs = HAN.findall(plain)
        spelled = [(lazy_pinyin(run), lazy_pinyin(run, style=Style.FIRST_LETTER)) for run in runs]
        words += ["".join(syllables) for syllables, _ in spelled] + ["".join(first) for _, first in spelled]
        if len(runs) > 1:
            words.append("".join(letter for _, first in spelled for letter in first))
    return f" {' '.join(_once(words))} " if words else ""


def matches(path: str, text: str) -> Q:
    """Whether the search key at `path` has every word typed: at the start of a word, from three letters on anywhere."""
    found = Q()
    for pattern in _patterns(text):
        found &= Q(Contains(F(path), Value(pattern)))
    return found


def ranked(things: QuerySet[Any], path: str, text: str) -> QuerySet[Any]:
    """The things that match, best first: a whole word typed, the start of a word, anywhere; then the shortest key."""
    typed = " ".join(_words(_normal(text)))
    rank = Case(
        When(Q(Contains(F(path), Value(f" {typed} "))), then=Value(0)),
        When(Q(Contains(F(path), Value(f" {typed}"))), then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    return things.filter(matches(path, text)).order_by(rank, Length(path), "pk")


def trigram_index(field: str, name: str) -> GinIndex:
    """A pg_trgm index on a search text."""
    return GinIndex(fields=[field], name=name, opclasses=["gin_trgm_ops"])


def _patterns(text: str) -> list[str]:
    """What must occur in the key: Chinese runs character by character, other words from the start or anywhere."""
    patterns = []
    for part in _normal(text).split()[:MAX_WORDS]:
        pieces = [piece for piece in re.split(f"({HAN.pattern})", part) if piece]
        for piece in pieces:
            if HAN.match(piece):
                patterns.append(f" {' '.join(piece)} ")
            else:
                patterns.append(piece if len(piece) >= INSIDE else f" {piece}")
    return patterns


def _normal(text: str) -> str:
    return unicodedata.normalize("NFKC", text).lower().replace("\x00", "")


def _words(plain: str) -> list[str]:
    return HAN.sub(lambda run: f" {' '.join(run[0])} ", plain).split()


def _once(words: Iterable[str]) -> list[str]:
    """Without codes repeated, but with every character of a name, whose neighbours count."""
    once: list[str] = []
    for word in words:
        if HAN.match(word) or word not in once:
            once.append(word)
    return once
