"""The rights of roles: a matrix of ticks, saved at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.utils.translation import gettext_noop as N_

from yunhe.kernel.actor import Actor
from yunhe.kernel.commands import command
from yunhe.kernel.events import record
from yunhe.kernel.models import Role
from yunhe.kernel.outcome import Outcome, Reason
from yunhe.kernel.people.events import RoleDefined
from yunhe.kernel.people.guards import beyond, somebody_left


@dataclass(frozen=True, slots=True)
class RoleRights:
    """What a role, by its code, shall hold. `name` empty = as it is. `before` = the rights that the writer saw."""

    code: str
    rights: tuple[str, ...]
    name: str = ""
    before: tuple[str, ...] | None = None


@command("kernel.define_roles", N_("Define roles"))
def define_roles(roles: Sequence[RoleRights], *, by: Actor, at: datetime) -> Outcome:
    """Give roles exactly these rights; a new code makes a role. Each right that is given or taken must be the actor's own.

    Refused by code: `wrong_code`, `no_name`, `role_twice`, `changed_meanwhile`, `not_yours`. RefusalError `nobody_left`.
    """
    outcome = Outcome()
    with somebody_left():
        held = {role.code: role for role in Role.objects.filter(code__in=[one.code for one in roles])}
        fresh: list[tuple[Role, set[str]]] = []
        changed: list[tuple[Role, set[str]]] = []
        for one in roles:
            if reason := _what_is_wrong(one, held.get(one.code), outcome.done, by):
                outcome.refused[one.code] = reason
                continue
            outcome.done.append(one.code)
            before = set(held[one.code].rights) if one.code in held else set()
            role = held.get(one.code) or Role(code=one.code)
            role.name, role.rights = one.name or role.name, sorted(set(one.rights))
            (changed if one.code in held else fresh).append((role, before))
        Role.objects.bulk_create([role for role, _ in fresh])
        Role.objects.bulk_update([role for role, _ in changed], ["name", "rights"])
        record([_told(role, before) for role, before in fresh + changed if set(role.rights) != before], by=by, at=at)
    return outcome


def _what_is_wrong(one: RoleRights, held: Role | None, done: Sequence[str], by: Actor) -> Reason | None:
    if one.code in done:
        return Reason("role_twice", N_("The role {code} is there twice"), {"code": one.code})
    try:
        validate_slug(one.code)
    except ValidationError:
        return Reason("wrong_code", N_("A code has letters, digits, - and _ only"))
    if held is None and not one.name:
        return Reason("no_name", N_("A new role needs a name"))
    before = set(held.rights) if held else set()
    if one.before is not None and set(one.before) != before:
        return Reason("changed_meanwhile", N_("Somebody else has changed it meanwhile: look at it again"))
    return beyond(by, before ^ set(one.rights))


def _told(role: Role, before: set[str]) -> RoleDefined:
    after = set(role.rights)
    return RoleDefined(subject=role.pk, added=tuple(sorted(after - before)), removed=tuple(sorted(before - after)))
