"""The world of these tests, in a database that is rolled back."""

import pytest

from tests.tms.depot import Depot, open_depot


@pytest.fixture
def depot(db_tx: None) -> Depot:
    return open_depot()
