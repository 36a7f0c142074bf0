"""Health for machines: does the database answer, is the event ledger read, does anything stand still."""

from django.db import OperationalError
from django.http import HttpRequest, JsonResponse

from yunhe.kernel.events.sequencer import oldest_unsequenced_seconds
from yunhe.kernel.models import Parked


def health(request: HttpRequest) -> JsonResponse:
    """200 with figures, or 503 when the database does not answer. Parked subjects are a person's work, not an outage."""
    try:
        figures = {"oldest_unsequenced_seconds": oldest_unsequenced_seconds(), "parked": Parked.objects.count()}
    except OperationalError:
        return JsonResponse({"database": False}, status=503)
    return JsonResponse({"database": True, **figures})
