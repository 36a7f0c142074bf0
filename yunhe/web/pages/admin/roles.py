"""The rights of all roles as a matrix: a tick is a grant, and all ticks are saved at once."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse

from yunhe.kernel.models import Grant, Role
from yunhe.kernel.outcome import Outcome
from yunhe.kernel.people import RoleRights, define_roles
from yunhe.kernel.scope import unlimited
from yunhe.web.queries.timeline import timeline
from yunhe.web.render import page
from yunhe.web.rights import EVERYTHING, rights_by_room
from yunhe.web.routing import Call


def matrix(call: Call) -> HttpResponse:
    """Roles as columns, rights as rows by room; or, with ?role=, one role alone."""
    unlimited(call.actor)
    wrong: list[str] = []
    if call.request.method == "POST":
        outcome = _save(call, call.request.POST)
        if not outcome.refused:
            query = f"role={call.request.GET['role']}&" if call.request.GET.get("role") else ""
            return HttpResponseRedirect(f"{reverse('roles')}?{query}saved=1")
        wrong = list(dict.fromkeys(str(reason) for reason in outcome.refused.values()))
    roles = list(Role.objects.order_by("pk"))
    one = call.request.GET.get("role", "")
    given = call.request.POST if wrong else QueryDict()
    context: dict[str, Any] = {
        "roles": roles,
        "shown": [role for role in roles if role.code == one] or roles,
        "one": one,
        "rooms": rights_by_room(),
        "everything": EVERYTHING,
        "held": {role.code: set(given.getlist(f"right.{role.code}") if wrong else role.rights) for role in roles},
        "people": _people(),
        "story": timeline([("role", role.pk) for role in roles], call.actor),
        "given": given,
        "wrong": wrong,
        "saved": call.request.GET.get("saved") and not wrong,
        "at": call.at,
    }
    return page(call.request, "admin/roles.html", context, actor=call.actor, status=422 if wrong else 200)


def _save(call: Call, given: QueryDict) -> Outcome:
    """The roles on the page with their ticks, and a new one where a code is typed. A right that has no row stays."""
    seen = {code: tuple(given.get(f"before.{code}", "").split()) for code in given.getlist("shown")}
    known = {f"{room}.*" for room, _, _ in rights_by_room()} | {
        r.code for *_, rights in rights_by_room() for r in rights
    }
    rows = [
        RoleRights(code, (*_ticked(given, code), *(set(before) - known - {EVERYTHING})), before=before)
        for code, before in seen.items()
    ]
    if code := given.get("code", "").strip():
        like = Role.objects.filter(code=given.get("like", "")).first()
        rows.append(RoleRights(code, tuple(like.rights) if like else (), given.get("name", "").strip(), before=()))
    outcome: Outcome = define_roles(rows, by=call.actor, at=call.at)
    return outcome


def _ticked(given: QueryDict, code: str) -> tuple[str, ...]:
    """What is ticked of a role. A room that is held whole needs no ticks of its own, and who holds everything none; they
    come back as they were when the tick above them goes, as long as nobody has saved."""
    ticked = given.getlist(f"right.{code}")
    if EVERYTHING in ticked:
        return (EVERYTHING,)
    rooms = {right.removesuffix(".*") for right in ticked if right.endswith(".*")}
    return tuple(right for right in ticked if right.endswith(".*") or right.split(".")[0] not in rooms)


def _people() -> dict[str, int]:
    """How many active users hold each role."""
    found: dict[str, int] = {}
    for code in Grant.objects.filter(user__is_active=True).values_list("role__code", flat=True):
        found[code] = found.get(code, 0) + 1
    return found
