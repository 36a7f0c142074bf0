"""Pages from templates, with what every page needs: the menu that this person may use, language and theme."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import get_language

from yunhe.kernel.actor import Actor
from yunhe.web.menu import entries, page_of

HTML_LANGUAGES = {"zh-hans": "zh-Hans", "zh-hant": "zh-Hant", "en": "en"}


def page(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any] | None = None,
    *,
    actor: Actor | None = None,
    status: int = 200,
) -> HttpResponse:
    """A whole page, or a part of one where the template is a part."""
    user = request.user if request.user.is_authenticated else None
    menu = entries(actor) if actor else []
    shown = {
        "user": user,
        "actor": actor,
        "menu": menu,
        "menu_here": page_of(menu, request.path),
        "tab": request.get_full_path() if request.method == "GET" and status == 200 else "",
        "path": request.path,
        "language": HTML_LANGUAGES[get_language() or settings.LANGUAGE_CODE],
        "languages": settings.LANGUAGES,
        "theme": user.theme if user else "",
        **(context or {}),
    }
    return HttpResponse(render_to_string(template, shown, request), status=status)
