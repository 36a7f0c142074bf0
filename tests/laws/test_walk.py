"""The walk over every route and export: nobody reads, counts or finds what is not theirs.

What is looked for are values: texts, numbers and amounts that stand in the rows of one place alone; and what the pages say
to a colleague must not change by a word when things happen in a place that is not the colleague's.
"""

import pytest
from django.test import Client

from tests.api.conftest import Call, caller
from tests.laws.walking.addresses import Address, common, of_api, of_place, right_of, unfilled
from tests.laws.walking.answers import asked, differ, seen
from tests.laws.walking.company import found, live
from tests.laws.walking.secrets import hidden_from, numbers
from tests.oms.conftest import ShopWorld
from tests.web.conftest import Login, login, quick_passwords
from yunhe.kernel.actor import Actor
from yunhe.kernel.models import Event
from yunhe.kernel.roles import STANDARD_ROLES
from yunhe.web.lists import LIST_PAGES

__all__ = ["caller", "login", "quick_passwords"]
REFUSED = (403, 404, 405, 422)


def test_every_parameter_of_every_route_is_filled_in() -> None:
    """Fails when somebody adds a route with parameters and does not fill it in in walking/addresses.py."""
    assert unfilled() == set()


def test_a_colleague_of_another_place_learns_nothing(shop_world: ShopWorld, login: Login, caller: Call) -> None:
    """Fails when a list, document, total, tab's count, export, the palette, the bell, the board or a chart is asked without
    the actor's limits: with Case.objects in trends, with papers named for everybody in the bell, with prices and free stock of
    all places in the order form, with lots of all warehouses under a scanned code. Documents that hang together across
    two places are in tests/web/test_limits.py."""
    ours, theirs = found(shop_world)
    limits = {"shops": [theirs.shop.id], "warehouses": [theirs.warehouse]}
    actor = Actor("colleague", frozenset({"*"}), **{name: frozenset(ids) for name, ids in limits.items()})
    pages = login("owner", name="colleague", **limits)
    api = Client(headers={"Authorization": f"Bearer {caller('owner', **limits).token}", "Accept-Language": "en"})
    live(shop_world, theirs)
    own = [*common(actor, [*ours.secrets, ours.item.code]), *of_place(theirs), *of_api(actor)]
    before = {one: asked(api if one.of_api else pages, one) for one in own}
    live(shop_world, ours)
    secrets = [*ours.secrets, *numbers(actor)]
    assert len(secrets) > 30
    learnt = {}
    for one in own:
        now = asked(api if one.of_api else pages, one)
        news = "" if one.of_everybody else differ(before[one], now)
        if told := seen(now.text, secrets, one) or news or (now.status >= 500 and "broken"):
            learnt[one.path] = told
    assert learnt == {}


def test_a_colleague_opens_and_moves_nothing_of_another_place(shop_world: ShopWorld, login: Login) -> None:
    """Fails when a page finds its document without the actor's limits. Ids that an action is given meet two protections: it
    fails without both, `seen` in jobs.act_on and what Scope.outside answers to commands."""
    ours, theirs = found(shop_world)
    live(shop_world, ours)
    limits = {"shops": [theirs.shop.id], "warehouses": [theirs.warehouse]}
    pages = login("owner", name="colleague", **limits)
    secrets = [
        *ours.secrets,
        *numbers(Actor("colleague", frozenset({"*"}), **{n: frozenset(i) for n, i in limits.items()})),
    ]
    happened = Event.objects.count()
    told = {}
    for one in of_place(ours):
        for answer in (asked(pages, one), asked(pages, one, {"action": "oms.cancel_orders", "hold": "1"})):
            nothing = one.of_everybody or "/unfold/" in one.path  # a row that opens and is empty
            if seen(answer.text, secrets, one) or not (nothing or answer.status in REFUSED) or answer.status >= 500:
                told[one.path] = (answer.status, seen(answer.text, secrets, one))
    for one in LIST_PAGES:
        ids = one.listing.rows(Actor("all", frozenset({"*"}))).values_list("pk", flat=True)
        for action in one.actions:
            given = {"action": action.right, "id": list(ids), f"ask.{action.right}": "2026-12-24"}
            answer = asked(pages, Address("act", f"{one.path}/act"), given)
            if seen(answer.text, secrets, Address("act", "")) or answer.status >= 500:
                told[f"{one.path} {action.right}"] = (answer.status, seen(answer.text, secrets, Address("act", "")))
    assert told == {}
    assert Event.objects.count() == happened


