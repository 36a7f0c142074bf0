"""The profile: who is logged in, what they may do where, their own name and password."""

from urllib.parse import urlencode

from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as N_

from yunhe.kernel.models import Grant
from yunhe.kernel.outcome import Reason
from yunhe.kernel.people import UserChange, change_self
from yunhe.oms.models import Shop
from yunhe.stock.models import Warehouse
from yunhe.web.pages.session import TOO_OFTEN, failed, too_often
from yunhe.web.render import page
from yunhe.web.routing import Call

DONE = {"name": N_("Your name is changed."), "password": N_("Your new password holds; elsewhere you are logged out.")}


def show(call: Call) -> HttpResponse:
    """The page; what its forms ask for is done, and said on it."""
    if call.request.method != "POST":
        return _page(call)
    do = "password" if call.request.POST.get("do") == "password" else "name"
    if reason := _new_password(call) if do == "password" else _new_name(call):
        return _page(call, reason)
    return HttpResponseRedirect(f"{reverse('profile')}?{urlencode({'did': do})}")


def _new_name(call: Call) -> Reason | None:
    change = UserChange(display_name=call.request.POST.get("display_name", "").strip()[:80])
    return change_self(change, "", by=call.actor, at=call.at)


def _new_password(call: Call) -> Reason | None:
    """A wrong present password counts as a failed login does: a page left open is no way to try them all."""
    given, user = call.request.POST, call.request.user
    address = call.request.META.get("REMOTE_ADDR", "")[:64]
    if given.get("password", "") != given.get("again", ""):
        return Reason("not_the_same", N_("The new password was typed differently the second time"))
    if too_often(user.username, address, call.at):
        return TOO_OFTEN
    change = UserChange(password=given.get("password", ""))
    reason = change_self(change, given.get("present", ""), by=call.actor, at=call.at)
    if reason and reason.code == "wrong_password":
        failed(user.username, address, call.at)
    if reason is None:
        user.refresh_from_db()
        update_session_auth_hash(call.request, user)
    return reason


def _page(call: Call, wrong: Reason | None = None) -> HttpResponse:
    grants = list(Grant.objects.filter(user=call.request.user).select_related("role").order_by("role__code"))
    shops, warehouses = Shop.objects.in_bulk(), Warehouse.objects.in_bulk()
    did = call.request.GET.get("did", "")
    context = {
        "person": call.request.user,
        "grants": [
            (
                grant.role,
                [shops[id] for id in grant.shops or () if id in shops],
                [warehouses[id] for id in grant.warehouses or () if id in warehouses],
            )
            for grant in grants
        ],
        "wrong": [str(wrong)] if wrong else [],
        "did": gettext(DONE[did]) if did in DONE and not wrong else "",
    }
    return page(call.request, "profile.html", context, actor=call.actor, status=422 if wrong else 200)
