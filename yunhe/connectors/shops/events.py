"""What happens between us and connected shops."""

from dataclasses import dataclass

from yunhe.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class ShopConnected(Event, subject="shop", inverse="ShopDisconnected"):
    """From now on the shop is told what it may sell; all of it anew, since its address or its share may be others."""


@dataclass(frozen=True, kw_only=True)
class ShopDisconnected(Event, subject="shop"):
    pass


@dataclass(frozen=True, kw_only=True)
class SoldOutTold(Event, subject="shop", inverse="OnSaleTold"):
    """The shop has confirmed that nothing of these items may be sold any more."""

    items: list[int]


@dataclass(frozen=True, kw_only=True)
class OnSaleTold(Event, subject="shop", inverse="SoldOutTold"):
    """The shop has confirmed that these items may be sold again."""

    items: list[int]
