"""The standard roles: what everybody inside may do, and no right that nobody asks for."""

import pytest

from tests.laws.test_routes import SEEING
from yunhe.kernel.actor import person
from yunhe.kernel.commands import COMMANDS
from yunhe.kernel.roles import STANDARD_ROLES

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
