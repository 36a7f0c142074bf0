"""Layouts that the company has named: the next file with the same head is read as the last one was."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Case, IntegerField, Value, When
from django.utils.translation import gettext_noop as N_

from yunhe.kernel.actor import Actor
from yunhe.kernel.importing.heads import Head, Layout
from yunhe.kernel.models import ImportLayout
from yunhe.kernel.outcome import Reason, RefusalError

NAME = 80


def layouts_of(noun: str, head: Head, *, by: Actor) -> Sequence[ImportLayout]:
    """The layouts that files with this head were read by: one's own last one first, then what others used, newest first."""
    mine = Case(When(used_by=by.name, then=Value(0)), default=Value(1), output_field=IntegerField())
    found = ImportLayout.objects.filter(noun=noun, head=head.fingerprint).order_by(mine, "-used_at", "pk")
    return [one for one in found if head.has(layout_in(one))]


def layout_named(noun: str, name: str) -> Layout:
    """The layout that has this name for a noun. Raises RefusalError `no_layout`, which says the names that there are."""
    kept = {one.name: one for one in ImportLayout.objects.filter(noun=noun).order_by("name")}
    if name not in kept:
        known = {"name": name, "known": ", ".join(kept) or "–"}
        raise RefusalError(Reason("no_layout", N_("No layout is named {name}; there are: {known}"), known))
    return layout_in(kept[name])


def layout_in(kept: ImportLayout) -> Layout:
    """What a named layout says."""
    return Layout(kept.columns, kept.fixed)


def keep_layout(noun: str, name: str, head: Head, layout: Layout, *, by: Actor, at: datetime) -> None:
    """Keep a layout under a name of the company; one that has this name for this noun is overwritten."""
    ImportLayout.objects.update_or_create(
        noun=noun,
        name=name.strip()[:NAME],
        defaults={"head": head.fingerprint, **layout.stored(), "used_by": by.name, "used_at": at},
    )
