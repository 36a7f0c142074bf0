"""Rights: what a logged-in user or a token may do, as the Actor handed to commands; and the standard roles."""

import hashlib
import secrets
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext_noop as N_

from yunhe.kernel.actor import Actor, Held, named
from yunhe.kernel.models import ApiToken, Grant, Role, User

TOKEN_BYTES = 32

# What everybody inside may do: keep views of lists, and files with documents.
EVERYBODY = ["kernel.save_view", "kernel.delete_view", "kernel.attach"]
STANDARD_ROLES = {
    "owner": (N_("Owner"), ["*"]),
    "clerk": (
        N_("Order clerk"),
        [
            "oms.*",
            "kernel.close_case",
            "stock.see",
            "stock.see_available",
            "tms.see",
            "catalog.see",
            "partners.see",
            "crm.see",
            *EVERYBODY,
        ],
    ),
    "warehouse": (N_("Warehouse"), ["wms.*", "stock.*", "tms.*", "catalog.see", "kernel.close_case", *EVERYBODY]),
    "buyer": (
        N_("Buyer"),
        [
            "purchasing.*",
            "production.*",
            "stock.see_to_buy",
            "stock.see_physical",
            "catalog.*",
            "partners.*",
            "kernel.close_case",
            *EVERYBODY,
        ],
    ),
    "finance": (
        N_("Finance"),
        ["finance.*", "oms.see", "partners.see", "catalog.see", "stock.see_value", "kernel.close_case", *EVERYBODY],
    ),
    "service": (
        N_("Customer service"),
        [
            "crm.*",
            "oms.see",
            "oms.request_returns",
            "stock.see",
            "tms.see",
            "partners.see",
            "kernel.close_case",
            *EVERYBODY,
        ],
    ),
}


def actor_of(user: User) -> Actor:
    """The user's rights over all roles, each with the limits of its own grants.

    Where no right is asked for, what any grant limits is limited, to all that the grants name together.
    """
    return _actor(user, Grant.objects.filter(user=user).select_related("role"))


def actors() -> dict[int, Actor]:
    """Everybody who can log in, as `actor_of` gives one; by the user's id. Two statements."""
    grants: defaultdict[int, list[Grant]] = defaultdict(list)
    for grant in Grant.objects.select_related("role"):
        grants[grant.user_id].append(grant)
    return {user.id: _actor(user, grants[user.id]) for user in User.objects.filter(is_active=True)}


def make_token(user: User, name: str, *, expires_at: datetime | None = None) -> str:
    """A new API token, shown this once; only its hash is stored."""
    secret = new_secret()
    ApiToken.objects.create(user=user, name=name, digest=digest(secret), expires_at=expires_at)
    return secret


def user_of_token(secret: str, *, at: datetime) -> User | None:
    """Whose token this is; None when unknown, expired or revoked."""
    token = ApiToken.objects.select_related("user").filter(digest=digest(secret), revoked_at=None).first()
    if token is None or (token.expires_at and token.expires_at <= at) or not token.user.is_active:
        return None
    user: User = token.user
    return user


def make_standard_roles() -> None:
    """The six roles every company starts with; those that exist stay as they are."""
    Role.objects.bulk_create(
        [Role(code=code, name=name, rights=rights) for code, (name, rights) in STANDARD_ROLES.items()],
        ignore_conflicts=True,
    )


def new_secret() -> str:
    """A token's secret: nobody guesses it."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def digest(secret: str) -> str:
    """sha256, hex: a token has 256 bits, so a slow hash would add nothing."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _actor(user: User, grants: Iterable[Grant]) -> Actor:
    held = tuple(Held(frozenset(g.role.rights), _limit(g.shops), _limit(g.warehouses)) for g in grants)
    return Actor(
        name=f"user:{user.username}",
        rights=frozenset().union(*(grant.rights for grant in held)),
        user_id=user.id,
        shops=named(grant.shops for grant in held),
        warehouses=named(grant.warehouses for grant in held),
        held=held,
    )


def _limit(ids: list[int] | None) -> frozenset[int] | None:
    return None if ids is None else frozenset(ids)
