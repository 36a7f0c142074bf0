"""From a list's state to its page: rows, counts and totals in a fixed number of statements."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Model, QuerySet, Value
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as N_

from yunhe.kernel.actor import Actor
from yunhe.kernel.conditions import Field, Node, column, parse, say, spoken_of, to_q
from yunhe.kernel.listing.declare import Column, Listing, Seen
from yunhe.kernel.listing.keyset import Place, Sort, beyond, read_place, sorts_of, write_place
from yunhe.kernel.listing.page import Cell, Chip, Choice, Head, Page, Row, TabCount, cell
from yunhe.kernel.listing.state import State
from yunhe.kernel.outcome import Reason, RefusalError
from yunhe.kernel.search import matches

CAP = 10_000
MAX_CHOSEN = 50_000


def page_of(listing: Listing, state: State, *, actor: Actor, at: datetime) -> Page:
    """The page of a list that `state` asks for, as `actor` may see it.

    Statements: custom fields (where the list has them), rows, all counts in one, totals per unit column.
    Raises RefusalError (ConditionError for a filter) naming what in the state is wrong or not to be seen.
    """
    seen = listing.seen_by(actor)
    columns = seen.chosen(state.columns)
    found = filtered(seen, state, actor=actor, at=at)
    sorts = sorting(seen, state, found.model)
    rows, first, last = _rows(seen, found, columns, sorts, state)
    tabs, count = _counts(listing, found, state, actor, at)
    capped = count > CAP
    return Page(
        state=state,
        heads=tuple(_head(shown, field, seen, state) for shown, field in columns),
        rows=rows,
        tabs=tabs,
        chips=tuple(_chips(seen, state)),
        filters=tuple(seen.vocabulary.field(name) for name in seen.filters),
        columns=tuple(_choices(seen, columns)),
        terms=seen.vocabulary.terms,
        count=min(count, CAP),
        capped=capped,
        totals=None if capped else _totals(seen, found, columns),
        next_url=state.but(place=write_place(sorts, last)).query() if last else "",
        previous_url=state.but(place=write_place(sorts, first)).query() if first else "",
    )


def chosen_ids(listing: Listing, state: State, *, actor: Actor, at: datetime) -> list[int]:
    """The ids of all rows that the state finds, in its order, for an action on "all of these".

    Raises RefusalError `too_many` above MAX_CHOSEN.
    """
    seen = listing.seen_by(actor)
    found = filtered(seen, state, actor=actor, at=at)
    order = [sort.order(backwards=False) for sort in sorting(seen, state, found.model)]
    ids = list(found.order_by(*order).values_list("pk", flat=True)[: MAX_CHOSEN + 1])
    if len(ids) > MAX_CHOSEN:
        raise RefusalError(Reason("too_many", N_("At most {max} rows at once; narrow the filter"), {"max": MAX_CHOSEN}))
    return ids


def neighbours(listing: Listing, state: State, id: int, *, actor: Actor, at: datetime) -> tuple[int | None, int | None]:
    """The ids before and behind a row in the list that `state` asks for; None at an end, or where the row is not in it.

    Three statements at most.
    """
    seen = listing.seen_by(actor)
    found = filtered(seen, state, actor=actor, at=at)
    sorts = sorting(seen, state, found.model)
    keys = {f"s{i}": column(sort.field) for i, sort in enumerate(sorts)}
    here = listing.rows(actor).order_by().filter(pk=id).values_list(*keys.values()).first()
    if here is None:
        return None, None
    previous, following = (_next_id(found, sorts, Place(tuple(here), back)) for back in (True, False))
    return previous, following


def filtered(seen: Seen, state: State, *, actor: Actor, at: datetime) -> QuerySet[Any]:
    """The rows that the actor may see and the state asks for, in no order."""
    listing = seen.listing
    nodes = [listing.tab(state.tab), *_nodes(seen, state)]
    if not listing.search_key:
        nodes += [_search(seen, word) for word in state.search.split()]
    found = listing.rows(actor, set().union(*map(spoken_of, nodes))).order_by()
    for node in nodes:
        found = found.filter(to_q(node, at=at))
    if state.search and listing.search_key:
        found = found.filter(matches(listing.search_key, state.search))
    return found


def sorting(seen: Seen, state: State, model: type[Model]) -> list[Sort]:
    """The sort keys asked for, else the list's own as far as the actor sees them; the primary key is the last."""
    for name in (key.removeprefix("-") for key in state.sort):
        if name not in seen.columns:
            raise RefusalError(Reason("unknown_column", N_("There is no column {name}"), {"name": name}))
    keys = state.sort or tuple(key for key in seen.listing.sort if seen.vocabulary.get(key.removeprefix("-")))
    return sorts_of(model, [(seen.vocabulary.field(key.removeprefix("-")), key.startswith("-")) for key in keys])


