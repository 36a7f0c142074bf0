"""Tell a shop what it does not know yet: nothing left first, a request at a time, never while a transaction is open."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from django.db import connection, transaction
from django.utils.translation import gettext_noop as N_

from yunhe.connectors.models import Feed
from yunhe.connectors.shops.client import Answer, Figure, ShopBusyError
from yunhe.connectors.shops.events import OnSaleTold, SoldOutTold
from yunhe.kernel.actor import Actor
from yunhe.kernel.bulk import array, texts
from yunhe.kernel.cases import Trouble, open_cases, settle
from yunhe.kernel.events import record
from yunhe.kernel.outcome import Reason

PATIENCE = 5  # failures in a row before a person hears of it
TEXT = 200


class Teller(Protocol):
    """Whoever speaks a shop's language."""

    batch: int

    def tell(self, figures: Sequence[Figure]) -> list[Answer]: ...


def tell(feed_id: int, *, client: Teller, by: Actor, at: datetime) -> int:
    """Tell until the shop knows all; returns how many figures it took. Only one at a time for a feed: the job's lock.

    Raises ShopBusyError or ShopProtocolError of the request that failed; what was told before it is noted.
    """
    told = 0
    while figures := _ask(feed_id, client.batch):
        answers = client.tell(figures)
        _note(feed_id, answers, by=by, at=at)
        told += sum(answer.taken for answer in answers)
        if left := len(figures) - sum(answer.taken or answer.permanent for answer in answers):
            raise ShopBusyError(f"{left} figures were not taken")
    return told


def recover(feed_id: int, *, by: Actor, at: datetime) -> None:
    """The shop answers again, if it did not."""
    with transaction.atomic():
        if Feed.objects.filter(id=feed_id, failures__gt=0).update(failures=0, failing_since=None, error=""):
            settle([_silent(feed_id)], "the shop answers", by=by, at=at)


def fail(feed_id: int, error: Exception, *, by: Actor, at: datetime) -> int:
    """The shop could not be told; returns how often in a row. A case opens after some times, at once if it is no hiccup."""
    with transaction.atomic():
        feed = Feed.objects.select_for_update(no_key=True).get(id=feed_id)
        feed.failures, feed.failing_since, feed.error = feed.failures + 1, feed.failing_since or at, str(error)[:300]
        feed.save(update_fields=["failures", "failing_since", "error"])
        if feed.failures >= PATIENCE or not isinstance(error, ShopBusyError):
            open_cases([_trouble(feed)], by=by, at=at)
    return feed.failures


PENDING = """
    UPDATE connectors_offer o SET asked_version = o.version
    FROM (SELECT id FROM connectors_offer
          WHERE feed_id = %s AND told_version < version AND refused_version < version
          ORDER BY qty > 0, version, id LIMIT %s) p
    WHERE o.id = p.id RETURNING o.id, o.sku, o.qty, o.version
"""
TAKEN = """
    UPDATE connectors_offer o SET told = f.qty, told_version = f.version, told_at = %s, refusal = ''
    FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[]) AS f(id, qty, version) JOIN connectors_offer b ON b.id = f.id
    WHERE o.id = f.id AND o.told_version < f.version RETURNING o.item_id, b.told, o.told
"""
REFUSED = """
    UPDATE connectors_offer o SET refused_version = f.version, refusal = f.refusal
    FROM unnest(%s::bigint[], %s::bigint[], %s::text[]) AS f(id, version, refusal) WHERE o.id = f.id
"""


def _ask(feed_id: int, limit: int) -> list[Figure]:
    """The next figures to tell, marked as asked before they go out. Refused inside a transaction: the network would be, too."""
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("SELECT FROM connectors_feed WHERE id = %s FOR NO KEY UPDATE", [feed_id])
        cursor.execute(PENDING, [feed_id, limit])
        return sorted((Figure(*row) for row in cursor.fetchall()), key=lambda f: (f.qty > 0, f.version))


def _note(feed_id: int, answers: Sequence[Answer], *, by: Actor, at: datetime) -> None:
    taken = [a.figure for a in answers if a.taken]
    refused = [a for a in answers if a.permanent]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT shop_id FROM connectors_feed WHERE id = %s FOR NO KEY UPDATE", [feed_id])
        ((shop,),) = cursor.fetchall()
        cursor.execute(
            TAKEN, [at, array(f.offer for f in taken), array(f.qty for f in taken), array(f.version for f in taken)]
        )
        turned: defaultdict[type[SoldOutTold] | type[OnSaleTold], set[int]] = defaultdict(set)
        for item, before, now in cursor.fetchall():
            if before is not None and (before > 0) != (now > 0):
                turned[OnSaleTold if now else SoldOutTold].add(item)
        cursor.execute(
            REFUSED,
            [
                array(a.figure.offer for a in refused),
                array(a.figure.version for a in refused),
                texts(a.text[:TEXT] for a in refused),
            ],
        )
        record([kind(subject=shop, items=sorted(items)) for kind, items in turned.items()], by=by, at=at)


def _trouble(feed: Feed) -> Trouble:
    return Trouble(
        "shop_silent",
        "shop",
        feed.shop_id,
        Reason("shop_silent", N_("The shop is not told what it may sell: {error}"), {"error": feed.error}),
        next_step="ask_shop",
        owner_role="clerk",
        key=_silent(feed.id),
    )


def _silent(feed_id: int) -> str:
    return f"shop_silent:{feed_id}"
