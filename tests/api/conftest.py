"""What API tests ask for: the shop world, and a caller with a token."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client

from tests.oms.conftest import ShopWorld, shop_world
from yunhe.kernel.models import Grant, Role, User
from yunhe.kernel.roles import make_standard_roles, make_token

__all__ = ["ShopWorld", "shop_world"]


@dataclass
class Caller:
    """A program with a token; answers are (status, JSON)."""

    token: str

    def get(self, path: str, **headers: str) -> tuple[int, Any]:
        answer = Client().get(f"/api/v1{path}", headers=self._with(headers))
        return answer.status_code, answer.json()

    def post(self, path: str, body: Any, **headers: str) -> tuple[int, Any]:
        answer = Client().post(f"/api/v1{path}", body, content_type="application/json", headers=self._with(headers))
        return answer.status_code, answer.json()

    def _with(self, headers: dict[str, str]) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}", "Accept-Language": "en", **headers}


Call = Callable[..., Caller]


@pytest.fixture
def caller(db: str) -> Call:
    """`caller("clerk")` holds a token of a user with this standard role; `shops` and `warehouses` limit it."""
    make_standard_roles()

    def make(role: str, **scopes: list[int]) -> Caller:
        user = User.objects.create_user(f"{role}{User.objects.count()}")
        Grant.objects.create(user=user, role=Role.objects.get(code=role), **scopes)
        return Caller(make_token(user, "test"))

    return make
