"""What the pages keep for themselves: failed log-ins, so that nobody can guess for long, and links that were withdrawn."""

from django.db import models


class FailedLogin(models.Model):
    """Somebody gave a wrong password for this name from this address."""

    name = models.CharField(max_length=150)
    address = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["name", "at"], name="failed_login_name"),
            models.Index(fields=["address", "at"], name="failed_login_address"),
        ]


class WithdrawnLink(models.Model):
    """A customer's link that somebody ended before its time. Only the hash of its secret is stored."""

    digest = models.CharField(max_length=64, unique=True)  # sha256, hex
    by = models.CharField(max_length=80)
    at = models.DateTimeField()
