"""Reads about a customer: one timeline over all systems, tags, the survey behind a link."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from yunhe.crm.commands.surveys import digest
from yunhe.crm.models import Survey, Tag
from yunhe.stock.queries import SHARED_EVENTS


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that happened with a customer."""

    at: datetime
    kind: str
    subject_kind: str
    subject: int
    order: int | None
    payload: dict[str, Any]


TIMELINE = f"""
    SELECT e.occurred_at, e.kind, e.subject_kind, e.subject_id, e.root_id, e.payload FROM kernel_event e
    WHERE (e.subject_kind = 'partner' AND e.subject_id = %(partner)s) OR e.root_id = ANY(%(roots)s::bigint[])
          OR e.id IN ({SHARED_EVENTS})
    ORDER BY e.occurred_at DESC, e.id DESC LIMIT %(limit)s
"""


def timeline(partner_id: int, order_ids: list[int], limit: int = 200) -> list[Moment]:
    """What happened with a customer and these orders of theirs, newest first, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(TIMELINE, {"partner": partner_id, "roots": order_ids, "limit": limit})
        return [Moment(*(*head, json.loads(payload))) for *head, payload in cursor.fetchall()]


def tags_of(partner_ids: list[int]) -> dict[int, Tag]:
    """The present RFM tag of each customer."""
    return {tag.partner_id: tag for tag in Tag.objects.filter(partner__in=partner_ids, family="rfm", until=None)}


def survey_of(secret: str, *, at: datetime) -> Survey | None:
    """The survey behind a link, if it is valid still."""
    survey: Survey | None = Survey.objects.filter(digest=digest(secret), expires_at__gt=at).first()
    return survey
