"""The demo company's data: made by a replay that stops in the middle of a shift, marked, and removed as a whole."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django.db import connection, transaction

from yunhe.cli.company.founding import give_login
from yunhe.cli.replay.company import CARRIERS
from yunhe.cli.replay.run import Plan, replay
from yunhe.kernel.actor import system
from yunhe.kernel.models import Entity, Setting
from yunhe.tms import commands as tms
from yunhe.tms.sheets import CarrierRow

BY = system("demo")
MARK = "demo.company"
KEPT = ("django_migrations", "django_content_type", "auth_permission")


class DemoError(Exception):
    """The demo cannot be made, or removed, on this database."""


def is_there() -> bool:
    """Whether the demo was made, to its end."""
    return Setting.objects.filter(name=MARK, value__whole=True).exists()


def fill(orders: int, seed: int, shops: int, ends: datetime, logins: Sequence[tuple[str, str, str]]) -> dict[str, Any]:
    """Make the demo on an empty database, up to the full hour `ends`; returns the replay's report.

    `logins` are (role = user name, shown, password).
    """
    if Setting.objects.filter(name=MARK, value__whole=False).exists():
        _empty()  # the making was interrupted
    if Entity.objects.exists():
        raise DemoError("This database has a company already. Choose another data directory.")
    made = {"orders": orders, "seed": seed}
    mark = Setting.objects.create(
        name=MARK, value={**made, "whole": False}, changed_by=BY.name, changed_at=datetime.now(UTC)
    )
    report = replay(Plan(orders=orders, seed=seed, tail_days=0, shops=shops, ends=ends, pause=True))
    at = datetime.now(UTC)
    for role, shown, password in logins:
        give_login(role, password, role, shown)
    # Outside the replay nobody plays the carriers: from now on parcels' own numbers are their waybills.
    tms.define_carriers([CarrierRow(c, name, english, adapter="own") for c, name, english in CARRIERS], by=BY, at=at)
    mark.value, mark.changed_at = {**made, "whole": True}, at
    mark.save()
    return report


def remove_demo() -> None:
    """Empty every table. Refused where no demo was made, or where another company was founded beside it."""
    if not Setting.objects.filter(name=MARK).exists():
        raise DemoError("There is no demo here.")
    if Entity.objects.exclude(code="YH").exists():
        raise DemoError("Another company was founded beside the demo; its data cannot be told apart.")
    _empty()


def _empty() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            """SELECT string_agg(quote_ident(tablename), ', ') FROM pg_tables
               WHERE schemaname = current_schema() AND NOT tablename = ANY(%s)""",
            [list(KEPT)],
        )
        cursor.execute(f"TRUNCATE {cursor.fetchone()[0]} RESTART IDENTITY CASCADE")
