"""Decisions about addresses and recipients: what may be read of them, what tells equal ones, what is missing."""

import hmac
import re
from collections.abc import Mapping

from django.conf import settings
from django.utils.translation import gettext_noop as N_

from yunhe.kernel.outcome import Reason

MOBILE = re.compile(r"^1[3-9]\d{9}$")
REGION = re.compile(r"^\d{6}$")


def recipient_token(recipient: str, phone: str, region_code: str, detail: str) -> str:
    """Our own fingerprint of a recipient: equal for equal name, phone and place, useless to anyone without our key."""
    text = "|".join(["".join(part.split()).lower() for part in (recipient, phone, region_code, detail)])
    return hmac.digest(settings.SECRET_KEY.encode(), text.encode(), "sha256").hex()[:40]


def mask_name(name: str) -> str:
    """王小明 → 王**; one letter stays as it is asked on the phone."""
    return name[:1] + "*" * max(len(name) - 1, 0)


def mask_phone(phone: str) -> str:
    """13812345678 → 138****5678."""
    return re.sub(r"^(\d{3})\d+(\d{4})$", r"\1****\2", phone)


def address_trouble(address: Mapping[str, str], known_regions: frozenset[str] | None = None) -> Reason | None:
    """Why a parcel could not be sent there, or None. A masked recipient with a platform's token is complete."""
    if not REGION.match(address.get("region_code", "")) or (
        known_regions is not None and address["region_code"] not in known_regions
    ):
        return Reason("no_region", N_("The region is missing or unknown"))
    if address.get("platform") and address.get("token"):
        return None
    missing = [field for field in ("recipient", "phone", "detail") if not address.get(field, "").strip()]
    if missing:
        return Reason("address_incomplete", N_("The address lacks {fields}"), {"fields": missing})
    return None
