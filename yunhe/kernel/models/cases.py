"""Cases: every exception is a row with a type, an owner, a due time and a next step."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class Case(models.Model):
    """`key` makes a case unique while it is open: the same trouble of the same subject opens one case."""

    class State(models.TextChoices):
        OPEN = "open"
        IN_WORK = "in_work"
        DONE = "done"
        CANCELLED = "cancelled"

    type = models.CharField(max_length=40)
    subject_kind = models.CharField(max_length=20)
    subject_id = models.BigIntegerField()
    root_id = models.BigIntegerField(null=True)
    key = models.CharField(max_length=120)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    state_at = models.DateTimeField()
    reason = models.JSONField(default=dict)  # a stored outcome.Reason
    next_step = models.CharField(max_length=80, blank=True, default="")
    owner = models.ForeignKey("kernel.User", models.SET_NULL, null=True, related_name="cases")
    owner_role = models.CharField(max_length=30, blank=True, default="")
    due_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())
    resolution = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key"], condition=Q(state__in=["open", "in_work"]), name="case_open_once"),
        ]
        indexes = [
            models.Index(fields=["subject_kind", "subject_id"], name="case_subject"),
            models.Index(fields=["state", "type"], name="case_queue"),
        ]
