"""List pages of administration: users, the event log, and what is parked."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import Count, OuterRef, QuerySet, Subquery, TextField
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as N_

from yunhe import loop
from yunhe.kernel.actor import Actor
from yunhe.kernel.conditions import Field, Type, Vocabulary
from yunhe.kernel.events.parking import retry_parked, skip_parked
from yunhe.kernel.links import SUBJECTS
from yunhe.kernel.listing import Column, Listing, Tab, one_of, register
from yunhe.kernel.models import Event, Grant, Parked, ParkedEvent, Role, User
from yunhe.kernel.outcome import Outcome
from yunhe.kernel.scope import companys
from yunhe.web.lists.declare import Action, Ask, Back, ListPage
from yunhe.web.queries.naming import papers
from yunhe.web.queries.timeline import details, who
from yunhe.web.words import EVENTS

COMPANYS = ("user", "role", "rules", "company", "shop", "warehouse")  # what administration itself is about
LANGUAGES = {"zh-hans": "简体中文", "zh-hant": "繁體中文", "en": "English"}


def users_of(actor: Actor) -> QuerySet[Any]:
    """All users; they are the whole company's."""
    return User.objects.filter(companys(actor))


def events_of(actor: Actor) -> QuerySet[Any]:
    """The whole ledger; it is the whole company's."""
    return Event.objects.filter(companys(actor))


def parked_of(actor: Actor) -> QuerySet[Any]:
    """Everything that is parked; it is the whole company's."""
    return Parked.objects.filter(companys(actor))


def _roles() -> Subquery:
    held = Grant.objects.filter(user=OuterRef("pk")).values("user")
    return Subquery(held.annotate(all=StringAgg("role__code", ", ", order_by="role__code")).values("all"))


def _waiting() -> Coalesce:
    events = ParkedEvent.objects.filter(parked=OuterRef("pk")).values("parked").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(events), 0)


def user_words(ids: Sequence[int]) -> Mapping[int, Mapping[str, str]]:
    """The names of roles instead of their codes."""
    names = dict(Role.objects.values_list("code", "name"))
    rows = Grant.objects.filter(user__in=ids).order_by("role__code").values_list("user_id", "role__code")
    found: dict[int, list[str]] = {}
    for user, code in rows:
        found.setdefault(user, []).append(gettext(names[code]))
    return {user: {"roles": ", ".join(said)} for user, said in found.items()}


def event_words(ids: Sequence[int]) -> Mapping[int, Mapping[str, str]]:
    """What each event is about, with its address, who did it, and its figures."""
    rows = list(Event.objects.filter(pk__in=ids))
    named = papers((row.subject_kind, row.subject_id) for row in rows)
    return {
        row.pk: {
            **_about(row.subject_kind, row.subject_id, named),
            "by": who(row.by),
            "figures": " · ".join([*details(row.payload), *_texts(row.payload)]),
        }
        for row in rows
    }


def parked_words(ids: Sequence[int]) -> Mapping[int, Mapping[str, str]]:
    """What each is about, with its address."""
    rows = list(Parked.objects.filter(pk__in=ids))
    named = papers((row.subject_kind, row.subject_id) for row in rows)
    return {row.pk: _about(row.subject_kind, row.subject_id, named) for row in rows}


def _retry(parked_ids: Sequence[int], *, by: Actor, at: datetime) -> Outcome:
    outcome: Outcome = retry_parked(parked_ids, subscriptions=loop.SUBSCRIPTIONS, by=by, at=at)
    return outcome


def _about(kind: str, id: int, named: Mapping[tuple[str, int], Any]) -> dict[str, str]:
    paper = named.get((kind, id))
    if paper:
        return {"subject": f"{paper.kind} {paper.number}", "url": paper.url}
    return {"subject": gettext(SUBJECTS[kind].label) if kind in SUBJECTS else kind, "url": ""}


def _texts(payload: Mapping[str, Any]) -> list[str]:
    """Lists of words, as what has changed of a user; ids are numbers and stay away."""
    lists = [value for value in payload.values() if isinstance(value, list) and value]
    return [", ".join(value) for value in lists if all(isinstance(one, str) for one in value)]


