"""Calls of the kernel's own commands with n rows."""

from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from typing import Any
from unittest.mock import patch

from django.db import connection
from django.test import override_settings

from tests.laws.cases.stock import planned
from tests.world import AT, BY, World
from yunhe.kernel import options
from yunhe.kernel.actor import Actor, person
from yunhe.kernel.cases import Trouble, close_case, open_cases
from yunhe.kernel.decisions import define_rules
from yunhe.kernel.events import Recorded, record
from yunhe.kernel.events.parking import retry_parked, skip_parked
from yunhe.kernel.events.subscriptions import Subscription, register
from yunhe.kernel.fields import define_fields
from yunhe.kernel.files import Upload, attach
from yunhe.kernel.listing.state import State
from yunhe.kernel.listing.views import delete_views, save_views
from yunhe.kernel.models import ApiToken, FieldDef, Parked, Role, SavedView, User
from yunhe.kernel.numbering import SERIES, Format, change_numbers
from yunhe.kernel.outcome import Reason
from yunhe.kernel.people import (
    NewGrant,
    NewToken,
    NewUser,
    RoleRights,
    UserChange,
    add_users,
    change_users,
    define_roles,
    grant_roles,
    issue_tokens,
    revoke_tokens,
)
from yunhe.kernel.roles import make_standard_roles
from yunhe.oms.vocabulary import ORDER_WORDS
from yunhe.stock import listings
from yunhe.stock.events import OutboundReleased
from yunhe.stock.models import Outbound

Call = Callable[[], Any]


def _save_views(w: World, n: int) -> Call:
    clerk = person("clerk", {"kernel.*"}, user_id=User.objects.create(username="clerk").pk)
    views = {f"view {i}": State(search=str(i)) for i in range(n)}
    return lambda: save_views(listings.OUTBOUNDS.name, views, by=clerk)


def _delete_views(w: World, n: int) -> Call:
    _save_views(w, n)()
    clerk = person("clerk", {"kernel.*"}, user_id=User.objects.get(username="clerk").pk)
    ids = list(SavedView.objects.values_list("pk", flat=True))
    return lambda: delete_views(ids, by=clerk)


def _attach(w: World, n: int) -> Call:
    outbound = w.outbound(("TEA", 1), shop=1)
    return lambda: attach("outbound", outbound, [Upload(f"{i}.txt", BytesIO(b"same")) for i in range(n)], by=BY, at=AT)


def _define_fields(w: World, n: int) -> Call:
    fields = [FieldDef(code=f"f{i}", label={"en": f"Field {i}"}, type="text") for i in range(n)]
    return lambda: define_fields("order", fields, by=BY)


def _define_rules(w: World, n: int) -> Call:
    rule = {"code": "A", "label": "A", "condition": {"field": "state", "op": "=", "value": "new"}, "outcome": {}}
    tables = {f"table {i}": [rule] for i in range(n)}
    return lambda: define_rules(tables, kind=ORDER_WORDS.kind, by=BY, at=AT)


def _close_case(w: World, n: int) -> Call:
    reason = Reason("x", "Something is wrong")
    outbounds = planned(w, n)
    Outbound.objects.filter(id__in=outbounds).update(shop_id=1)
    ids = open_cases([Trouble("law", "outbound", id, reason) for id in outbounds], by=BY, at=AT)
    return lambda: close_case(ids, resolution="done", by=BY, at=AT)


def _change_settings(w: World, n: int) -> Call:
    """n settings that exist while the call lasts."""
    known = {f"law.o{i}": options.Option(f"law.o{i}", 1, "", "") for i in range(n)}

    def call() -> None:
        with patch.dict(options.OPTIONS, known):
            assert options.change(dict.fromkeys(known, 2), by=BY, at=AT).refused == {}

    return call


def _users(n: int) -> list[int]:
    make_standard_roles()
    return [user.pk for user in User.objects.bulk_create(User(username=f"u{i}", password="!") for i in range(n))]


def _add_users(w: World, n: int) -> Call:
    return lambda: _quick(add_users, [NewUser(f"new{i}", "grand canal 1293") for i in range(n)])


