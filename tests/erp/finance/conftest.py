"""The firm of the finance tests."""

import pytest

from tests.erp.finance.books import Firm, open_firm


@pytest.fixture
def firm(db_tx: None) -> Firm:
    return open_firm()