def selection(seen: Seen, columns: Iterable[tuple[Column, Field]]) -> dict[str, Any]:
    """What a statement selects for these columns: c0, c1, … the values, u0, u1, … the units that lie in other fields."""
    selected = {}
    for i, (_, field) in enumerate(columns):
        selected[f"c{i}"] = column(field)
        if field.unit_from:
            selected[f"u{i}"] = column(seen.listing.vocabulary.field(field.unit_from))
    return selected


def _next_id(found: QuerySet[Any], sorts: list[Sort], place: Place) -> int | None:
    order = (sort.order(backwards=place.backwards) for sort in sorts)
    id: int | None = found.filter(beyond(sorts, place)).order_by(*order).values_list("pk", flat=True).first()
    return id


def _nodes(seen: Seen, state: State) -> list[Node]:
    trees = [one.tree() for one in state.filters]
    return [parse(tree, seen.vocabulary) for tree in (*trees, state.where) if tree is not None]


def _search(seen: Seen, word: str) -> Node:
    names = [name for name in seen.listing.search if seen.vocabulary.get(name)]
    return parse({"any": [{"field": name, "op": "contains", "value": word} for name in names]}, seen.vocabulary)


def _rows(
    seen: Seen, found: QuerySet[Any], columns: list[tuple[Column, Field]], sorts: list[Sort], state: State
) -> tuple[tuple[Row, ...], Place | None, Place | None]:
    """The rows of the page, and the places before the first and behind the last of them where more rows lie."""
    place = read_place(sorts, state.place) if state.place else None
    backwards = place is not None and place.backwards
    if place:
        found = found.filter(beyond(sorts, place))
    keys = {f"s{i}": column(sort.field) for i, sort in enumerate(sorts)}
    query = found.order_by(*(sort.order(backwards=backwards) for sort in sorts))
    records = list(query.values(**selection(seen, columns), **keys)[: state.size + 1])
    more = len(records) > state.size
    records = records[: state.size][:: -1 if backwards else 1]
    if not records:
        return (), None, None
    ends = [tuple(record[name] for name in keys) for record in (records[0], records[-1])]
    first = Place(ends[0], True) if (more if backwards else place) else None
    last = Place(ends[1], False) if (backwards or more) else None
    return tuple(_row(record, columns, f"s{len(sorts) - 1}") for record in records), first, last


def _row(record: dict[str, Any], columns: list[tuple[Column, Field]], key: str) -> Row:
    cells = {
        field.name: cell(field, record[f"c{i}"], record.get(f"u{i}") or "") for i, (_, field) in enumerate(columns)
    }
    return Row(record[key], cells)


def _counts(
    listing: Listing, found: QuerySet[Any], state: State, actor: Actor, at: datetime
) -> tuple[tuple[TabCount, ...], int]:
    """How many rows each tab has and the state finds, each counted to CAP + 1 at most, in one statement."""
    seen = listing.rows(actor).order_by()
    tabs = [("", N_("All")), *((tab.name, tab.label) for tab, _ in listing.tabs.values())] if listing.tabs else []
    queries = [seen.filter(to_q(listing.tab(name), at=at)) for name, _ in tabs]
    *of_tabs, count = count_each([*queries, found], CAP + 1)
    return tuple(
        TabCount(name, gettext(label), min(n, CAP), n > CAP, name == state.tab, state.but(tab=name).query())
        for (name, label), n in zip(tabs, of_tabs, strict=True)
    ), count


