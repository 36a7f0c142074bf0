"""Small shared services: links between documents, files, messages, settings, long work, imports."""

from django.db import models
from django.db.models.functions import Now


class Link(models.Model):
    """From one document to another in a role: the tree of related documents is read from these rows."""

    from_kind = models.CharField(max_length=20)
    from_id = models.BigIntegerField()
    to_kind = models.CharField(max_length=20)
    to_id = models.BigIntegerField()
    role = models.CharField(max_length=30)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["from_kind", "from_id", "to_kind", "to_id", "role"], name="link_once"),
        ]
        indexes = [models.Index(fields=["to_kind", "to_id"], name="link_back")]


class Attachment(models.Model):
    """A file kept with a document, stored under its content's hash in the data directory."""

    subject_kind = models.CharField(max_length=20)
    subject_id = models.BigIntegerField()
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.BigIntegerField()  # bytes
    digest = models.CharField(max_length=64)  # sha256, hex
    added_by = models.CharField(max_length=80)
    added_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["subject_kind", "subject_id"], name="attachment_subject")]


class Notification(models.Model):
    """The outbox of messages to people and to the outside: written with the state change, delivered by a job.

    Unique per (subscription, event, recipient), so a handler that runs again sends nothing twice.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        SENT = "sent"
        FAILED = "failed"
        READ = "read"

    subscription = models.CharField(max_length=80)
    event_id = models.BigIntegerField(null=True)
    recipient = models.CharField(max_length=120)  # user:7, role:buyer, or a connector's own address key
    channel = models.CharField(max_length=20, default="bell")
    subject_kind = models.CharField(max_length=20)
    subject_id = models.BigIntegerField()
    message = models.JSONField()  # a stored outcome.Reason, said in the reader's language
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subscription", "event_id", "recipient"], name="notification_once"),
        ]
        indexes = [models.Index(fields=["recipient", "state"], name="notification_inbox")]


class Setting(models.Model):
    """A company's choice that differs from the default declared in code."""

    name = models.CharField(max_length=80, primary_key=True)
    value = models.JSONField()
    changed_by = models.CharField(max_length=80)
    changed_at = models.DateTimeField()


class Progress(models.Model):
    """Long work that a person watches: how far, how many, cancelled or done, with its result."""

    class State(models.TextChoices):
        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"
        CANCELLED = "cancelled"

    kind = models.CharField(max_length=40)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(null=True)
    cancel_asked = models.BooleanField(default=False)
    started_by = models.CharField(max_length=80)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    result = models.JSONField(default=dict)


class ImportRun(models.Model):
    """A file that came in: how many rows were taken, and which were not and why (row, field, reason)."""

    noun = models.CharField(max_length=40)  # orders, items, stock
    file_name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)  # sha256 of the file, hex
    rows = models.IntegerField(default=0)
    taken = models.IntegerField(default=0)
    known = models.IntegerField(default=0)  # of those taken: what they name was there before
    errors = models.JSONField(default=list)  # [{row, field, value, reason}]
    by = models.CharField(max_length=80)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())
