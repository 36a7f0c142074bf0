"""The page of the installation and the health of machines: how fresh the backups are, told to the owner alone."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client, override_settings

from tests.web.conftest import Login
from yunhe.insight.backup_files import place_for
from yunhe.kernel.models import Progress

HOUR = timedelta(hours=1)


@pytest.fixture
def data(db: str, tmp_path: Path) -> Iterator[Path]:
    """An installation with a database of its own, migrated three days ago."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE django_migrations SET applied = now() - interval '3 days'")
    with override_settings(EMBEDDED=True, BACKUPS_KEPT=14, DATA=tmp_path):
        yield tmp_path


def made(data: Path, hours_ago: float) -> str:
    """A backup that is so old; its name."""
    file = place_for(data, "daily", datetime.now(UTC) - hours_ago * HOUR)
    file.write_bytes(b"x" * 2_500_000)
    return file.name


def failed(hours_ago: float) -> None:
    at = datetime.now(UTC) - hours_ago * HOUR
    Progress.objects.create(
        kind="backup", state="failed", started_by="clock", started_at=at, result={"error": "no space left"}
    )


def health() -> tuple[object, ...]:
    told = Client().get("/health").json()
    return told["backups"], told["backup_age_hours"], told["backup_late"], told["backup_failed"]


def test_a_fresh_backup_is_well(data: Path, login: Login) -> None:
    name = made(data, 3)
    made(data, 27)
    owner = login("owner")
    text = owner.get("/installation").content.decode()
    assert "The newest automatic backup is 3.0 hours old." in text
    assert text.index(name) < text.index("daily-", text.index(name) + 6)
    assert text.count("2.5 MB") == 2
    assert "is-bad" not in owner.get("/").content.decode()
    assert health() == ("daily", 3.0, False, False)


@pytest.mark.parametrize(("hours", "late"), [(25.9, False), (26.1, True)])
def test_after_26_hours_the_owner_is_warned_on_the_board(data: Path, login: Login, hours: float, late: bool) -> None:
    made(data, hours)
    boards = {role: login(role).get("/").content.decode() for role in ("owner", "clerk")}
    warned = "No automatic backup for more than 26 hours."
    assert (warned in boards["owner"], warned in boards["clerk"]) == (late, False)
    assert health() == ("daily", hours, late, False)


def test_a_house_of_three_days_without_any_backup_is_late(data: Path, login: Login) -> None:
    failed(1)
    text = login("owner").get("/installation").content.decode()
    assert "No automatic backup for more than 26 hours. The last one failed: no space left" in text
    assert health() == ("daily", None, True, True)


def test_a_failure_is_told_at_once(data: Path, login: Login) -> None:
    made(data, 20)
    failed(1)
    assert "The last automatic backup failed: no space left" in login("owner").get("/installation").content.decode()
    assert health() == ("daily", 20.0, False, True)


def test_what_is_turned_off_says_so(data: Path, login: Login) -> None:
    with override_settings(BACKUPS_KEPT=0):
        assert "Automatic backups are turned off (YUNHE_BACKUPS=0)." in login("owner").get("/").content.decode()
        assert health() == ("off", None, False, False)


def test_the_page_is_the_owners(data: Path, login: Login) -> None:
    answers = {role: login(role).get("/installation").status_code for role in ("owner", "clerk", "finance")}
    assert answers == {"owner": 200, "clerk": 403, "finance": 403}


def test_a_database_elsewhere_is_somebody_elses_to_back_up(db: str, login: Login) -> None:
    text = login("owner").get("/installation").content.decode()
    assert "whoever keeps it backs it up" in text
    assert "is-bad" not in text
