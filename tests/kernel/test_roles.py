"""The standard roles: what everybody inside may do, and no right that nobody asks for."""

import pytest

from tests.laws.test_routes import SEEING
from yunhe.kernel.actor import person
from yunhe.kernel.commands import COMMANDS
from yunhe.kernel.models import Grant, Role, User
from yunhe.kernel.roles import STANDARD_ROLES, actor_of, make_standard_roles

ROOMS = {right.split(".")[0] + ".*" for right in COMMANDS} | {"*"}
# Rights to see that no page or list asks for by themselves: a column does, or one of several.
PARTLY = {"crm.see", "stock.see_to_buy", "stock.see_physical", "stock.see_value"}


@pytest.mark.parametrize("code", sorted(STANDARD_ROLES))
def test_everybody_keeps_files_and_views(code: str) -> None:
    _, rights = STANDARD_ROLES[code]
    somebody = person("user:somebody", rights)
    for right in ("kernel.attach", "kernel.save_view", "kernel.delete_view"):
        assert somebody.may(right)


@pytest.mark.parametrize("code", sorted(STANDARD_ROLES))
def test_every_right_of_a_role_is_asked_for_somewhere(code: str) -> None:
    _, rights = STANDARD_ROLES[code]
    assert set(rights) - set(COMMANDS) - ROOMS - SEEING - PARTLY == set()


def test_each_right_holds_where_its_own_grants_say(db_tx: None) -> None:
    """Fails when limits of all grants are thrown together: one that names no shop would open every shop to the clerk."""
    make_standard_roles()
    user = User.objects.create_user("both")
    roles = {role.code: role for role in Role.objects.all()}
    Grant.objects.create(user=user, role=roles["clerk"], shops=[1])
    Grant.objects.create(user=user, role=roles["service"], shops=[2])
    Grant.objects.create(user=user, role=roles["warehouse"], warehouses=[7])
    both = actor_of(user)
    assert (both.shops, both.warehouses) == ({1, 2}, {7})
    holds, orders, waves, cases = (
        both.within(right) for right in ("oms.hold", "oms.see", "wms.see", "kernel.close_case")
    )
    assert (holds.shops, holds.warehouses) == ({1}, None)
    assert (orders.shops, orders.warehouses) == ({1, 2}, None)
    assert (waves.shops, waves.warehouses) == (None, {7})
    assert (cases.shops, cases.warehouses) == ({1, 2}, {7})
    assert waves.within("oms.see") == orders
    assert waves.on_behalf().within("oms.see").shops is None  # inside a command its own limits stay
    Grant.objects.create(user=user, role=roles["owner"])
    assert (actor_of(user).shops, actor_of(user).within("oms.hold").shops) == ({1, 2}, None)
