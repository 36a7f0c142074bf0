"""Log in, log out, and choose language and theme."""

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_noop as N_

from yunhe.kernel.outcome import Reason
from yunhe.web.models import FailedLogin
from yunhe.web.render import page
from yunhe.web.routing import Call

WINDOW = timedelta(minutes=15)
PER_NAME_AND_ADDRESS, PER_ADDRESS, PER_NAME = 5, 30, 50
WRONG = Reason("wrong_password", N_("Name or password is wrong"))
TOO_OFTEN = Reason("too_often", N_("Too many attempts; try again in a quarter of an hour"))


def log_in(request: HttpRequest) -> HttpResponse:
    """The form, and its answer. Failures are counted per name and per address; the right password of a name that is
    under attack from elsewhere still opens, until PER_NAME wrong ones."""
    target = _safe(request, request.POST.get("next") or request.GET.get("next", ""))
    if request.method != "POST":
        if request.user.is_authenticated:
            return HttpResponseRedirect(target)
        return page(request, "login.html", {"target": target, "name": "", "reason": None})
    name, address, at = request.POST.get("name", "")[:150], request.META.get("REMOTE_ADDR", "")[:64], datetime.now(UTC)
    shown = {"target": target, "name": name}
    if too_often(name, address, at):
        return page(request, "login.html", {**shown, "reason": TOO_OFTEN}, status=429)
    user = authenticate(request, username=name, password=request.POST.get("password", ""))
    if user is None:
        failed(name, address, at)
        return page(request, "login.html", {**shown, "reason": WRONG}, status=403)
    FailedLogin.objects.filter(name=name, address=address).delete()
    login(request, user)
    return HttpResponseRedirect(target)


def log_out(call: Call) -> HttpResponse:
    """End the session; by POST only, so that no foreign link does it."""
    if call.request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    logout(call.request)
    return HttpResponseRedirect(settings.LOGIN_URL)


def preferences(call: Call) -> HttpResponse:
    """Choose the language or the theme, and go back to where one was."""
    if call.request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    user, given = call.request.user, call.request.POST
    if given.get("language") in ("", *dict(settings.LANGUAGES)):
        user.language = given["language"]
    if given.get("theme") in ("", "light", "dark"):
        user.theme = given["theme"]
    user.save(update_fields=["language", "theme"])
    return HttpResponseRedirect(_safe(call.request, given.get("next", "")))


def failed(name: str, address: str, at: datetime) -> None:
    """Count a wrong password; what is older than the window counts no more and goes."""
    FailedLogin.objects.filter(at__lt=at - WINDOW).delete()
    FailedLogin.objects.create(name=name, address=address, at=at)


def too_often(name: str, address: str, at: datetime) -> bool:
    """Whether too many wrong passwords came lately for this name, from this address, or both."""
    recent = FailedLogin.objects.filter(Q(name=name) | Q(address=address), at__gte=at - WINDOW)
    seen = list(recent.values_list("name", "address")[: PER_NAME + PER_ADDRESS])
    return (
        seen.count((name, address)) >= PER_NAME_AND_ADDRESS
        or sum(where == address for _, where in seen) >= PER_ADDRESS
        or sum(who == name for who, _ in seen) >= PER_NAME
    )


def _safe(request: HttpRequest, target: str) -> str:
    """A path of this site, never somewhere else."""
    local = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if target and local else settings.LOGIN_REDIRECT_URL
