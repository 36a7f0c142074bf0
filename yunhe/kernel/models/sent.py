"""Files that are one person's for a while, what was sent to be taken in, and how files of other houses are read."""

from django.db import models

from yunhe.kernel.models.shared import ImportRun, Progress


class KeptFile(models.Model):
    """A file that waits for one person until it expires: one that was sent, or a list that was written."""

    name = models.CharField(max_length=200)
    size = models.BigIntegerField()  # bytes
    digest = models.CharField(max_length=64, db_index=True)  # sha256, hex
    owner = models.CharField(max_length=80)  # an actor's name
    kept_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)


class ImportLayout(models.Model):
    """Which columns of a kind of file are which fields of a noun, under the name that the company gives it.

    `head` is the fingerprint of the file's head, by which the next one is known again.
    """

    noun = models.CharField(max_length=40)
    name = models.CharField(max_length=80)
    head = models.CharField(max_length=64)
    columns = models.JSONField(default=dict)  # {field: key of the column}
    fixed = models.JSONField(default=dict)  # {field: text}
    used_by = models.CharField(max_length=80)
    used_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["noun", "name"], name="layout_name")]
        indexes = [models.Index(fields=["noun", "head"], name="layout_head")]


class SentFile(models.Model):
    """A file on its way in: sent, its columns named, tried, taken. `layout` is null until the columns are named, `preview`
    until it was tried; `job` tries or takes it, `run` is what came of it."""

    noun = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    sent_by = models.CharField(max_length=80)
    sent_at = models.DateTimeField()
    file = models.ForeignKey(KeptFile, null=True, on_delete=models.SET_NULL, related_name="+")
    layout = models.JSONField(null=True)
    preview = models.JSONField(null=True)
    job = models.ForeignKey(Progress, null=True, on_delete=models.SET_NULL, related_name="+")
    run = models.ForeignKey(ImportRun, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["noun", "sent_by"], name="sent_whose")]
