"""What page tests ask for: the shop world with a short history, and people who are logged in."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from django.test import Client, override_settings

from tests.oms.conftest import ShopWorld, shop_world
from tests.world import AT, BY
from yunhe.kernel.models import Grant, Role, User
from yunhe.kernel.roles import make_standard_roles
from yunhe.stock import commands as stock
from yunhe.stock.models import Outbound

__all__ = ["shop_world"]
PASSWORD = "grand canal 1293"

Login = Callable[..., Client]


@dataclass
class Shop:
    """Three orders: one in the warehouse, one short, one held; their numbers, and the world they live in."""

    world: ShopWorld
    released: str
    short: str
    held: str


@pytest.fixture
def shop(shop_world: ShopWorld) -> Shop:
    w = shop_world
    w.world.stock("TEA", 10)
    ids = [
        w.send(("TEA", 2, "30.00"), id="A1"),
        w.send(("CUP", 3, "20.00"), id="A2", address={**ADDRESS, "phone": "13900000001"}),
        w.send(("NO-SUCH", 1, "5.00"), id="A3", address={**ADDRESS, "phone": "13900000002"}),
    ]
    w.run()
    stock.open_parcels(list(Outbound.objects.filter(state="released").values_list("id", flat=True)), by=BY, at=AT)
    return Shop(w, *(w.order(id).number for id in ids))


ADDRESS = {"recipient": "李雷", "phone": "", "region_code": "440300", "detail": "深南大道 1 号"}


@pytest.fixture(autouse=True)
def quick_passwords() -> Iterator[None]:
    """Argon2 is slow on purpose; what is tested here is what happens around it."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture
def login(db: str) -> Login:
    """`login("clerk")` gives the client of a person with this standard role; `shops` and `warehouses` limit it."""
    make_standard_roles()

    def person(role: str, *, language: str = "en", name: str = "", **scopes: list[int]) -> Client:
        user = User.objects.create_user(name or role, password=PASSWORD, language=language)
        Grant.objects.create(user=user, role=Role.objects.get(code=role), **scopes)
        client = Client()
        client.force_login(user)
        return client

    return person
