"""The world of the bad days: the shop world, committed for real."""

from tests.oms.conftest import shop_world

__all__ = ["shop_world"]
