"""The event ledger, its sequence, and how far each subscription has read (MODEL section 5)."""

from django.db import models
from django.db.models.functions import Now


class Event(models.Model):
    """What happened. Append-only, partitioned by month of `recorded_at`; the table is made by SQL in a migration.

    Ids and figures only: no names, phones or addresses in `payload`.
    """

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=40)
    v = models.SmallIntegerField(default=1)
    subject_kind = models.CharField(max_length=20)
    subject_id = models.BigIntegerField()
    root_id = models.BigIntegerField(null=True)
    caused_by = models.BigIntegerField(null=True)
    business_date = models.DateField()
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())
    by = models.CharField(max_length=80)
    payload = models.JSONField(default=dict)

    class Meta:
        managed = False
        db_table = "kernel_event"


class EventPosition(models.Model):
    """The place of an event in the one order that all subscriptions read. Written by the sequencer alone."""

    position = models.BigIntegerField(primary_key=True)
    event_id = models.BigIntegerField(unique=True)
    recorded_at = models.DateTimeField()  # which partition holds the event


class Sequencer(models.Model):
    """One row: below which transaction every event has a position, and in which cluster that number means something."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    cluster = models.BigIntegerField()
    below_xid = models.BigIntegerField()


class Subscription(models.Model):
    """How far a handler of `loop.py` has read. The cursor moves in the handler's own transaction."""

    name = models.CharField(max_length=80, primary_key=True)
    position = models.BigIntegerField(default=0)


class Parked(models.Model):
    """A subject whose event a handler could not take: later events of it wait here until a person retries or skips."""

    subscription = models.ForeignKey(Subscription, models.CASCADE, db_index=False, related_name="parked")
    subject_kind = models.CharField(max_length=20)
    subject_id = models.BigIntegerField()
    error = models.TextField()
    attempts = models.IntegerField(default=1)
    parked_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subscription", "subject_kind", "subject_id"], name="parked_once"),
        ]


class ParkedEvent(models.Model):
    """An event that waits behind its parked subject, in order."""

    parked = models.ForeignKey(Parked, models.CASCADE, db_index=False, related_name="events")
    position = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["parked", "position"], name="parked_event_once")]


class ClockMark(models.Model):
    """When a job of the clock last ran, by the minute it was meant for: a worker that was away catches up once."""

    name = models.CharField(max_length=80, primary_key=True)
    ran_for = models.DateTimeField()
