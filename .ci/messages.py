"""Catalogues of the interface's words: extract from the code, update, convert to Traditional Chinese, compile.

`python .ci/messages.py` writes them; with `--check` it changes nothing and fails when a message is missing,
untranslated or no longer used. zh_Hans is written by people; zh_Hant is made of it by OpenCC (s2twp) and the glossary
`yunhe/locale/zh_Hant.glossary` (one `简体=繁體` a line), which wins over it. English is the message itself.
"""

import io
import re
import sys
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from opencc import OpenCC

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "yunhe"
LOCALE = SOURCE / "locale"
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
FIGURE = re.compile(r"%\(\w+\)s|\{\w*\}")
METHODS = [("**.py", "python"), ("web/templates/**.html", "jinja2")]
OPTIONS = {"web/templates/**.html": {"trimmed": "true", "silent": "false"}}
KEYWORDS = {
    **dict.fromkeys(("_", "N_", "gettext", "gettext_lazy", "gettext_noop")),
    "ngettext": (1, 2),
    "subject": (3,),  # of kernel.links: what a kind of document is called
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


def main() -> None:
    """Write the catalogues, or check them."""
    messages = extracted()
    if "--check" in sys.argv:
        if wrong := problems(messages):
            sys.exit("\n".join([*wrong, "run `make messages` and translate what is new in yunhe/locale/zh_Hans"]))
        return
    simplified = stored("zh_Hans")
    simplified.update(messages, no_fuzzy_matching=True, update_header_comment=False)
    simplified.obsolete.clear()
    save("zh_Hans", simplified)
    save("zh_Hant", traditional(simplified))
    missing = [message.id for message in simplified if message.id and not message.string]
    for id in missing:
        print(f"not translated: {id!r}")
    print(f"{len(simplified)} messages, {len(missing)} not translated")


def extracted() -> Catalog:
    """All messages of the code and the templates, in the order of the files."""
    catalog = Catalog(project="Yunhe", fuzzy=False)
    found = extract_from_dir(SOURCE, METHODS, OPTIONS, KEYWORDS, comment_tags=("i18n:",))
    for file, _, id, _, context in found:
        catalog.add(id, None, [(f"yunhe/{file}", 0)], context=context)
    return catalog


def problems(messages: Catalog) -> list[str]:
    """What is wrong with the stored catalogues, as sentences; nothing when all is well."""
    simplified = stored("zh_Hans")
    wrong = [
        f"missing in zh_Hans: {key(one)}" for one in messages if one.id and (one.id, one.context) not in ids(simplified)
    ]
    wrong += [
        f"no longer used: {key(one)}" for one in simplified if one.id and (one.id, one.context) not in ids(messages)
    ]
    wrong += [f"not translated: {key(one)}" for one in simplified if one.id and not said(one)]
    wrong += [
        f"placeholders differ: {key(one)}" for one in simplified if one.id and said(one) and not same_figures(one)
    ]
    made = traditional(simplified)
    kept = {(one.id, one.context): one.string for one in stored("zh_Hant")}
    if any(kept.get((one.id, one.context)) != one.string for one in made if one.id):
        wrong.append("zh_Hant was not made from zh_Hans")
    for name in ("zh_Hans", "zh_Hant"):
        if compiled(stored(name)) != path(name, "mo").read_bytes():
            wrong.append(f"{name} is not compiled")
    return wrong


def traditional(simplified: Catalog) -> Catalog:
    """The same in Traditional Chinese as Taiwan writes it: the glossary's words first, OpenCC for the rest."""
    convert = OpenCC("s2twp").convert
    words = glossary()
    made = Catalog(locale="zh_Hant", project="Yunhe", fuzzy=False, creation_date=simplified.creation_date)
    for one in simplified:
        if one.id:
            strings = one.string if isinstance(one.string, tuple) else (one.string or "",)
            turned = tuple(turn(string, words, convert) for string in strings)
            made.add(one.id, turned if isinstance(one.string, tuple) else turned[0], one.locations, context=one.context)
    return made


def turn(text: str, words: dict[str, str], convert: object) -> str:
    """A text converted piece by piece around the glossary's words, the longest of which wins."""
    for simple in sorted(words, key=len, reverse=True):
        if simple in text:
            before, _, after = text.partition(simple)
            return turn(before, words, convert) + words[simple] + turn(after, words, convert)
    return convert(text) if text else ""  # type: ignore[operator]


def glossary() -> dict[str, str]:
    """Words that OpenCC would turn into something that the trade in Taiwan does not say."""
    lines = (LOCALE / "zh_Hant.glossary").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))


def stored(name: str) -> Catalog:
    """A catalogue as it lies in the repository; empty when there is none."""
    if not path(name, "po").exists():
        return Catalog(locale=name, project="Yunhe", fuzzy=False)
    with path(name, "po").open("rb") as file:
        return read_po(file, locale=name)


def save(name: str, catalog: Catalog) -> None:
    """Write a catalogue and what is compiled of it, without times, so that equal words are equal files."""
    path(name, "po").parent.mkdir(parents=True, exist_ok=True)
    with path(name, "po").open("wb") as file:
        write_po(file, catalog, width=120, omit_header=True, no_location=True, sort_output=True)
    path(name, "mo").write_bytes(compiled(stored(name)))


def compiled(catalog: Catalog) -> bytes:
    """The bytes that gettext reads."""
    fresh = Catalog(locale=catalog.locale, project="Yunhe", creation_date=EPOCH, revision_date=EPOCH, fuzzy=False)
    for one in catalog:
        if one.id:
            fresh.add(one.id, one.string, context=one.context)
    out = io.BytesIO()
    write_mo(out, fresh)
    return out.getvalue()


def path(name: str, ending: str) -> Path:
    return LOCALE / name / "LC_MESSAGES" / f"django.{ending}"


def ids(catalog: Catalog) -> set[tuple[object, str | None]]:
    return {(one.id, one.context) for one in catalog}


def key(one: Message) -> str:
    return repr(one.id if one.context is None else (one.context, one.id))


def said(one: Message) -> bool:
    return all(one.string) if isinstance(one.string, tuple) else bool(one.string)


def same_figures(one: Message) -> bool:
    """Whether a translation speaks of the figures that the message speaks of."""
    sources = one.id if isinstance(one.id, tuple) else (one.id,)
    strings = one.string if isinstance(one.string, tuple) else (one.string,)
    wanted = set(FIGURE.findall(sources[-1]))
    return all(set(FIGURE.findall(string)) == wanted for string in strings)


if __name__ == "__main__":
    main()
