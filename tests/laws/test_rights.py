"""Every exported command has a right, and every right a case for the law of many."""

import importlib
import pkgutil

import pytest

import yunhe
from tests.laws.cases import CASES
from yunhe.kernel.commands import COMMANDS

ROOMS = sorted(
    name
    for _, name, _ in pkgutil.walk_packages(yunhe.__path__, "yunhe.")
    if name.endswith(".commands") and name not in ("yunhe.kernel.commands", "yunhe.api.commands")
)


@pytest.mark.parametrize("module", ROOMS)
def test_what_a_room_exports_as_command_has_a_right(module: str) -> None:
    commands = importlib.import_module(module)
    registered = {command.run for command in COMMANDS.values()}
    names = getattr(commands, "__all__", None)
    if names is None:
        names = [
            name
            for name, value in vars(commands).items()
            if callable(value) and getattr(value, "__module__", "") == module
        ]
        names = [name for name in names if not name.startswith("_") and not isinstance(getattr(commands, name), type)]
    free = [
        name
        for name in names
        if not isinstance(getattr(commands, name), type) and getattr(commands, name) not in registered
    ]
    assert free == []


def test_every_command_is_measured() -> None:
    for module in ROOMS:
        importlib.import_module(module)
    assert sorted(set(COMMANDS) - set(CASES)) == []
