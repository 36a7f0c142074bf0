"""The abstract document: number, state, two dates and a period, custom fields."""

from typing import Any

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.functions import Now


class NumberField(models.CharField):
    """A document's number. Its one unique index serves prefixes too, for the collation is C: of a column that calls
    itself varchar Django makes a second one for them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"max_length": 40, "unique": True, "db_collation": "C"} | kwargs)

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        return f"character varying({self.max_length})"


class Document(models.Model):
    """A paper of the business. `business_date` is what the paper says, `recorded_at` when we knew; `period` is where it
    counts, `late` when that is not the period of its business date. `state_at` dates the present state."""

    number: Any = NumberField()  # a str of each document
    state = models.CharField(max_length=20)
    state_at = models.DateTimeField()
    business_date = models.DateField()
    recorded_at = models.DateTimeField(db_default=Now())
    period = models.ForeignKey("kernel.Period", models.PROTECT, db_index=False, related_name="+")  # few, never sought
    late = models.BooleanField(default=False)
    created_by = models.CharField(max_length=80)
    note = models.TextField(blank=True, default="")
    custom = models.JSONField(default=dict, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.number


def custom_index(table: str) -> GinIndex:
    """The index that makes custom fields of a document filterable."""
    return GinIndex(fields=["custom"], name=f"{table}_custom", opclasses=["jsonb_path_ops"])
