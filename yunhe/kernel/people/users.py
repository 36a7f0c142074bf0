"""Users: added, changed, deactivated, given a new password. A user is never deleted: events name who did what."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_noop as N_

from yunhe.kernel.actor import Actor
from yunhe.kernel.commands import command
from yunhe.kernel.events import record
from yunhe.kernel.flow import not_found
from yunhe.kernel.models import User
from yunhe.kernel.outcome import Outcome, Reason
from yunhe.kernel.people.events import UserAdded, UserChanged
from yunhe.kernel.people.guards import higher, somebody_left

LANGUAGES = {"", *(code for code, _ in settings.LANGUAGES)}


@dataclass(frozen=True, slots=True)
class NewUser:
    """Who shall be able to log in; what they may do is granted apart. `language` empty = what the browser asks for."""

    username: str
    password: str
    display_name: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class UserChange:
    """What shall be different; None stays as it is."""

    display_name: str | None = None
    language: str | None = None
    active: bool | None = None
    password: str | None = None


@command("kernel.add_users", N_("Add users"))
def add_users(rows: Sequence[NewUser], *, by: Actor, at: datetime) -> Outcome:
    """Make users without any role; `made` maps the login name to the id. Refused by login name: `exists`, `wrong_name`,
    `weak_password`, `unknown_language`."""
    outcome = Outcome()
    known = set(User.objects.filter(username__in=[row.username for row in rows]).values_list("username", flat=True))
    fresh: dict[str, NewUser] = {}
    for row in rows:
        reason = _why_not(row, known | fresh.keys())
        if reason:
            outcome.refused[row.username] = reason
        else:
            fresh[row.username] = row
    made = User.objects.bulk_create(
        User(
            username=row.username,
            display_name=row.display_name,
            language=row.language,
            password=make_password(row.password),
            date_joined=at,
        )
        for row in fresh.values()
    )
    record([UserAdded(subject=user.pk) for user in made], by=by, at=at)
    outcome.done = list(fresh)
    outcome.made = {user.username: user.pk for user in made}
    return outcome


@command("kernel.change_users", N_("Change users"))
def change_users(changes: Mapping[int, UserChange], *, by: Actor, at: datetime) -> Outcome:
    """Change users by id. Who is not active, or has a new password, is logged out everywhere; the tokens of who is not
    active open nothing. Refused: `not_found`, `not_yours` (holds rights that the actor does not), `weak_password`,
    `unknown_language`. RefusalError `nobody_left`."""
    outcome = Outcome()
    with somebody_left():
        users = {user.pk: user for user in User.objects.select_for_update().filter(pk__in=changes).order_by("pk")}
        above = higher(by, users.keys())
        told = []
        for id, change in changes.items():
            reason = not_found(id) if id not in users else above.get(id) or _what_is_wrong(change)
            if reason:
                outcome.refused[id] = reason
                continue
            outcome.done.append(id)
            if changed := _change(users[id], change):
                told.append(UserChanged(subject=id, changed=changed))
        User.objects.bulk_update(
            [users[id] for id in outcome.done], ["display_name", "language", "is_active", "password"]
        )
        record(told, by=by, at=at)
    return outcome


def change_self(change: UserChange, password: str, *, by: Actor, at: datetime) -> Reason | None:
    """A person changes the own name or password, for which the present `password` is asked. Whoever else is logged in
    with the old one is logged out. Why not: `wrong_password`, `weak_password`, `unknown_language`; None when it is done.
    """
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=by.user_id)
        if change.password is not None and not user.check_password(password):
            return Reason("wrong_password", N_("The present password is another one"))
        if reason := _what_is_wrong(change):
            return reason
        if changed := _change(user, change):
            user.save(update_fields=["display_name", "language", "password"])
            record([UserChanged(subject=user.pk, changed=changed)], by=by, at=at)
    return None


def _why_not(row: NewUser, known: set[str]) -> Reason | None:
    if row.username in known:
        return Reason("exists", N_("This code exists already"))
    try:
        UnicodeUsernameValidator()(row.username)
    except ValidationError:
        return Reason("wrong_name", N_("A login name has letters, digits and @ . + - _ only"))
    return _what_is_wrong(UserChange(language=row.language, password=row.password))


def _what_is_wrong(change: UserChange) -> Reason | None:
    if change.language is not None and change.language not in LANGUAGES:
        return Reason("unknown_language", N_("There is no language {code}"), {"code": change.language})
    if change.password is not None:
        try:
            validate_password(change.password)
        except ValidationError:
            return Reason("weak_password", N_("A password has at least 8 characters and is none that everybody uses"))
    return None


def _change(user: User, change: UserChange) -> tuple[str, ...]:
    """Change the row in hand; the names of what is different."""
    wanted = {"display_name": change.display_name, "language": change.language, "is_active": change.active}
    differs = [name for name, value in wanted.items() if value is not None and getattr(user, name) != value]
    for name in differs:
        setattr(user, name, wanted[name])
    if change.password is not None:
        user.password = make_password(change.password)
        differs.append("password")
    return tuple(name.removeprefix("is_") for name in differs)
