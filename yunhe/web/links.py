"""Secret links for customers: made from the installation's key, so that nobody guesses them and they can be sent again;
each is about one order or parcel, ends by itself, and can be withdrawn before."""

import base64
import hashlib
import hmac
from datetime import datetime, timedelta

from django.conf import settings

from yunhe.crm.commands.surveys import secret_of
from yunhe.oms.models import Order
from yunhe.stock.models import Parcel
from yunhe.tms.queries.tracking import TrackingPage
from yunhe.tms.rules import TRACKING_PATH, tracking_link
from yunhe.web.models import WithdrawnLink

MARK_BYTES = 24  # 192 bits
OPEN_FOR = timedelta(days=90)  # after the order's last change, or the parcel's last news


def return_link(number: str) -> str:
    """The path of an order's return request page."""
    return f"/return/{number}/{_mark(number)}"


def return_order(number: str, mark: str, *, at: datetime) -> Order | None:
    """The order behind a link, if the mark is right and its time is not over."""
    if not hmac.compare_digest(mark.encode(), _mark(number).encode()) or is_withdrawn(mark):
        return None
    open_ = Order.objects.filter(number=number, state_at__gt=at - OPEN_FOR).exclude(state="cancelled")
    order: Order | None = open_.select_related("shop").first()
    return order


def is_over(parcel: TrackingPage, *, at: datetime) -> bool:
    """Whether there has been no news of a parcel for so long that its link has ended."""
    last = parcel.delivered_at or (parcel.stops[0].at if parcel.stops else at)
    return last <= at - OPEN_FOR


def withdraw(order: Order, *, by: str, at: datetime) -> None:
    """End every link about an order and its parcels for good."""
    numbers = Parcel.objects.filter(root_id=order.pk).values_list("number", flat=True)
    tracking = [tracking_link(number).removeprefix(TRACKING_PATH) for number in numbers]
    secrets = [_mark(order.number), secret_of(order.pk), *tracking]
    rows = [WithdrawnLink(digest=_digest(secret), by=by, at=at) for secret in secrets]
    WithdrawnLink.objects.bulk_create(rows, ignore_conflicts=True)


def is_withdrawn(secret: str) -> bool:
    """Whether somebody has ended this link."""
    return WithdrawnLink.objects.filter(digest=_digest(secret)).exists()


def _mark(number: str) -> str:
    made = hmac.new(settings.SECRET_KEY.encode(), f"return:{number}".encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(made[:MARK_BYTES]).decode()


def _digest(secret: str) -> str:
    """What is stored of a secret: sha256, hex."""
    return hashlib.sha256(secret.encode()).hexdigest()
