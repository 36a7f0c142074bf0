"""A user: facts, password, roles with their limits, tokens, and what has happened to all of it."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as N_

from yunhe.kernel.flow import not_found
from yunhe.kernel.models import ApiToken, Grant, Role, User
from yunhe.kernel.outcome import Outcome, Reason, RefusalError
from yunhe.kernel.people import (
    NewGrant,
    NewToken,
    NewUser,
    UserChange,
    add_users,
    change_users,
    grant_roles,
    issue_tokens,
    revoke_tokens,
)
from yunhe.kernel.scope import unlimited
from yunhe.oms.models import Shop
from yunhe.stock.models import Warehouse
from yunhe.web.queries.timeline import timeline
from yunhe.web.render import page
from yunhe.web.routing import Call

Verb = Callable[[Call, User, QueryDict], Outcome]


def new(call: Call) -> HttpResponse:
    """The form of a new user; then the user's page, where roles are granted."""
    unlimited(call.actor)
    given, wrong = call.request.POST, []
    if call.request.method == "POST":
        row = NewUser(*(given.get(name, "").strip() for name in ("username", "password", "display_name", "language")))
        outcome = add_users([row], by=call.actor, at=call.at)
        if not outcome.refused:
            return HttpResponseRedirect(reverse("user", kwargs={"code": row.username}))
        wrong = [str(reason) for reason in outcome.refused.values()]
    context = {"given": given, "wrong": wrong}
    return page(call.request, "admin/new_user.html", context, actor=call.actor, status=422 if wrong else 200)


def show(call: Call, code: str) -> HttpResponse:
    """The user's page; what its forms ask for is done, and said on it."""
    unlimited(call.actor)
    user = User.objects.filter(username=code).first()
    if user is None:
        raise RefusalError(not_found(code))
    if call.request.method != "POST":
        return _page(call, user)
    do = call.request.POST.get("do", "")
    if do not in VERBS:
        raise RefusalError(Reason("unknown_action", N_("There is no such action")))
    outcome = VERBS[do][1](call, user, call.request.POST)
    if outcome.refused:
        return _page(call, user, wrong=[str(reason) for reason in outcome.refused.values()])
    user.refresh_from_db()
    if do == "password" and user.pk == call.actor.user_id:
        update_session_auth_hash(call.request, user)
    if do == "token":
        return _page(call, user, secret=outcome.made[0])
    return HttpResponseRedirect(f"{reverse('user', kwargs={'code': code})}?{urlencode({'did': do})}")


def _page(call: Call, user: User, *, wrong: list[str] | None = None, secret: str = "") -> HttpResponse:
    did = call.request.GET.get("did", "")
    held = {grant.role_id: grant for grant in Grant.objects.filter(user=user)}
    context: dict[str, Any] = {
        "person": user,
        "roles": [(role, held.get(role.pk)) for role in Role.objects.order_by("code")],
        "shops": list(Shop.objects.order_by("code")),
        "warehouses": list(Warehouse.objects.order_by("code")),
        "tokens": list(ApiToken.objects.filter(user=user).order_by("revoked_at", "-created_at", "-pk")),
        "story": timeline([("user", user.pk)], call.actor),
        "wrong": wrong or [],
        "did": gettext(VERBS[did][0]) if did in VERBS and not wrong else "",
        "secret": secret,
        "at": call.at,
    }
    return page(call.request, "admin/user.html", context, actor=call.actor, status=422 if wrong else 200)


def _facts(call: Call, user: User, given: QueryDict) -> Outcome:
    change = UserChange(given.get("display_name", "").strip(), given.get("language", ""), bool(given.get("active")))
    return _changed(call, {user.pk: change})


def _password(call: Call, user: User, given: QueryDict) -> Outcome:
    return _changed(call, {user.pk: UserChange(password=given.get("password", ""))})


def _changed(call: Call, changes: Mapping[int, UserChange]) -> Outcome:
    outcome: Outcome = change_users(changes, by=call.actor, at=call.at)
    return outcome


def _roles(call: Call, user: User, given: QueryDict) -> Outcome:
    grants = [
        NewGrant(code, _ids(given, f"shops.{code}"), _ids(given, f"warehouses.{code}"))
        for code in given.getlist("role")
    ]
    outcome: Outcome = grant_roles({user.pk: grants}, by=call.actor, at=call.at)
    return outcome


def _token(call: Call, user: User, given: QueryDict) -> Outcome:
    row = NewToken(user.pk, given.get("name", "").strip(), _end_of(given.get("until", "")))
    outcome: Outcome = issue_tokens([row], by=call.actor, at=call.at)
    return outcome


def _revoke(call: Call, user: User, given: QueryDict) -> Outcome:
    asked = [int(id) for id in given.getlist("token") if id.isdecimal()]
    theirs = list(ApiToken.objects.filter(user=user, pk__in=asked).values_list("pk", flat=True))
    outcome: Outcome = revoke_tokens(theirs, by=call.actor, at=call.at)
    return outcome


def _ids(given: QueryDict, name: str) -> tuple[int, ...] | None:
    """The places ticked; None, everywhere, when none is."""
    found = tuple(sorted(int(id) for id in given.getlist(name) if id.isdecimal()))
    return found or None


def _end_of(text: str) -> datetime | None:
    """The end of a day; None when no day is given."""
    if not text.strip():
        return None
    try:
        return datetime.combine(date.fromisoformat(text) + timedelta(days=1), time(), UTC)
    except ValueError:
        label = {"label": gettext("Works until")}
        raise RefusalError(Reason("no_day", N_("{label}: choose a day"), label)) from None


VERBS: dict[str, tuple[str, Verb]] = {
    "facts": (N_("The user is changed."), _facts),
    "password": (N_("The new password holds. Whoever was logged in with the old one is logged out."), _password),
    "roles": (N_("The roles are granted. They hold from the next click on."), _roles),
    "token": (N_("The token is issued."), _token),
    "revoke": (N_("The token is revoked. It opens nothing any more."), _revoke),
}
