"""Which roles a user holds, each everywhere or for some shops and warehouses only."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_noop as N_

from yunhe.kernel.actor import Actor
from yunhe.kernel.commands import command
from yunhe.kernel.events import record
from yunhe.kernel.flow import not_found
from yunhe.kernel.models import Grant, Role, User
from yunhe.kernel.outcome import Outcome, Reason
from yunhe.kernel.people.events import RolesGranted
from yunhe.kernel.people.guards import beyond, somebody_left


@dataclass(frozen=True, slots=True)
class NewGrant:
    """A role by its code; `shops` and `warehouses` limit it, None = everywhere."""

    role: str
    shops: tuple[int, ...] | None = None
    warehouses: tuple[int, ...] | None = None

    def said(self) -> str:
        limits = {"shops": self.shops, "warehouses": self.warehouses}
        return " ".join(
            [self.role, *(f"{n}={','.join(map(str, ids))}" for n, ids in limits.items() if ids is not None)]
        )


@command("kernel.grant_roles", N_("Grant roles"))
def grant_roles(grants: Mapping[int, Sequence[NewGrant]], *, by: Actor, at: datetime) -> Outcome:
    """Each user, by id, holds exactly these roles from now on. What is given or taken must be the actor's own, as widely.

    Refused by user: `not_found`, `unknown_role`, `role_twice`, `not_yours`. RefusalError `nobody_left`.
    """
    outcome = Outcome()
    with somebody_left():
        known = set(User.objects.filter(pk__in=grants).values_list("pk", flat=True))
        roles = {role.code: role for role in Role.objects.all()}
        before = _held(known)
        told, rows = [], []
        for user, wanted in grants.items():
            old, new = before.get(user, set()), set(wanted)
            reason = not_found(user) if user not in known else _what_is_wrong(wanted, roles, old ^ new, by)
            if reason:
                outcome.refused[user] = reason
                continue
            outcome.done.append(user)
            rows += [
                Grant(user_id=user, role=roles[g.role], shops=_ids(g.shops), warehouses=_ids(g.warehouses))
                for g in wanted
            ]
            if old != new:
                told.append(RolesGranted(subject=user, before=_said(old), after=_said(new)))
        Grant.objects.filter(user__in=outcome.done).delete()
        Grant.objects.bulk_create(rows)
        record(told, by=by, at=at)
    return outcome


def _held(users: Iterable[int]) -> dict[int, set[NewGrant]]:
    found = defaultdict(set)
    for grant in Grant.objects.filter(user__in=users).select_related("role"):
        found[grant.user_id].add(NewGrant(grant.role.code, _sorted(grant.shops), _sorted(grant.warehouses)))
    return found


def _what_is_wrong(
    wanted: Sequence[NewGrant], roles: Mapping[str, Role], differs: Iterable[NewGrant], by: Actor
) -> Reason | None:
    codes = [grant.role for grant in wanted]
    if unknown := sorted(set(codes) - roles.keys()):
        return Reason("unknown_role", N_("There is no role {role}"), {"role": unknown[0]})
    if len(set(codes)) < len(codes):
        return Reason("role_twice", N_("A user holds each role once"))
    reasons = (beyond(by, roles[grant.role].rights, grant.shops, grant.warehouses) for grant in differs)
    return next((reason for reason in reasons if reason), None)


def _said(grants: Iterable[NewGrant]) -> tuple[str, ...]:
    return tuple(sorted(grant.said() for grant in grants))


def _ids(limit: tuple[int, ...] | None) -> list[int] | None:
    return None if limit is None else list(limit)


def _sorted(limit: list[int] | None) -> tuple[int, ...] | None:
    return None if limit is None else tuple(sorted(limit))