@pytest.mark.parametrize("sheets", [False, pytest.param(True, marks=pytest.mark.long)])
def test_each_role_sees_its_own_figures_only(sheets: bool, shop_world: ShopWorld, login: Login, caller: Call) -> None:
    """Fails without the right of a field (on_hand without stock.see_physical), of a route, or of a part of a page: the cost
    of goods for a clerk, the stock on hand for customer service, the price of a sale for the warehouse."""
    ours, _ = found(shop_world)
    live(shop_world, ours)
    wrong = {}
    for role, (_, rights) in STANDARD_ROLES.items():
        actor = Actor(role, frozenset(rights))
        pages = login(role)
        api = Client(headers={"Authorization": f"Bearer {caller(role).token}", "Accept-Language": "en"})
        hidden = hidden_from(role, ours)
        for one in [*common(actor, [ours.item.code]), *of_place(ours), *of_api(actor)]:
            if one.name.endswith(("_act", "_files")) or (not sheets and one.name.endswith((".xlsx", ".csv"))):
                continue  # the sheets are written of what the list's JSON says; all roles fetch them in the long run
            answer = asked(api if one.of_api else pages, one)
            right = right_of(one)
            if told := seen(answer.text, hidden, one):
                wrong[f"{role} {one.path}"] = told
            elif (answer.status == 403) != bool(right and not actor.may(right)) or answer.status >= 500:
                wrong[f"{role} {one.path}"] = answer.status
    assert wrong == {}


def test_a_stranger_is_told_nothing(shop_world: ShopWorld) -> None:
    """Fails when a route answers whoever is not logged in."""
    ours, _ = found(shop_world)
    live(shop_world, ours)
    stranger, actor = Client(headers={"Accept-Language": "en"}), Actor("", frozenset({"*"}))
    for one in [*common(actor, ["x"]), *of_place(ours)]:
        for answer in (asked(stranger, one), asked(stranger, one, {"action": "x"})):
            assert (answer.status, answer.text) == (302, ""), one.path
    assert {asked(stranger, one).status for one in of_api(actor)} == {401}


def test_a_hidden_figure_is_no_column_filter_sort_or_condition(db: str, login: Login, caller: Call) -> None:
    """Fails when a list looks a field up in its whole vocabulary instead of what the actor sees of it."""
    tried = 0
    for role, (_, rights) in STANDARD_ROLES.items():
        actor, pages, token = Actor(role, frozenset(rights)), login(role), caller(role).token
        for of in LIST_PAGES:
            listing = of.listing
            for field in listing.vocabulary.fields():
                if not field.right or actor.may(field.right) or not actor.may(listing.right):
                    continue
                condition = f'{{"field":"{field.name}","op":"not_empty"}}'
                for ask in (
                    f"columns={field.name}",
                    f"sort=-{field.name}",
                    f"f.{field.name}.ge=0",
                    f"where={condition}",
                ):
                    for ending in ("", ".json", ".xlsx", ".csv"):
                        assert pages.get(f"{of.path}{ending}?{ask}").status_code == 422, (role, of.path, ask)
                    answer = Client().get(f"/api/v1{of.path}?{ask}", headers={"Authorization": f"Bearer {token}"})
                    assert answer.status_code in (404, 422), (role, of.path, ask)
                    tried += 1
    assert tried >= 12
