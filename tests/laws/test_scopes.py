"""Scopes: an actor limited to other places gets every row of every command refused, and changes nothing."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

import pytest
from django.db import connection, transaction

from tests import world as worlds
from tests.laws import cases
from tests.laws.cases import CASES
from tests.laws.test_many_first import statements
from tests.world import BY
from yunhe.kernel.actor import Actor
from yunhe.kernel.commands import COMMANDS, Reach, Rows
from yunhe.kernel.outcome import Outcome, RefusalError
from yunhe.oms.models import Shop
from yunhe.stock.models import Warehouse

NOBODY = frozenset({-1})

# Commands of nobody's shop or warehouse, and why an actor with limits may do them all the same.
FREE = {
    "crm.answer_surveys": "the link's secret says whose survey it is",
    "kernel.save_view": "a view of a list is its owner's; what it shows is scoped when it is shown",
    "kernel.delete_view": "only views of one's own are deleted",
    "wms.print_item_labels": "items are the whole company's, and nothing is written",
    "wms.print_carton_labels": "items are the whole company's, and nothing is written",
}
# Which limit concerns the rows of a room's commands: each alone must suffice.
LIMITS = {
    "kernel": ("shops", "warehouses"),
    "oms": ("shops",),
    "production": ("warehouses",),
    "purchasing": ("warehouses",),
    "shops": ("shops",),
    "stock": ("warehouses",),
    "tms": ("shops", "warehouses"),
    "wms": ("warehouses",),
}
MODULES = [getattr(cases, name) for name in dir(cases) if hasattr(getattr(cases, name), "BY")]


def judged() -> list[str]:
    return [case for case in sorted(CASES) if right_of(case) not in FREE]


def right_of(case: str) -> str:
    return case.split(" of ")[0]


@pytest.mark.parametrize("case", judged())
def test_limits_to_other_places_refuse_every_row_and_those_to_these_places_none(case: str, db_tx: None) -> None:
    call = CASES[case](worlds.build(), 4)
    give_every_outbound_a_shop()
    before = written()
    reach = COMMANDS[right_of(case)].reach
    for limit in LIMITS[case.split(".")[0]] if reach is not Reach.COMPANY else ("shops", "warehouses"):
        with acting(Actor("stranger", frozenset({"*"}), **{limit: NOBODY})):
            if reach is Reach.COMPANY:
                with pytest.raises(RefusalError) as refused:
                    call()
                assert refused.value.reason.code == "forbidden"
                continue
            answer, asked = answered(call)
        assert (answer.done, answer.made) == ([], {})
        assert answer.refused
        assert asked <= 2 * len(reach.scopes if isinstance(reach, Rows) else [""])
    assert written() == before
    if reach is not Reach.COMPANY:
        unlimited = answered_and_undone(call, BY)
        assert answered_and_undone(call, Actor("at home", frozenset({"*"}), **everything())) == unlimited


def test_only_these_commands_know_no_limits() -> None:
    assert {right for right, command in COMMANDS.items() if command.reach is Reach.OWN} == set(FREE)
    inside = {right for right, command in COMMANDS.items() if command.reach is Reach.INSIDE}
    assert inside <= set(CASES)


def answered(call: Callable[[], Outcome]) -> tuple[Outcome, int]:
    """What the command says, and how many statements it took."""
    answers: list[Outcome] = []
    asked = statements(lambda: answers.append(call()))
    return answers[0], asked


def answered_and_undone(call: Callable[[], Outcome], by: Actor) -> tuple[int, dict[Any, str], int]:
    """How many are done, why the others are refused, how many are made; ids differ from call to call."""
    with transaction.atomic(), acting(by):
        answer = call()
        transaction.set_rollback(True)
    return len(answer.done), {key: reason.code for key, reason in answer.refused.items()}, len(answer.made)


def everything() -> dict[str, frozenset[int]]:
    """Limits that shut nothing out."""
    warehouses = Warehouse.objects.values_list("id", flat=True)
    return {"shops": frozenset({1, *Shop.objects.values_list("id", flat=True)}), "warehouses": frozenset(warehouses)}


@contextmanager
def acting(actor: Actor) -> Iterator[None]:
    """Let the cases call their commands as this actor."""
    with ExitStack() as stack:
        for module in MODULES:
            stack.enter_context(patch.object(module, "BY", actor))
        yield


def give_every_outbound_a_shop() -> None:
    """Some shop that is not the stranger's: goods of no shop are outside of no shop limit."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE stock_outbound SET shop_id = 1 WHERE shop_id IS NULL")


def written() -> int:
    """How many rows this transaction has inserted, updated or deleted so far, undone ones too."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0) FROM pg_stat_xact_user_tables")
        rows: int = cursor.fetchone()[0]
        return rows
