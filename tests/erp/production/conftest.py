"""The bakery of the production tests."""

import pytest

from tests.erp.production.bakery import Bakery, open_bakery


@pytest.fixture
def bakery(db_tx: None) -> Bakery:
    return open_bakery()
