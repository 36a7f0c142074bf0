"""What a document page is: head with facts, tables, panels, its way through states, and the papers around it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple
from urllib.parse import quote

from django.db.models import QuerySet
from django.utils.translation import gettext
from markupsafe import Markup

from yunhe.kernel.actor import Actor
from yunhe.kernel.listing import State, page_of
from yunhe.web.jinja import badge, unit, when
from yunhe.web.lists import ListPage
from yunhe.web.stations import Way

Said = Markup | str
PART = 100  # rows of a table at once: a document may have thousands


class Fact(NamedTuple):
    """A label with what it is; `url` leads to it."""

    label: str
    said: Said
    url: str = ""


class Column(NamedTuple):
    """A column of a table."""

    label: str
    right: bool = False


def left(*labels: str) -> list[Column]:
    """Columns of words."""
    return [Column(label) for label in labels]


def right(*labels: str) -> list[Column]:
    """Columns of figures."""
    return [Column(label, right=True) for label in labels]


class Cell(NamedTuple):
    """What stands in a table, and where it leads."""

    said: Said
    url: str = ""


class Lines:
    """The rows of a table that are read when they are shown: `make` gives the cells of one record."""

    def __init__(self, records: QuerySet[Any], make: Callable[[Any], Sequence[Cell]]) -> None:
        self.records, self.make = records, make

    @cached_property
    def count(self) -> int:
        """How many there are."""
        return self.records.count()

    def __len__(self) -> int:
        return self.count

    def __getitem__(self, part: slice) -> list[Sequence[Cell]]:
        return [self.make(record) for record in self.records[part]]


class Cut(NamedTuple):
    """Which rows of a page's tables are shown: of each the first hundred, of one those from `start` on, or `whole`."""

    table: int = 0
    start: int = 0
    whole: bool = False

    @classmethod
    def read(cls, asked: Mapping[str, str]) -> "Cut":
        """From an address: `rows=all`, or `table=0&from=100`."""
        table, start = (int(text) if (text := asked.get(name, "")).isdecimal() else 0 for name in ("table", "from"))
        return cls(table, start, asked.get("rows") == "all")

    def rows(self, table: int, rows: Any) -> Any:
        """The rows to be shown of a list, of Lines or of a queryset."""
        start = self._from(table)
        return rows[start : None if self.whole else start + PART]

    def next(self, table: int, total: int) -> int:
        """How many have been shown when this part has; 0 when these are all."""
        shown = self._from(table) + PART
        return 0 if self.whole or shown >= total else shown

    def _from(self, table: int) -> int:
        return self.start if table == self.table and not self.whole else 0


class Table(NamedTuple):
    """Rows of cells under columns; `foot` stands below them, `more` leads to the whole list."""

    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]] | Lines
    foot: Sequence[Said] = ()
    more: str = ""
    empty: str = ""


class Panel(NamedTuple):
    """A block beside the story, drawn by a template."""

    title: str
    template: str
    shown: Mapping[str, Any]


def nothing(document: Any, actor: Actor) -> list[Any]:
    """No tables, or no panels."""
    return []


@dataclass(frozen=True)
class Document:
    """The page of one kind of document: `find(actor, number)` gives it, or None when the actor may not see it.

    `look` is the kind of its states; `way` its stations, None for a thing without a way; `closed` are the states in
    which it came to nothing. `name` names its addresses where its kind has another page already.
    `about(document)` names other subjects whose events belong to its story, `roots` the
    orders whose whole story it tells. A `template` of its own gets what `more(document, actor, at)` reads for it.
    """

    kind: str
    list: ListPage
    label: str
    find: Callable[[Actor, str], Any]
    facts: Callable[[Any, Actor], Iterable[Fact]] = nothing
    tables: Callable[[Any, Actor], Iterable[Table]] = nothing
    panels: Callable[[Any, Actor], Iterable[Panel]] = nothing
    about: Callable[[Any], Iterable[tuple[str, int]]] = lambda document: ()
    roots: Callable[[Any], Iterable[int]] = lambda document: ()
    number: Callable[[Any], str] = str
    look: str = ""
    way: Way | None = None
    closed: tuple[str, ...] = ("cancelled",)
    template: str = "document.html"
    more: Callable[[Any, Actor, datetime], Mapping[str, Any]] = lambda document, actor, at: {}
    name: str = ""

    @property
    def named(self) -> str:
        """What its addresses are called."""
        return self.name or self.kind

    @property
    def path(self) -> str:
        """Where its pages begin: the address of its list."""
        return f"{self.list.path}/"


def linked(of: ListPage, number: str | None, actor: Actor) -> Cell:
    """The number of a document of another list, leading there if the actor may open that list."""
    may = bool(number) and actor.may(of.listing.right)
    return Cell(number or "", f"{of.path}/{quote(number or '')}" if may else "")


def fact(label: str, cell: Cell) -> Fact:
    """A fact that leads somewhere."""
    return Fact(label, cell.said, cell.url)


def row(*cells: Said | Cell) -> list[Cell]:
    """Cells of a table from what stands in them."""
    return [cell if isinstance(cell, Cell) else Cell(cell) for cell in cells]


def rows_of(
    of: ListPage, query: str, actor: Actor, at: datetime, *, title: str = "", leave: Sequence[str] = ()
) -> Table:
    """The table of another list in a state (`f.item.eq=TEA`), as this actor may see it, without the columns `leave`."""
    found = page_of(of.listing, State.parse(query), actor=actor, at=at)
    heads = [head for head in found.heads if head.name not in leave]
    aged = of.aged(heads)
    leads = of.leads(actor) | ({of.opens[0]: of.opens[1]} if of.opens else {})
    rows = [
        [
            Cell(when(one[head.name].value, at))
            if head.name in aged
            else _cell(of, head.name, one[head.name], leads.get(head.name, ""), right=head.right_aligned)
            for head in heads
        ]
        for one in found.rows
    ]
    more = f"{of.path}?{query}" if found.next_url else ""
    columns = [Column(head.label, head.right_aligned) for head in heads]
    return Table(title or gettext(of.listing.label), columns, rows, more=more, empty=gettext(of.empty))


def _cell(of: ListPage, name: str, cell: Any, lead: str, *, right: bool) -> Cell:
    if name in of.looks:
        return Cell(badge(of.looks[name], cell.value or ""))
    if right and cell.text:
        return Cell(Markup('<span class="number">{}</span>{}').format(cell.text, unit(cell.unit, cell.value)))
    return Cell(cell.text, f"{lead}{quote(cell.text)}" if lead and cell.text else "")
