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
from yunhe.web.units import counted


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
        money=money, qty=qty, unit=unit, moment=moment, day=day, age=age, ago=ago, when=when, said=said, named=name_of
    )
    made.filters.update(word=word, who=who)
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
    return Markup('<span class="number">{}</span>{}').format(f"{amount:,.2f}", unit(currency))


def qty(amount: Decimal | None, of: str = "") -> Markup:
    if amount is None:
        return Markup("")
    return Markup('<span class="number">{}</span>{}').format(plain(amount), unit(of, amount))


def unit(text: str, amount: Decimal | None = None) -> Markup:
    """A unit or a currency behind its figure, in grey."""
    return Markup(' <span class="unit">{}</span>').format(counted(text, amount)) if text else Markup("")


def moment(at: datetime | None) -> str:
    """A moment in the company's time zone: 2026-11-21 14:05."""
    return f"{timezone.localtime(at, timezone.get_default_timezone()):%Y-%m-%d %H:%M}" if at else ""


def day(of: date | None) -> str:
    return of.isoformat() if of else ""


def age(since: datetime | None, at: datetime) -> str:
    """How long it has been, in the largest whole unit that still says something: 99 days, but 4 months."""
    if since is None:
        return ""
    minutes = max(int((at - since).total_seconds() // 60), 0)
    if minutes < 60:
        return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}
    hours, days = minutes // 60, minutes // 1440
    if hours < 48:
        return ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours}
    if days < 100:
        return ngettext("%(n)s day", "%(n)s days", days) % {"n": days}
    months, years = days * 12 // 365, days // 365
    if months < 24:
        return ngettext("%(n)s month", "%(n)s months", months) % {"n": months}
    return ngettext("%(n)s year", "%(n)s years", years) % {"n": years}


def ago(then: datetime | None, at: datetime) -> str:
    """How long ago a moment was, or in how long it will be: 3 days ago, in 2 hours."""
    if then is None:
        return ""
    if abs((at - then).total_seconds()) < 60:
        return gettext("just now")
    if then > at:
        return gettext("in %(age)s") % {"age": age(at, then)}
    return gettext("%(age)s ago") % {"age": age(then, at)}


def when(then: datetime | None, at: datetime) -> Markup:
    """The same with the exact time on hover."""
    if then is None:
        return Markup("")
    return Markup('<time class="number" datetime="{}" title="{}">{}</time>').format(
        then.isoformat(), moment(then), ago(then, at)
    )


def said(text: str) -> str:
    """A msgid that was marked elsewhere, in the active language."""
    return gettext(text) if text else ""


def word(value: str, kind: str) -> str:
    """A code in words."""
    return gettext(looks.look(kind, value).label)


@lru_cache(maxsize=1)
def _manifest() -> dict[str, str]:
    manifest: dict[str, str] = json.loads((Path(settings.STATIC_ROOT) / "vendor" / "manifest.json").read_text())
    return manifest


@lru_cache(maxsize=32)
def _digest(name: str) -> str:
    return hashlib.sha256((Path(settings.STATIC_ROOT) / name).read_bytes()).hexdigest()[:12]