def _change_users(w: World, n: int) -> Call:
    changes = {id: UserChange(display_name="x", password="grand canal 1293") for id in _users(n)}
    return lambda: _quick(change_users, changes)


def _quick(verb: Callable[..., Any], *rows: Any) -> Any:
    """Argon2 is slow on purpose; what is counted here is statements."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        return verb(*rows, by=BY, at=AT)


def _grant_roles(w: World, n: int) -> Call:
    grants = {id: [NewGrant("clerk", shops=(1,))] for id in _users(n)}
    return lambda: grant_roles(grants, by=BY, at=AT)


def _define_roles(w: World, n: int) -> Call:
    Role.objects.bulk_create(Role(code=f"r{i}", name="x") for i in range(n))
    roles = [RoleRights(f"{'r' if i % 2 else 'new'}{i}", ("oms.see",), "y") for i in range(n)]
    return lambda: define_roles(roles, by=BY, at=AT)


def _issue_tokens(w: World, n: int) -> Call:
    rows = [NewToken(id, "program") for id in _users(n)]
    return lambda: issue_tokens(rows, by=BY, at=AT)


def _revoke_tokens(w: World, n: int) -> Call:
    _issue_tokens(w, n)()
    ids = list(ApiToken.objects.values_list("pk", flat=True))
    return lambda: revoke_tokens(ids, by=BY, at=AT)


def _park(n: int) -> list[int]:
    """n documents with an event each that wait for a person."""
    record([OutboundReleased(subject=i, state="released") for i in range(1, n + 1)], by=BY, at=AT)
    register([PASSING])
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO kernel_eventposition (position, event_id, recorded_at) "
            "SELECT row_number() OVER (ORDER BY id), id, recorded_at FROM kernel_event"
        )
        cursor.execute(
            "INSERT INTO kernel_parked (subscription_id, subject_kind, subject_id, error, attempts) "
            "SELECT 'law.passing', 'outbound', i, 'x', 1 FROM generate_series(1, %s) i",
            [n],
        )
        cursor.execute(
            "INSERT INTO kernel_parkedevent (parked_id, position) SELECT k.id, p.position FROM kernel_parked k "
            "JOIN kernel_event e ON e.subject_id = k.subject_id AND e.kind = 'OutboundReleased' "
            "JOIN kernel_eventposition p ON p.event_id = e.id"
        )
    return list(Parked.objects.order_by("pk").values_list("pk", flat=True))


def _pass(events: list[Recorded], *, by: Actor, at: datetime) -> None:
    """A handler that takes everything."""


PASSING = Subscription("law.passing", ("OutboundReleased",), _pass)


def _retry_parked(w: World, n: int) -> Call:
    ids = _park(n)
    return lambda: retry_parked(ids, subscriptions=[PASSING], by=BY, at=AT)


def _skip_parked(w: World, n: int) -> Call:
    ids = _park(n)
    return lambda: skip_parked(ids, reason="a duplicate", by=BY, at=AT)


def _change_numbers(w: World, n: int) -> Call:
    """The kinds are few: as many as there are, for any n."""
    wanted = {series: Format(f"{series}X") for series in list(SERIES)[: min(n, 10)]}
    return lambda: change_numbers(wanted, by=BY, at=AT)


CASES: dict[str, Callable[[World, int], Call]] = {
    "kernel.save_view": _save_views,
    "kernel.delete_view": _delete_views,
    "kernel.attach": _attach,
    "kernel.define_fields": _define_fields,
    "kernel.define_rules": _define_rules,
    "kernel.close_case": _close_case,
    "kernel.change_settings": _change_settings,
    "kernel.add_users": _add_users,
    "kernel.change_users": _change_users,
    "kernel.grant_roles": _grant_roles,
    "kernel.define_roles": _define_roles,
    "kernel.issue_tokens": _issue_tokens,
    "kernel.revoke_tokens": _revoke_tokens,
    "kernel.retry_parked": _retry_parked,
    "kernel.skip_parked": _skip_parked,
    "kernel.change_numbers": _change_numbers,
}
