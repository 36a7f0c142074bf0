"""The public tracking link: a secret nobody can guess, of which the database keeps a hash only."""

import base64
import hashlib
import hmac
import re

from django.conf import settings

TRACKING_PATH = "/track/"
SECRET_BYTES = 24  # 192 bits
PHONE = re.compile(r"(?<!\d)(1\d{2})[ -]?\d{4}[ -]?(\d{4})(?!\d)")


def tracking_link(number: str) -> str:
    """The path of a parcel's public page. Its secret is derived from our key, so that it can be sent again."""
    mark = hmac.new(settings.SECRET_KEY.encode(), f"tracking:{number}".encode(), hashlib.sha256).digest()
    return TRACKING_PATH + base64.urlsafe_b64encode(mark[:SECRET_BYTES]).decode()


def tracking_digest(secret: str) -> str:
    """What is stored of a link's secret (the part after the path): its sha256, hex."""
    return hashlib.sha256(secret.encode()).hexdigest()


def without_phones(text: str) -> str:
    """A carrier's sentence for the public: couriers' mobile numbers masked, 138****5678."""
    return PHONE.sub(r"\1****\2", text)