USERS = register(
    Listing(
        "users",
        N_("Users"),
        Vocabulary(
            "user",
            (
                Field("username", N_("Login name"), Type.TEXT),
                Field("display_name", N_("Name"), Type.TEXT),
                Field("roles", N_("Roles"), Type.TEXT, expression=_roles()),
                Field("language", N_("Language"), Type.CHOICE, choices=LANGUAGES),
                Field("active", N_("May log in"), Type.FLAG, path="is_active"),
                Field("last_login", N_("Last login"), Type.MOMENT),
                Field("date_joined", N_("Added"), Type.MOMENT),
            ),
        ),
        right="kernel.change_users",
        rows=users_of,
        columns=(
            Column("username", 18),
            Column("display_name", 18),
            Column("roles", 30),
            Column("language", 12),
            Column("active", 10),
            Column("last_login", 18),
            Column("date_joined", 18, shown=False),
        ),
        tabs=(
            Tab("active", N_("Active"), one_of("active", True)),
            Tab("left", N_("Deactivated"), one_of("active", False)),
        ),
        filters=("display_name", "roles", "active", "last_login"),
        search=("username", "display_name"),
        sort=("username",),
    )
)
LOG = register(
    Listing(
        "events",
        N_("Event log"),
        Vocabulary(
            "event",
            (
                Field("subject", N_("Document"), Type.TEXT, path="subject_kind"),
                Field("kind", N_("What happened"), Type.CHOICE, choices=EVENTS),
                Field("figures", N_("Figures"), Type.TEXT, expression=Cast("payload", TextField())),
                Field("by", N_("Who"), Type.TEXT),
                Field("occurred_at", N_("When"), Type.MOMENT),
                Field("business_date", N_("Business day"), Type.DATE),
                Field("place", N_("Place in the ledger"), Type.NUMBER, path="id"),
            ),
        ),
        right="kernel.see_events",
        rows=events_of,
        columns=(
            Column("subject", 26),
            Column("kind", 24),
            Column("figures", 40),
            Column("by", 14),
            Column("occurred_at", 18),
            Column("business_date", 12, shown=False),
            Column("place", 12, shown=False),
        ),
        tabs=(Tab("administration", N_("Administration"), one_of("subject", *COMPANYS)),),
        filters=("kind", "by", "occurred_at"),
        search=("by",),
        sort=("-place",),
    )
)
PARKED = register(
    Listing(
        "parked",
        N_("Parked events"),
        Vocabulary(
            "parked",
            (
                Field("subject", N_("Document"), Type.TEXT, path="subject_kind"),
                Field("handler", N_("Handler"), Type.TEXT, path="subscription_id"),
                Field("error", N_("Why it stands still"), Type.TEXT),
                Field("waiting", N_("Events waiting"), Type.NUMBER, expression=_waiting()),
                Field("attempts", N_("Attempts"), Type.NUMBER),
                Field("parked_at", N_("Since"), Type.MOMENT),
            ),
        ),
        right="kernel.retry_parked",
        rows=parked_of,
        columns=(
            Column("subject", 26),
            Column("error", 50),
            Column("handler", 24),
            Column("waiting", 10),
            Column("attempts", 10),
            Column("parked_at", 18),
        ),
        filters=("handler", "parked_at"),
        search=("error", "handler"),
        sort=("parked_at",),
    )
)

USER_LIST = ListPage(
    USERS,
    "users",
    ("username", "/users/"),
    rewords=user_words,
    begins="active",
    empty=N_("No user matches. Who works here gets a login of their own, and roles that say what they may do."),
    first=(N_("New user"), "/new-user", "kernel.add_users"),
)
EVENT_LIST = ListPage(
    LOG,
    "history",
    rewords=event_words,
    exact=("occurred_at",),
    empty=N_("No event matches. Whatever happens anywhere is written here and never changed."),
)
PARKED_LIST = ListPage(
    PARKED,
    "clock",
    actions=(
        Action(
            "kernel.retry_parked",
            N_("Retry"),
            "refresh",
            _retry,
            back=Back.STEP,
            key="r",
        ),
        Action(
            "kernel.skip_parked",
            N_("Skip"),
            "ban",
            skip_parked,
            back=Back.ASKED,
            ask=Ask("reason", N_("Why they may pass unhandled")),
            danger=True,
        ),
    ),
    rewords=parked_words,
    empty=N_(
        "Nothing is parked. When a handler cannot take the events of a document, they wait here in order until somebody "
        "has mended the cause and retries, or lets them pass with a reason."
    ),
)
