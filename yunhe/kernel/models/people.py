"""Who may do what: users, roles as bundles of rights, grants with their scope, API tokens."""

from django.contrib.auth.models import AbstractUser
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now


class User(AbstractUser):
    """A person who logs in. Rights come from roles only."""

    display_name = models.CharField(max_length=80, blank=True, default="")
    language = models.CharField(max_length=10, blank=True, default="")  # empty: what the browser asks for
    theme = models.CharField(max_length=5, blank=True, default="")  # light, dark or empty: as the system
    home = models.CharField(max_length=20, blank=True, default="")  # the role whose board is shown first


class Role(models.Model):
    """A named bundle of rights: `oms.audit`, or `oms.*` for a whole room."""

    code = models.CharField(max_length=30, unique=True)
    name = models.CharField(max_length=80)
    rights = ArrayField(models.CharField(max_length=60), default=list)

    def __str__(self) -> str:
        return self.name


class Grant(models.Model):
    """A user holds a role, everywhere or for some shops and warehouses only (null = all)."""

    user = models.ForeignKey(User, models.CASCADE, db_index=False, related_name="grants")
    role = models.ForeignKey(Role, models.CASCADE, related_name="grants")
    shops = ArrayField(models.BigIntegerField(), null=True, blank=True)
    warehouses = ArrayField(models.BigIntegerField(), null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "role"], name="grant_once")]


class ApiToken(models.Model):
    """A secret that lets a program act as a user. Only its hash is stored."""

    user = models.ForeignKey(User, models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)  # sha256, hex
    created_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
