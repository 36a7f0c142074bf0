"""The world of the stock tests."""

import pytest

from tests import world as worlds


@pytest.fixture
def world(db_tx: None) -> worlds.World:
    return worlds.build()
