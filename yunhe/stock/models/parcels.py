"""Parcels: what a carrier takes of an outbound. TMS moves their states; who made them and what is in them stands here."""

from django.db import models
from django.db.models import Q

from yunhe.catalog.models import QTY
from yunhe.kernel.links import subject
from yunhe.stock.scopes import PARCELS


class Parcel(models.Model):
    """`waybill` is unique while the parcel lives. `tracking_digest` is the hash of the public link's secret."""

    number = models.CharField(max_length=40, unique=True)
    outbound = models.ForeignKey("stock.Outbound", models.PROTECT, db_index=False, related_name="parcels")
    n = models.SmallIntegerField()
    root_id = models.BigIntegerField(null=True)
    state = models.CharField(max_length=16)
    state_at = models.DateTimeField()
    carrier_code = models.CharField(max_length=20, blank=True, default="")
    service = models.CharField(max_length=40, blank=True, default="")
    waybill = models.CharField(max_length=40, blank=True, default="")
    label_printed_at = models.DateTimeField(null=True)
    weight_kg = models.DecimalField(max_digits=10, decimal_places=3, null=True)
    length_mm = models.IntegerField(null=True)
    width_mm = models.IntegerField(null=True)
    height_mm = models.IntegerField(null=True)
    cod_amount = models.DecimalField(max_digits=16, decimal_places=2, default=0)
    tracking_digest = models.CharField(max_length=64, blank=True, default="")
    handed_over_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["outbound", "n"], name="parcel_once"),
            models.UniqueConstraint(
                fields=["carrier_code", "waybill"], condition=~Q(waybill="") & ~Q(state="voided"), name="waybill_once"
            ),
        ]
        indexes = [
            models.Index(fields=["waybill"], name="parcel_waybill"),
            models.Index(fields=["tracking_digest"], name="parcel_tracking"),
            models.Index(
                fields=["state"],
                name="parcel_queue",
                condition=~Q(state__in=["delivered", "returned", "lost", "voided"]),
            ),
        ]

    def __str__(self) -> str:
        return self.waybill or self.number


class ParcelLine(models.Model):
    """So much of an outbound line is in this parcel."""

    parcel = models.ForeignKey(Parcel, models.CASCADE, db_index=False, related_name="lines")
    outbound_line = models.ForeignKey("stock.OutboundLine", models.PROTECT, related_name="parcel_lines")
    qty = models.DecimalField(**QTY)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["parcel", "outbound_line"], name="parcel_line_once"),
            models.CheckConstraint(condition=Q(qty__gt=0), name="parcel_line_qty"),
        ]


PARCEL = subject("parcel", "stock_parcel", "Parcel", "/parcels/", PARCELS)
