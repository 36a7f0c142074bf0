"""Tokens by which programs act as a user: issued, shown once, revoked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_noop as N_

from yunhe.kernel.actor import Actor
from yunhe.kernel.commands import command
from yunhe.kernel.events import record
from yunhe.kernel.flow import not_found
from yunhe.kernel.models import ApiToken, User
from yunhe.kernel.outcome import Outcome, Reason
from yunhe.kernel.people.events import TokenIssued, TokenRevoked
from yunhe.kernel.people.guards import higher
from yunhe.kernel.roles import digest, new_secret


@dataclass(frozen=True, slots=True)
class NewToken:
    """For whom a program shall act, what it is called, and until when (None = until it is revoked)."""

    user: int
    name: str
    expires_at: datetime | None = None


@command("kernel.issue_tokens", N_("Issue API tokens"))
def issue_tokens(rows: Sequence[NewToken], *, by: Actor, at: datetime) -> Outcome:
    """Make tokens; `made` maps the row number to the secret, which is nowhere stored and never shown again.

    Refused by row number: `not_found`, `not_yours` (the user holds rights that the actor does not), `no_name`, `over`.
    """
    known = set(User.objects.filter(pk__in=[row.user for row in rows], is_active=True).values_list("pk", flat=True))
    above = higher(by, known)
    outcome = Outcome()
    for n, row in enumerate(rows):
        reason = not_found(row.user) if row.user not in known else above.get(row.user) or _what_is_wrong(row, at)
        if reason:
            outcome.refused[n] = reason
        else:
            outcome.done.append(n)
            outcome.made[n] = new_secret()
    tokens = ApiToken.objects.bulk_create(
        ApiToken(user_id=row.user, name=row.name, digest=digest(secret), expires_at=row.expires_at, created_at=at)
        for row, secret in ((rows[n], secret) for n, secret in outcome.made.items())
    )
    record([TokenIssued(subject=token.user_id, token=token.pk) for token in tokens], by=by, at=at)
    return outcome


@command("kernel.revoke_tokens", N_("Revoke API tokens"))
def revoke_tokens(token_ids: Sequence[int], *, by: Actor, at: datetime) -> Outcome:
    """End tokens for good; whose they are does not matter: shutting a door is always right. One that has ended stays so."""
    tokens = list(ApiToken.objects.select_for_update().filter(pk__in=token_ids, revoked_at=None).order_by("pk"))
    ended = ApiToken.objects.filter(pk__in=token_ids).exclude(revoked_at=None).values_list("pk", flat=True)
    gone = {*ended, *(token.pk for token in tokens)}
    ApiToken.objects.filter(pk__in=[token.pk for token in tokens]).update(revoked_at=at)
    record([TokenRevoked(subject=token.user_id, token=token.pk) for token in tokens], by=by, at=at)
    outcome = Outcome(done=[id for id in token_ids if id in gone])
    for id in set(token_ids) - gone:
        outcome.refused[id] = not_found(id)
    return outcome


def _what_is_wrong(row: NewToken, at: datetime) -> Reason | None:
    if not row.name.strip():
        return Reason("no_name", N_("A token needs a name: which program uses it"))
    if row.expires_at is not None and row.expires_at <= at:
        return Reason("over", N_("That day is over"))
    return None
