"""States as data: which verb leads from which states to which, and the one guarded UPDATE that moves documents."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext_noop as N_

from yunhe.kernel.actor import Actor
from yunhe.kernel.bulk import array
from yunhe.kernel.events import Event, record
from yunhe.kernel.outcome import Outcome, Reason


@dataclass(frozen=True, slots=True)
class Step:
    """A verb of a flow. Its event carries the new state, so replaying the events gives the stored state."""

    sources: tuple[str, ...]
    target: str
    event: type[Event]


class Flow:
    """The life of one kind of document.

    `Flow("order", "oms_order", initial="new", terminal={…}, audit=Step(("new",), "audited", OrderAudited), …)`.
    The table needs id, number, state and state_at; `root` names the column with the order that it all began with.
    """

    def __init__(
        self, kind: str, table: str, *, initial: str, terminal: set[str], root: str = "NULL", **steps: Step
    ) -> None:
        self.kind, self.table, self.initial, self.root = kind, table, initial, root
        self.terminal = frozenset(terminal)
        self.steps: Mapping[str, Step] = steps
        self.states = tuple(
            dict.fromkeys([initial, *(s for step in steps.values() for s in (*step.sources, step.target))])
        )
        FLOWS[kind] = self

    def move(
        self,
        ids: Iterable[int],
        verb: str,
        *,
        by: Actor,
        at: datetime,
        payload: Mapping[int, Mapping[str, Any]] | None = None,
        roots: Mapping[int, int] | None = None,
    ) -> Outcome:
        """Move each document that is in a source state of `verb`; record its event; refuse the others with their state.

        `payload` adds fields to the event per id, `roots` the order it belongs to. Three statements for any number.
        """
        step, asked = self.steps[verb], list(dict.fromkeys(ids))
        if not asked:
            return Outcome()
        moved = self._update(step, asked, at)
        record(
            [
                step.event(
                    subject=id, root=(roots or {}).get(id, root), state=step.target, **(payload or {}).get(id, {})
                )
                for id, root in moved.items()
            ],
            by=by,
            at=at,
        )
        outcome = Outcome(done=[id for id in asked if id in moved])
        if len(moved) < len(asked):
            outcome.refused = self._why_not(verb, [id for id in asked if id not in moved])
        return outcome

    def allows(self, state: str, verb: str) -> bool:
        return state in self.steps[verb].sources

    def replay(self, states: Sequence[str]) -> str:
        """The state after events with these states, in order. Raises ValueError at a jump that no step allows."""
        current = self.initial
        for state in states:
            if state != current and not any(
                step.target == state and current in step.sources for step in self.steps.values()
            ):
                raise ValueError(f"{self.kind}: no step leads from {current} to {state}")
            current = state
        return current

    def _update(self, step: Step, ids: list[int], at: datetime) -> dict[int, int | None]:
        with connection.cursor() as cursor:
            cursor.execute(
                f"""WITH locked AS (
                        SELECT id FROM {self.table} WHERE id = ANY(%s::bigint[]) AND state = ANY(%s) ORDER BY id FOR UPDATE)
                    UPDATE {self.table} d SET state = %s, state_at = %s FROM locked
                    WHERE d.id = locked.id RETURNING d.id, {self.root}""",
                [array(ids), list(step.sources), step.target, at],
            )
            return dict(sorted(cursor.fetchall()))

    def _why_not(self, verb: str, ids: list[int]) -> dict[Any, Reason]:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT id, number, state FROM {self.table} WHERE id = ANY(%s)", [ids])
            found = {id: (number, state) for id, number, state in cursor.fetchall()}
        needed = self.steps[verb].sources
        return {id: wrong_state(*found[id], needed) if id in found else not_found(id) for id in ids}


FLOWS: dict[str, Flow] = {}


def wrong_state(number: str, state: str, needed: Sequence[str]) -> Reason:
    return Reason(
        "wrong_state",
        N_("{number} is {state}; this needs {needed}"),
        {"number": number, "state": state, "needed": list(needed)},
    )


def not_found(id: Any) -> Reason:
    return Reason("not_found", N_("There is no document {id}"), {"id": id})
