"""The abstract document: number, state, two dates and a period, custom fields."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Now


class Document(models.Model):
    """A paper of the business. `business_date` is what the paper says, `recorded_at` when we knew; `period` is where it
    counts, `late` when that is not the period of its business date. `state_at` dates the present state."""

    number = models.CharField(max_length=40, unique=True)
    state = models.CharField(max_length=20)
    state_at = models.DateTimeField()
    business_date = models.DateField()
    recorded_at = models.DateTimeField(db_default=Now())
    period = models.ForeignKey("kernel.Period", models.PROTECT, related_name="+")
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
