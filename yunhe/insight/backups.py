"""How fresh the newest automatic backup is: by the files themselves, and by what the last run said."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection

from yunhe.insight.backup_files import DAILY, Kept, kept
from yunhe.kernel.models import Progress

KIND = "backup"  # of the runs in Progress
LATE = timedelta(hours=26)


@dataclass(frozen=True, slots=True)
class Backups:
    """`care` is daily, off (YUNHE_BACKUPS=0), or elsewhere (a database that is not ours to back up)."""

    care: str
    kept: list[Kept]  # newest first
    since: datetime | None  # when the newest was made, or the installation while there is none
    failure: str  # what the last run said, if it failed

    def late(self, at: datetime) -> bool:
        """Whether the next one should have been made by now."""
        return self.care == "daily" and self.since is not None and at - self.since > LATE

    def age_hours(self, at: datetime) -> float | None:
        """Of the newest one; None when there is none."""
        return round((at - self.kept[0].made_at) / timedelta(hours=1), 1) if self.kept else None


def backups() -> Backups:
    """The state of this installation's automatic backups. Two queries at most."""
    if not settings.EMBEDDED:
        return Backups("elsewhere", [], None, "")
    found = kept(Path(settings.DATA), DAILY)
    last = Progress.objects.filter(kind=KIND).order_by("-id").first()
    failure = str(last.result["error"]) if last and last.state == Progress.State.FAILED else ""
    since = found[0].made_at if found else _founded_at()
    return Backups("daily" if settings.BACKUPS_KEPT else "off", found, since, failure)


def _founded_at() -> datetime:
    """When this database was first migrated: before that there was nothing to back up."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT min(applied) FROM django_migrations")
        founded: datetime = cursor.fetchone()[0]
        return founded
