"""Finding by what people type: name, pinyin, initials, code, barcode. One text column with a trigram index.

A search key is a line of lower-case words with a space at both ends. Every Chinese character is a word of its own, so
that even one character has trigrams ("  牛", " 牛 ") and the index answers it; characters side by side stay side by
side. Each Chinese run also adds its pinyin and its initials: 牛奶 → ` 牛 奶 niunai nn `.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django.contrib.postgres.indexes import GinIndex
from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Length
from django.db.models.lookups import Contains

HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+")
INSIDE = 3  # shorter words are looked for at the start of words only: inside, the index has nothing to go by
MAX_WORDS = 8
CANDIDATES = 1_000


def search_key(*texts: str) -> str:
    """The search text of a thing from its names, codes and barcodes; "" when all are empty."""
    words: list[str] = []
    for text in texts:
        plain = _normal(text)
        words += _words(plain)
        spelled = [_pinyin(run) for run in HAN.findall(plain)]
        words += [sound for sound, _ in spelled] + [initials for _, initials in spelled]
        if len(spelled) > 1:
            words.append("".join(initials for _, initials in spelled))
    return f" {' '.join(_once(words))} " if words else ""


def matches(path: str, text: str) -> Q:
    """Whether the search key at `path` has every word typed: at the start of a word, from three letters on anywhere."""
    found = Q()
    for pattern in _patterns(text):
        found &= Q(Contains(F(path), Value(pattern)))
    return found


def best_ids(things: QuerySet[Any], path: str, text: str, limit: int = 20) -> list[int]:
    """The ids of the things that match, best first: those with the whole word typed, then those where a word begins
    so, then the others; in each class the shortest key of the first CANDIDATES by id. At most three statements."""
    typed = f" {' '.join(_words(_normal(text)))}"
    whole, begun = (Q(Contains(F(path), Value(part))) for part in (f"{typed} ", typed))
    best: list[int] = []
    for tier in (whole, begun & ~whole, ~begun):
        if len(best) < limit:
            found = things.filter(matches(path, text) & tier).order_by("pk").values_list(Length(path), "pk")
            best += [pk for _, pk in sorted(found[:CANDIDATES])]
    return best[:limit]


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


@lru_cache(maxsize=20_000)
def _pinyin(run: str) -> tuple[str, str]:
    """The sound of a Chinese run and the first letters of its syllables; the words of a catalogue recur."""
    from pypinyin import lazy_pinyin  # 56 MB and a second: only processes that save Chinese names pay for it

    syllables = lazy_pinyin(run)
    return "".join(syllables), "".join(syllable[0] for syllable in syllables)


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
