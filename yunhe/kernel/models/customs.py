"""What a company shapes itself: custom fields, saved views, decision tables."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class FieldDef(models.Model):
    """A custom field of a kind of document, kept in its `custom` column: form, list, filter, Excel, print and API at once."""

    class Type(models.TextChoices):
        TEXT = "text"
        NUMBER = "number"
        DATE = "date"
        FLAG = "flag"
        CHOICE = "choice"

    subject_kind = models.CharField(max_length=20)
    code = models.SlugField(max_length=40)
    label = models.JSONField()  # {"zh-hans": …, "zh-hant": …, "en": …}
    type = models.CharField(max_length=6, choices=Type.choices)
    choices = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    required = models.BooleanField(default=False)
    in_list = models.BooleanField(default=True)
    in_filter = models.BooleanField(default=True)
    in_print = models.BooleanField(default=False)
    place = models.SmallIntegerField(default=0)

    class Meta:
        ordering = ["subject_kind", "place", "id"]
        constraints = [models.UniqueConstraint(fields=["subject_kind", "code"], name="field_once")]


class SavedView(models.Model):
    """A list's filter, sort and columns under a name, for one person or shared."""

    listing = models.CharField(max_length=40)
    name = models.CharField(max_length=80)
    owner = models.ForeignKey("kernel.User", models.CASCADE, related_name="views")
    shared = models.BooleanField(default=False)
    query = models.JSONField()  # {"where": condition, "sort": […], "columns": […]}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["listing", "owner", "name"], name="view_once")]


class DecisionTable(models.Model):
    """Ordered rows of condition → outcome that judge a kind of subject: audit rules, strategies, tags."""

    name = models.CharField(max_length=60, unique=True)  # oms.audit
    subject_kind = models.CharField(max_length=20)
    version = models.IntegerField(default=1)


class DecisionRow(models.Model):
    """One rule. The first enabled row whose condition holds decides; the row that fired is stored with the subject."""

    table = models.ForeignKey(DecisionTable, models.CASCADE, db_index=False, related_name="rows")
    place = models.SmallIntegerField()
    code = models.SlugField(max_length=40)
    label = models.CharField(max_length=200)
    condition = models.JSONField()  # the language of kernel.conditions
    outcome = models.JSONField()
    enabled = models.BooleanField(default=True)

    class Meta:
        ordering = ["table", "place"]
        constraints = [
            models.UniqueConstraint(fields=["table", "place"], name="decision_place_once"),
            models.UniqueConstraint(fields=["table", "code"], name="decision_code_once"),
        ]
