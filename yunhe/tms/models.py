"""Carriers with their accounts and rate cards, the choice made for each parcel, and the raw tracking messages."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from yunhe.kernel.links import subject

PRICE = {"max_digits": 12, "decimal_places": 4}
AMOUNT = {"max_digits": 16, "decimal_places": 2}
KG = {"max_digits": 10, "decimal_places": 3}
FRACTION = {"max_digits": 6, "decimal_places": 4}


class Carrier(models.Model):
    """Who drives. `adapter` names the connector that gets waybills and tracking; empty: numbers are typed or scanned."""

    class Kind(models.TextChoices):
        EXPRESS = "express"
        FREIGHT = "freight"
        OWN = "own"  # our own vans

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80, blank=True, default="")
    partner = models.ForeignKey("partners.Partner", models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=7, choices=Kind.choices, default=Kind.EXPRESS)
    adapter = models.CharField(max_length=20, blank=True, default="")
    cut_off = models.TimeField(null=True, blank=True)  # what is ready later travels the next day
    active = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.name


class CarrierAccount(models.Model):
    """How we are known to a carrier. `sealed` holds the credentials, encrypted with the installation's key."""

    carrier = models.OneToOneField(Carrier, models.CASCADE, related_name="account")
    endpoint = models.CharField(max_length=200, blank=True, default="")
    sealed = models.TextField(blank=True, default="")
    active = models.BooleanField(default=True)


class RateCard(models.Model):
    """What a service costs from `origin` (a prefix of region codes, empty = anywhere) from a day on. The newest one that
    has begun holds; of several origins the longest that fits."""

    carrier = models.ForeignKey(Carrier, models.CASCADE, db_index=False, related_name="cards")
    service = models.CharField(max_length=40)
    origin = models.CharField(max_length=6, blank=True, default="")
    valid_from = models.DateField()
    currency = models.CharField(max_length=3, default="CNY")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["carrier", "service", "origin", "valid_from"], name="rate_card_once"),
        ]

    def __str__(self) -> str:
        return f"{self.carrier.code}/{self.service} {self.valid_from}"


class RateRow(models.Model):
    """A zone of a card: the destinations whose region code begins with one of `regions`, and the price there.

    Weights are kg, prices include tax; `divisor` is cm³ per kg of volumetric weight (0 = none), `fuel_rate` and
    `cod_rate` are fractions, `max_mm` limits the longest side.
    """

    card = models.ForeignKey(RateCard, models.CASCADE, db_index=False, related_name="rows")
    zone = models.CharField(max_length=40)
    regions = ArrayField(models.CharField(max_length=6))
    first_kg = models.DecimalField(**KG)
    first_price = models.DecimalField(**PRICE)
    step_kg = models.DecimalField(**KG)
    step_price = models.DecimalField(**PRICE)
    minimum = models.DecimalField(**AMOUNT, default=0)
    divisor = models.IntegerField(default=0)
    round_kg = models.DecimalField(**KG)
    fuel_rate = models.DecimalField(**FRACTION, default=0)
    remote_surcharge = models.DecimalField(**AMOUNT, default=0)
    cod_rate = models.DecimalField(**FRACTION, default=0)
    cod_minimum = models.DecimalField(**AMOUNT, default=0)
    transit_days = models.SmallIntegerField()
    max_kg = models.DecimalField(**KG, null=True, blank=True)
    max_mm = models.IntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["card", "zone"], name="rate_row_once"),
            models.CheckConstraint(
                condition=Q(first_kg__gt=0, step_kg__gt=0, round_kg__gt=0, transit_days__gte=0, divisor__gte=0),
                name="rate_row_measures",
            ),
            models.CheckConstraint(
                condition=Q(
                    first_price__gte=0,
                    step_price__gte=0,
                    minimum__gte=0,
                    fuel_rate__gte=0,
                    remote_surcharge__gte=0,
                    cod_rate__gte=0,
                    cod_minimum__gte=0,
                ),
                name="rate_row_prices",
            ),
        ]


class ServiceChoice(models.Model):
    """The service chosen for a parcel and why: `candidates` ranks all that were looked at, losers with their reason.

    `lines` explains the price item by item; they sum to `amount`. `arrives_on` is the carrier's standard.
    """

    parcel = models.OneToOneField("stock.Parcel", models.CASCADE, related_name="choice")
    card = models.ForeignKey(RateCard, models.PROTECT, null=True, related_name="+")
    carrier_code = models.CharField(max_length=20)
    service = models.CharField(max_length=40)
    billable_kg = models.DecimalField(**KG)
    amount = models.DecimalField(**AMOUNT)
    currency = models.CharField(max_length=3)
    arrives_on = models.DateField()
    lines = models.JSONField(default=list)
    candidates = models.JSONField(default=list)
    chosen_at = models.DateTimeField()
    chosen_by = models.CharField(max_length=80)

    class Meta:
        indexes = [models.Index(fields=["arrives_on"], name="service_choice_arrival")]


class TrackingMessage(models.Model):
    """What a carrier said, as it said it. Append-only. It belongs to the living parcel with this waybill, also when that
    becomes known later: the link is (carrier, waybill), so a message for an unknown waybill waits here."""

    carrier_code = models.CharField(max_length=20)
    waybill = models.CharField(max_length=40)
    key = models.CharField(max_length=120)  # the carrier's message id, or its time and code
    code = models.CharField(max_length=20)  # the carrier's own
    status = models.CharField(max_length=20)  # ours: rules.Status
    happened_at = models.DateTimeField()  # by the carrier's clock
    received_at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())
    place = models.CharField(max_length=80, blank=True, default="")
    text = models.CharField(max_length=300, blank=True, default="")
    raw = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["carrier_code", "waybill", "key"], name="tracking_message_once"),
            models.CheckConstraint(condition=~Q(waybill="") & ~Q(key=""), name="tracking_message_is_of_something"),
        ]


CARRIER = subject("carrier", "tms_carrier", "Carrier", "/carriers/")
