"""The shop world, for laws that need a story."""

from tests.oms.conftest import shop_world as shop_world
