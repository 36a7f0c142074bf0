"""What a list is: a vocabulary, the rows an actor may see, and how its columns, tabs, filters and sorts are shown."""

from collections.abc import Callable, Iterable, Set
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_noop as N_

from yunhe.kernel.actor import Actor
from yunhe.kernel.conditions import Field, Node, Type, Vocabulary, parse
from yunhe.kernel.fields import definitions, terms
from yunhe.kernel.outcome import Reason, RefusalError


@dataclass(frozen=True, slots=True)
class Column:
    """How a field of the vocabulary is shown: width in characters, whether it sums up, whether it is shown unasked.

    `share` names a part and a whole whose quotient in percent the column is: its total is that of their totals.
    """

    name: str
    width: int = 14
    total: bool = False
    shown: bool = True
    share: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Tab:
    """A named condition above the list, with its count."""

    name: str
    label: str
    condition: Any


@dataclass(frozen=True, slots=True)
class Summed:
    """The rows of a list of sums, summed beforehand: the same keys and columns, for conditions on these fields alone.
    `whole` says that shops and warehouses are summed together, so it is for who may see all of them."""

    rows: Callable[[Actor], QuerySet[Any]]
    fields: Set[str]
    whole: bool = False

    def serves(self, actor: Actor, asked: Set[str]) -> bool:
        return asked <= self.fields and (not self.whole or actor.trusted or not actor.limited)


class Listing:
    """One noun's list; `register` makes it known.

    `rows(actor)` is the queryset of what the actor may see; `search` names the text fields that the search box looks
    into, or `search_key` the path of a column made by kernel.search; `filters` are the fields offered first; `sort` is
    the order unasked (`-placed_at`; the key follows as tie-break). `custom` adds the noun's custom fields. A list of sums
    has grouped rows, `.values("pk").annotate(…)`, and fields that lie in these annotations; `summed` spares it the grouping
    where no condition parts what is summed; the first that serves is read.
    """

    def __init__(
        self,
        name: str,
        label: str,
        vocabulary: Vocabulary,
        *,
        right: str,
        rows: Callable[[Actor], QuerySet[Any]],
        columns: Iterable[Column],
        tabs: Iterable[Tab] = (),
        filters: Iterable[str] = (),
        search: Iterable[str] = (),
        search_key: str = "",
        sort: Iterable[str] = (),
        custom: bool = False,
        summed: Iterable[Summed] = (),
    ) -> None:
        self.name, self.label, self.vocabulary, self.right, self._rows = name, label, vocabulary, right, rows
        self.columns, self.filters, self.search = tuple(columns), tuple(filters), tuple(search)
        self.search_key, self.sort, self.custom, self.summed = search_key, tuple(sort), custom, tuple(summed)
        self.tabs = {tab.name: (tab, parse(tab.condition, vocabulary)) for tab in tabs}
        self._check()

    def rows(self, actor: Actor, asked: Set[str] | None = None) -> QuerySet[Any]:
        """The rows that lie where the actor's grants of the list's right hold. `asked` are the fields that conditions on them
        will speak of, None where that is not known."""
        within = actor.within(self.right)
        sums = [one for one in self.summed if asked is not None and one.serves(within, asked)]
        return sums[0].rows(within) if sums else self._rows(within)

    def seen_by(self, actor: Actor) -> "Seen":
        """What of this list an actor sees. Raises RefusalError `forbidden` without the list's right."""
        actor = actor.allowed(self.right)
        custom = definitions(self.vocabulary.kind) if self.custom else []
        vocabulary = self.vocabulary.seen_by(actor).joined(terms(custom))
        columns = [column for column in self.columns if vocabulary.get(column.name)]
        columns += [Column(f"custom.{field.code}") for field in custom if field.in_list]
        filters = [name for name in self.filters if vocabulary.get(name)]
        filters += [f"custom.{field.code}" for field in custom if field.in_filter]
        return Seen(self, vocabulary, {column.name: column for column in columns}, tuple(filters))

    def tab(self, name: str) -> Node:
        """The condition of a tab; the empty name means all rows. Raises RefusalError `unknown_tab`."""
        if name and name not in self.tabs:
            raise RefusalError(Reason("unknown_tab", N_("There is no tab {name}"), {"name": name}))
        return self.tabs[name][1] if name else parse(None, self.vocabulary)

    def _check(self) -> None:
        """A wrong declaration fails at import."""
        for name in [*(c.name for c in self.columns), *(s.lstrip("-") for s in self.sort), *self.search]:
            if self.vocabulary.field(name).type == Type.REF:
                raise ValueError(f"{self.name}: a database id is never shown, sorted or searched ({name})")
        for field in self.vocabulary.fields():
            if field.unit_from:
                self.vocabulary.field(field.unit_from)


@dataclass(frozen=True, slots=True)
class Seen:
    """A listing as one actor sees it, custom fields included."""

    listing: Listing
    vocabulary: Vocabulary
    columns: dict[str, Column]
    filters: tuple[str, ...]

    def chosen(self, names: Iterable[str]) -> list[tuple[Column, Field]]:
        """The columns asked for, in that order; without a wish those shown unasked. Unknown names refuse the call."""
        wanted = tuple(names) or tuple(name for name, column in self.columns.items() if column.shown)
        for name in wanted:
            if name not in self.columns:
                raise RefusalError(Reason("unknown_column", N_("There is no column {name}"), {"name": name}))
        return [(self.columns[name], self.vocabulary.field(name)) for name in wanted]


LISTINGS: dict[str, Listing] = {}


def register(listing: Listing) -> Listing:
    """Make a list known under its name: to the API, saved views and the laws."""
    if listing.name in LISTINGS:
        raise ValueError(f"two listings are named {listing.name}")
    LISTINGS[listing.name] = listing
    return listing