def count_each(queries: Iterable[QuerySet[Any]], limit: int) -> list[int]:
    """How many rows each queryset has, none counted beyond `limit`: one statement for all, the same rows counted once."""
    asked = [_counted(query, limit) for query in queries]
    each = {repr(one): one for one in asked}
    parts = [f"(SELECT count(*) FROM ({sql}) t{i})" for i, (sql, _) in enumerate(each.values())]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", [value for _, values in each.values() for value in values])
        found = dict(zip(each, cursor.fetchone(), strict=True))
    return [found[repr(one)] for one in asked]


def _counted(query: QuerySet[Any], limit: int) -> tuple[str, tuple[Any, ...]]:
    try:
        return query.order_by().values("pk")[:limit].query.sql_with_params()
    except EmptyResultSet:
        return "SELECT 1 WHERE false", ()


def _totals(seen: Seen, found: QuerySet[Any], columns: list[tuple[Column, Field]]) -> dict[str, tuple[Cell, ...]]:
    """The sums of the summing columns, apart for each currency or unit: of what the rows show, which may be sums itself."""
    by_unit: dict[str, list[tuple[Field, tuple[str, ...]]]] = {}
    for shown, field in columns:
        if shown.total:
            by_unit.setdefault(field.unit_from, []).append((field, (field.name,)))
        elif shown.share:
            by_unit.setdefault(seen.vocabulary.field(shown.share[1]).unit_from, []).append((field, shown.share))
    totals: dict[str, tuple[Cell, ...]] = {}
    for unit, fields in by_unit.items():
        sums = _sums(seen, found, unit, [names for _, names in fields])
        for i, (field, _) in enumerate(fields):
            some = [cell(field, figures[i], field.unit or of or "") for of, *figures in sums if figures[i] is not None]
            totals[field.name] = tuple(some)
    return totals


def _sums(seen: Seen, found: QuerySet[Any], unit: str, wanted: list[tuple[str, ...]]) -> list[tuple[Any, ...]]:
    """By unit (rows of the answer) the sum of each field named alone, and the percentage of each pair."""
    place = {name: f"t{i}" for i, name in enumerate(sorted({name for names in wanted for name in names}))}
    selected = {alias: column(seen.vocabulary.field(name)) for name, alias in place.items()}
    selected["unit_"] = column(seen.listing.vocabulary.field(unit)) if unit else Value("")
    try:
        sql, params = found.order_by().values(**selected).query.sql_with_params()
    except EmptyResultSet:
        return []
    figures = [
        f"sum({place[names[0]]})"
        if len(names) == 1
        else f"round(100 * sum({place[names[0]]}) / nullif(sum({place[names[1]]}), 0), 1)"
        for names in wanted
    ]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT unit_, {', '.join(figures)} FROM ({sql}) rows GROUP BY unit_ ORDER BY unit_", params)
        return list(cursor.fetchall())


def _head(shown: Column, field: Field, seen: Seen, state: State) -> Head:
    first = next(iter(state.sort or seen.listing.sort), "")
    way = {field.name: "up", f"-{field.name}": "down"}.get(first, "") if first else ""
    turned = f"-{field.name}" if way == "up" else field.name
    return Head(field.name, field.said, field.type, shown.width, way, state.but(sort=(turned,)).query())


def _choices(seen: Seen, shown: list[tuple[Column, Field]]) -> Iterator[Choice]:
    """The columns shown in their order, then the others."""
    now = [one.name for one, _ in shown]
    for name in (*now, *(name for name in seen.columns if name not in now)):
        yield Choice(name, seen.vocabulary.field(name).said, name in now)


def _chips(seen: Seen, state: State) -> Iterator[Chip]:
    for i, one in enumerate(state.filters):
        others = state.filters[:i] + state.filters[i + 1 :]
        yield Chip(say(parse(one.tree(), seen.vocabulary)), state.but(filters=others).query())
    if state.where:
        yield Chip(say(parse(state.where, seen.vocabulary)), state.but(where=None).query())
