"""Partners, their addresses, regions, and the address snapshot that documents carry."""

from django.db import models
from django.db.models import Q

from yunhe.kernel.links import subject
from yunhe.kernel.search import trigram_index


class Region(models.Model):
    """A place of the administrative tree: province, city, district, by its six-digit code (GB/T 2260)."""

    code = models.CharField(max_length=6, primary_key=True)
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=60, blank=True, default="")
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)


class Partner(models.Model):
    """A party. `price_level` names a price list; `credit_limit` null = unlimited, 0 = pays before it ships."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True, default="")
    is_customer = models.BooleanField(default=False)
    is_supplier = models.BooleanField(default=False)
    is_carrier = models.BooleanField(default=False)
    is_consignor = models.BooleanField(default=False)
    tax_number = models.CharField(max_length=30, blank=True, default="")
    currency = models.CharField(max_length=3, default="CNY")
    price_level = models.CharField(max_length=20, blank=True, default="")
    credit_limit = models.DecimalField(max_digits=16, decimal_places=2, null=True, blank=True)
    terms_days = models.IntegerField(default=0)
    min_shelf_days = models.IntegerField(default=0)  # this customer takes no lot with fewer days left
    salesperson = models.ForeignKey("kernel.User", models.SET_NULL, null=True, blank=True, related_name="+")
    active = models.BooleanField(default=True)
    search = models.TextField(blank=True, default="")
    custom = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(is_customer=True) | Q(is_supplier=True) | Q(is_carrier=True) | Q(is_consignor=True),
                name="partner_is_something",
            ),
            models.CheckConstraint(
                condition=Q(credit_limit__isnull=True) | Q(credit_limit__gte=0), name="partner_credit"
            ),
        ]
        indexes = [trigram_index("search", "partner_search")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class AddressFields(models.Model):
    """An address as a document keeps it. `recipient`, `phone` and `detail` may be masked by the platform; `token` is the
    platform's or our own fingerprint of the recipient, for merging and duplicate checks."""

    recipient = models.CharField(max_length=80, blank=True, default="")
    phone = models.CharField(max_length=30, blank=True, default="")
    phone_tail = models.CharField(max_length=4, blank=True, default="")
    region_code = models.CharField(max_length=6, blank=True, default="")
    detail = models.CharField(max_length=300, blank=True, default="")
    token = models.CharField(max_length=120, blank=True, default="")
    platform = models.CharField(max_length=20, blank=True, default="")

    class Meta:
        abstract = True


class Address(AddressFields):
    """A partner's address."""

    class Use(models.TextChoices):
        SHIP = "ship"
        BILL = "bill"
        BOTH = "both"

    partner = models.ForeignKey(Partner, models.CASCADE, related_name="addresses")
    use = models.CharField(max_length=4, choices=Use.choices, default=Use.BOTH)
    first = models.BooleanField(default=False)


class Exposure(models.Model):
    """What a customer's account says: open receivables, and payments that are not applied yet (earmarked ones included).

    Finance keeps it by `commands.shift_exposure`; OMS adds accepted orders that are not invoiced when it judges credit.
    """

    partner = models.OneToOneField(Partner, models.CASCADE, primary_key=True, related_name="exposure")
    receivable_open = models.DecimalField(max_digits=16, decimal_places=2, default=0)
    deposits = models.DecimalField(max_digits=16, decimal_places=2, default=0)


PARTNER = subject("partner", "partners_partner", "Partner", "/customers/")
ADDRESS = ("recipient", "phone", "phone_tail", "region_code", "detail", "token", "platform")
