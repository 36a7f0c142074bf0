"""Every action of a list and its documents says how it is taken back; what it says is true of its command."""

import inspect

import pytest

from yunhe.kernel.actor import system
from yunhe.kernel.commands import COMMANDS
from yunhe.kernel.flow import FLOWS
from yunhe.web.lists import LIST_PAGES, Action, ListPage
from yunhe.web.lists.declare import Back, Final, Inverse

OFFERED = [(page, action) for page in LIST_PAGES for action in page.actions]
every = pytest.mark.parametrize(("page", "action"), OFFERED, ids=[action.right for _, action in OFFERED])


def test_there_are_actions_of_each_kind() -> None:
    kinds = {kind: sum(isinstance(action.back, kind) for _, action in OFFERED) for kind in (Inverse, Final, Back)}
    assert min(kinds.values()) > 5
    assert sum(kinds.values()) == len(OFFERED)


@every
def test_an_inverse_is_a_command_that_needs_nothing_but_rows(page: ListPage, action: Action) -> None:
    if not isinstance(action.back, Inverse):
        return
    _, *others = inspect.signature(COMMANDS[action.back.right].run).parameters.values()
    needed = {one.name for one in others if one.default is inspect.Parameter.empty}
    assert needed == {"by", "at"}
    assert action.back.right != action.right
    assert action.sheets is None


@every
def test_what_is_final_asks_once(page: ListPage, action: Action) -> None:
    """With its own sentence, or by what one has to type; a choice that stands there already is no question."""
    if isinstance(action.back, Final):
        assert action.back.then
        assert action.ask is None
    elif action.back is Back.ASKED:
        assert action.ask
        assert not action.ask.choices


@every
def test_what_ends_a_document_is_no_mere_step(page: ListPage, action: Action) -> None:
    assert not (action.back is Back.STEP and ends(page, action))


def test_the_law_knows_what_ends_a_document() -> None:
    ending = {action.right for page, action in OFFERED if ends(page, action)}
    assert {"oms.cancel_orders", "purchasing.close", "tms.void_waybills", "finance.reverse_payments"} <= ending


def test_the_key_that_undoes_is_no_other_action() -> None:
    assert [action.right for _, action in OFFERED if action.key == "z"] == []


def ends(page: ListPage, action: Action) -> bool:
    """Whether the flow of the list's documents has a step of the action's verb (`cancel_orders`: cancel) to an end."""
    table = page.listing.rows(system("law")).model._meta.db_table
    flow = next((one for one in FLOWS.values() if one.table == table), None)
    step = flow.steps.get(action.right.split(".")[1].split("_")[0]) if flow else None
    return flow is not None and step is not None and step.target in flow.terminal
