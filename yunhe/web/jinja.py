"""The environment of the templates: gettext, addresses of static files, and how values are said."""

import hashlib
import json
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext, ngettext, npgettext, pgettext
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup, escape

from yunhe.kernel.names import name_of
from yunhe.kernel.quantity import plain
from yunhe.web import looks
from yunhe.web.barcodes import barcode
from yunhe.web.queries.timeline import who


def environment(**options: Any) -> Environment:
    """Django's hook (settings.TEMPLATES)."""
    ours = {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True, "extensions": ["jinja2.ext.i18n"]}
    made = Environment(**{**options, **ours})
    made.install_gettext_callables(  # type: ignore[attr-defined]  # of the i18n extension
        gettext, ngettext, newstyle=True, pgettext=pgettext, npgettext=npgettext
    )
    made.globals.update(
        url=url,
        vendor=vendor,
        own=own,
        icon=icon,
        badge=badge,
        tone=looks.tone,
        barcode=barcode,
        now=lambda: datetime.now(UTC),
    )
    made.filters.update(
        money=money, qty=qty, moment=moment, day=day, age=age, said=said, named=name_of, word=word, who=who
    )
    return made


def url(name: str, **parts: str | int) -> str:
    """The address of a page by its name."""
    return reverse(name, kwargs=parts)


@lru_cache(maxsize=256)
def vendor(name: str) -> str:
    """The address of a library's file, by the manifest that frontend/vendor.py wrote."""
    return static(f"vendor/{_manifest()[name]}")


@lru_cache(maxsize=256)
def own(name: str) -> str:
    """The address of a file of ours; it changes with the content, so browsers may keep it."""
    return f"{static(name)}?{_digest(name)}"


@lru_cache(maxsize=1024)
def icon(name: str, label: str = "") -> Markup:
    """An icon of the sprite. Without a label it decorates only, and screen readers pass over it."""
    said = f'role="img" aria-label="{escape(label)}"' if label else 'aria-hidden="true"'
    return Markup(f'<svg class="icon" {said}><use href="{vendor("icons.svg")}#{name}"/></svg>')


def badge(kind: str, value: str) -> Markup:
    """A state as a coloured word with its icon: colour alone never says it."""
    return _badge(kind, value, get_language()) if value else Markup("")


@lru_cache(maxsize=1024)
def _badge(kind: str, value: str, language: str | None) -> Markup:
    look = looks.look(kind, value)
    said = escape(gettext(look.label))
    return Markup(f'<span class="state state-{look.tone}">{icon(looks.ICONS[look.tone])}{said}</span>')


def money(amount: Decimal | None, currency: str = "") -> Markup:
    if amount is None:
        return Markup("")
    return Markup('<span class="number">{}</span>{}').format(f"{amount:,.2f}", _unit(currency))


def qty(amount: Decimal | None, unit: str = "") -> Markup:
    if amount is None:
        return Markup("")
    return Markup('<span class="number">{}</span>{}').format(plain(amount), _unit(unit))


def moment(at: datetime | None) -> str:
    """A moment in the company's time zone: 2026-11-21 14:05."""
    return f"{timezone.localtime(at, timezone.get_default_timezone()):%Y-%m-%d %H:%M}" if at else ""


def day(of: date | None) -> str:
    return of.isoformat() if of else ""


def age(since: datetime | None, at: datetime) -> str:
    """How long ago, in the largest whole unit."""
    if since is None:
        return ""
    minutes = max(int((at - since).total_seconds() // 60), 0)
    if minutes < 60:
        return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}
    if minutes < 48 * 60:
        return ngettext("%(n)s hour", "%(n)s hours", minutes // 60) % {"n": minutes // 60}
    return ngettext("%(n)s day", "%(n)s days", minutes // 1440) % {"n": minutes // 1440}


def said(text: str) -> str:
    """A msgid that was marked elsewhere, in the active language."""
    return gettext(text) if text else ""


def word(value: str, kind: str) -> str:
    """A code in words."""
    return gettext(looks.look(kind, value).label)


def _unit(text: str) -> Markup:
    return Markup(' <span class="unit">{}</span>').format(text) if text else Markup("")


@lru_cache(maxsize=1)
def _manifest() -> dict[str, str]:
    manifest: dict[str, str] = json.loads((Path(settings.STATIC_ROOT) / "vendor" / "manifest.json").read_text())
    return manifest


@lru_cache(maxsize=32)
def _digest(name: str) -> str:
    return hashlib.sha256((Path(settings.STATIC_ROOT) / name).read_bytes()).hexdigest()[:12]
