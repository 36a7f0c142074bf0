"""Legal entities, their periods, and the working calendar."""

from django.db import models
from django.db.models import F, Q


class Entity(models.Model):
    """A company that owns stock, invoices and keeps books. A database is a group of them, usually one."""

    class Taxpayer(models.TextChoices):
        GENERAL = "general"  # stock value excludes VAT
        SMALL = "small"  # stock value includes VAT

    class Chart(models.TextChoices):
        ENTERPRISE = "enterprise"  # 企业会计准则
        SMALL = "small"  # 小企业会计准则

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True, default="")
    tax_number = models.CharField(max_length=30, blank=True, default="")
    taxpayer = models.CharField(max_length=10, choices=Taxpayer.choices, default=Taxpayer.GENERAL)
    chart = models.CharField(max_length=12, choices=Chart.choices, default=Chart.ENTERPRISE)
    currency = models.CharField(max_length=3, default="CNY")
    time_zone = models.CharField(max_length=40, default="Asia/Shanghai")
    active = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.name


class Period(models.Model):
    """A fiscal month of an entity. Stock closes first, then the books; a closed period never changes."""

    class State(models.TextChoices):
        OPEN = "open"
        STOCK_CLOSED = "stock_closed"
        CLOSED = "closed"

    entity = models.ForeignKey(Entity, models.PROTECT, db_index=False, related_name="periods")
    code = models.CharField(max_length=7)  # 2026-11
    starts = models.DateField()
    ends = models.DateField()
    state = models.CharField(max_length=12, choices=State.choices, default=State.OPEN)

    class Meta:
        ordering = ["entity", "starts"]
        constraints = [
            models.UniqueConstraint(fields=["entity", "code"], name="period_once"),
            models.CheckConstraint(condition=Q(starts__lte=F("ends")), name="period_runs_forward"),
        ]

    def __str__(self) -> str:
        return self.code


class Holiday(models.Model):
    """A day that differs from the week: a holiday, or a weekend day that is worked (调休)."""

    day = models.DateField(unique=True)
    works = models.BooleanField(default=False)
    name = models.CharField(max_length=60, blank=True, default="")
