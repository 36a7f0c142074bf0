"""Purchases, tags, surveys."""

from django.db import models
from django.db.models import Q

from yunhe.catalog.models import AMOUNT
from yunhe.kernel.links import subject


class Purchase(models.Model):
    """A completed order in the customer's record: what it was worth, less what was given back."""

    order_id = models.BigIntegerField(primary_key=True)
    partner = models.ForeignKey("partners.Partner", models.CASCADE, db_index=False, related_name="purchases")
    shop_id = models.BigIntegerField(null=True)
    amount = models.DecimalField(**AMOUNT)
    returned = models.DecimalField(**AMOUNT, default=0)
    bought_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["partner", "bought_at"], name="purchase_partner")]


class Tag(models.Model):
    """A customer carries a tag of a family (rfm) from `since` until `until`; `why` holds the figures it rests on."""

    partner = models.ForeignKey("partners.Partner", models.CASCADE, related_name="tags")
    family = models.CharField(max_length=20)
    code = models.CharField(max_length=40)
    why = models.JSONField()
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partner", "family"], condition=Q(until=None), name="tag_one_of_family"),
        ]


class Survey(models.Model):
    """One question after delivery. Only the hash of the link's secret is stored; it expires and is answered once."""

    order_id = models.BigIntegerField(unique=True)
    partner = models.ForeignKey("partners.Partner", models.SET_NULL, null=True, related_name="surveys")
    digest = models.CharField(max_length=64, unique=True)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    score = models.SmallIntegerField(null=True)  # 1 … 5
    cause = models.CharField(max_length=20, blank=True, default="")  # goods, packing, carrier, service
    comment = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(score__isnull=True) | Q(score__gte=1, score__lte=5), name="survey_score")
        ]


SURVEY = subject("survey", "crm_survey", "Survey", "/surveys/")
