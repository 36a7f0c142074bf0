"""Answers that are kept, so that what is asked twice is carried out once."""

from django.db import models


class Reply(models.Model):
    """The answer to what a user asked under a key of his device's making; `digest` (sha256, hex) tells what was asked."""

    user = models.ForeignKey("kernel.User", models.CASCADE, db_index=False, related_name="+")
    key = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    body = models.JSONField(default=dict)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="reply_once")]
        indexes = [models.Index(fields=["made_at"], name="reply_age")]
