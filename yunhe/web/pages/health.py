"""Health for machines: does the database answer, is the event ledger read, does anything stand still, are there backups."""

from datetime import UTC, datetime

from django.db import OperationalError
from django.http import HttpRequest, JsonResponse

from yunhe.insight.backups import backups
from yunhe.kernel.events.sequencer import oldest_unsequenced_seconds
from yunhe.kernel.models import Parked


def health(request: HttpRequest) -> JsonResponse:
    """200 with figures, or 503 when the database does not answer. Parked subjects and a late backup are a person's work,
    not an outage."""
    try:
        state, at = backups(), datetime.now(UTC)
        figures = {
            "oldest_unsequenced_seconds": oldest_unsequenced_seconds(),
            "parked": Parked.objects.count(),
            "backups": state.care,
            "backup_age_hours": state.age_hours(at),
            "backup_late": state.late(at),
            "backup_failed": bool(state.failure),
        }
    except OperationalError:
        return JsonResponse({"database": False}, status=503)
    return JsonResponse({"database": True, **figures})
