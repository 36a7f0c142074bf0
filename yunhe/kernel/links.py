"""Links between documents, and the registry of subject kinds that all generic references use."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.db import connection

from yunhe.kernel.actor import Actor
from yunhe.kernel.models import Link
from yunhe.kernel.scope import Scope


@dataclass(frozen=True, slots=True)
class Subject:
    """A kind of document that events, cases, links and files may point at: its table, its name, its page, and by which
    scope an actor's limits concern it (none: it is the whole company's)."""

    kind: str
    table: str
    label: str  # msgid
    path: str  # web path prefix; the number or id follows
    scope: Scope | None = None


SUBJECTS: dict[str, Subject] = {}


def subject(kind: str, table: str, label: str, path: str, scope: Scope | None = None) -> Subject:
    """Register a kind of document. Called where its model stands."""
    SUBJECTS[kind] = Subject(kind, table, label, path, scope)
    return SUBJECTS[kind]


def outside(documents: Collection[tuple[str, int]], by: Actor) -> set[tuple[str, int]]:
    """Those (kind, id) that lie outside the actor's shops and warehouses; one statement per kind, none without limits."""
    return outside_each(documents, {0: by})[0]


def outside_each(
    documents: Collection[tuple[str, int]], actors: Mapping[int, Actor]
) -> dict[int, set[tuple[str, int]]]:
    """The same for many actors, by whatever they are numbered; one statement per kind, however many they are."""
    found: dict[int, set[tuple[str, int]]] = {n: set() for n in actors}
    limited = {n: by for n, by in actors.items() if by.limited}
    ids: defaultdict[str, set[int]] = defaultdict(set)
    for kind, id in documents if limited else ():
        ids[kind].add(id)
    for kind, some in ids.items():
        where = SUBJECTS[kind].scope if kind in SUBJECTS else None
        for n, hidden in where.outside_each(some, limited).items() if where else ():
            found[n] |= {(kind, id) for id in hidden}
    return found


def link(rows: Iterable[tuple[tuple[str, int], tuple[str, int], str]]) -> None:
    """Store links ((from kind, id), (to kind, id), role); one that exists stays."""
    Link.objects.bulk_create(
        [Link(from_kind=f[0], from_id=f[1], to_kind=t[0], to_id=t[1], role=role) for f, t, role in rows],
        ignore_conflicts=True,
    )


def related(kind: str, id: int, depth: int = 6) -> list[tuple[str, int, str, int, str]]:
    """Every link that hangs together with a document, up and down: (from kind, id, to kind, id, role), nearest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            """WITH RECURSIVE tree(kind, id, depth) AS (
                   SELECT %s::varchar, %s::bigint, 0
                 UNION
                   SELECT CASE WHEN l.from_kind = t.kind AND l.from_id = t.id THEN l.to_kind ELSE l.from_kind END,
                          CASE WHEN l.from_kind = t.kind AND l.from_id = t.id THEN l.to_id ELSE l.from_id END, t.depth + 1
                   FROM tree t
                   JOIN kernel_link l ON (l.from_kind, l.from_id) = (t.kind, t.id) OR (l.to_kind, l.to_id) = (t.kind, t.id)
                   WHERE t.depth < %s)
               SELECT DISTINCT ON (l.id) l.from_kind, l.from_id, l.to_kind, l.to_id, l.role
               FROM tree t JOIN kernel_link l ON (l.from_kind, l.from_id) = (t.kind, t.id)
               ORDER BY l.id, t.depth""",
            [kind, id, depth],
        )
        return cursor.fetchall()
