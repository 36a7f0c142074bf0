"""What happens to users, roles and tokens: ids, codes and rights, never names or secrets."""

from dataclasses import dataclass

from yunhe.kernel.events import Event
from yunhe.kernel.links import subject

USER = subject("user", "kernel_user", "User", "/users/")
ROLE = subject("role", "kernel_role", "Role", "/roles?role=")


@dataclass(frozen=True, kw_only=True)
class UserAdded(Event, subject="user"):
    """A person may log in from now on."""


@dataclass(frozen=True, kw_only=True)
class UserChanged(Event, subject="user"):
    """`changed` names what is different: active, password, display_name, language."""

    changed: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class RolesGranted(Event, subject="user"):
    """Which roles a user held before and holds now; one with limits as `clerk shops=1,2 warehouses=3`."""

    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class RoleDefined(Event, subject="role"):
    """Which rights a role gained and lost."""

    added: tuple[str, ...]
    removed: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class TokenIssued(Event, subject="user"):
    """A program may act as this user."""

    token: int


@dataclass(frozen=True, kw_only=True)
class TokenRevoked(Event, subject="user"):
    """A program may no longer act as this user."""

    token: int
