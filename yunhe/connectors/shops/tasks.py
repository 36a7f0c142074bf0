"""The jobs: tell a shop, one at a time for each, and again a little later if it does not answer; and count everything."""

from collections.abc import Iterable
from datetime import UTC, datetime

from django.db import transaction
from procrastinate.contrib.django import app as jobs
from procrastinate.contrib.django.models import ProcrastinateJob

from yunhe.catalog.models import Item
from yunhe.connectors.models import Feed
from yunhe.connectors.shops.client import ShopBusyError, ShopClient, ShopProtocolError
from yunhe.connectors.shops.offers import count_offers, lock_feeds, to_tell
from yunhe.connectors.shops.telling import fail, recover, tell
from yunhe.kernel.actor import system
from yunhe.kernel.sealing import unseal

BY = system("shops")
ROUND_SECONDS = 5  # raises wait so long for each other
PAUSE_SECONDS = 60  # the longest between two attempts
COMPARED = 1_000  # items in one transaction when everything is counted
URGENT = 1  # of two jobs with one lock the higher goes first, so what waits for its time holds up no urgent one


@jobs.task(name="shops.tell")
def tell_job(*, feed: int) -> None:
    """Tell the shop of a feed; if that fails, once more after 3, 9, 27, 60 … seconds."""
    tell_shop(feed, at=datetime.now(UTC))


@jobs.task(name="shops.compare")
def compare_job() -> None:
    """Count everything that connected shops may sell."""
    compare_all(at=datetime.now(UTC))


def tell_shop(feed_id: int, *, at: datetime) -> None:
    """The job's work. A failure is noted and asked for again; it is nobody's exception."""
    feed = Feed.objects.select_related("shop").filter(id=feed_id, active=True, shop__active=True).first()
    if feed is None:
        return
    try:
        with ShopClient(feed.shop.code, feed.endpoint, unseal(feed.sealed)) as client:
            tell(feed_id, client=client, by=BY, at=at)
    except (ShopBusyError, ShopProtocolError) as error:
        failures = fail(feed_id, error, by=BY, at=at)
        ask([feed_id], after_seconds=min(3**failures, PAUSE_SECONDS))
    else:
        recover(feed_id, by=BY, at=at)


def compare_all(*, at: datetime) -> None:
    """Count everything, some items in each transaction, so that what sells out meanwhile does not wait for its turn."""
    items = list(Item.objects.exclude(kind=Item.Kind.SERVICE).order_by("id").values_list("id", flat=True))
    for first in range(0, len(items), COMPARED):
        with transaction.atomic():
            if feeds := lock_feeds():
                news = count_offers(feeds, items[first : first + COMPARED], at=at)
                ask(news.feeds, urgent=news.sold_out)
    ask(to_tell())


def ask_to_compare() -> None:
    """A job that counts everything, if none waits."""
    if not ProcrastinateJob.objects.filter(task_name=compare_job.name, status="todo").exists():
        compare_job.configure(lock=compare_job.name).defer()


def ask(feed_ids: Iterable[int], *, urgent: Iterable[int] = (), after_seconds: int = ROUND_SECONDS) -> None:
    """A job for each of these feeds that has none waiting: at once for the `urgent` ones, after a while for the others.

    Whoever asks holds the feed's lock or has committed, so a job that is taken meanwhile still finds what is to be told.
    """
    at_once, asked = set(urgent), sorted({*feed_ids, *urgent})
    waiting = {
        (lock, priority)
        for lock, priority in ProcrastinateJob.objects.filter(
            task_name=tell_job.name, status="todo", lock__in=[_lock(id) for id in asked]
        ).values_list("lock", "priority")
    }
    for id in asked:
        if (_lock(id), URGENT) in waiting or (id not in at_once and (_lock(id), 0) in waiting):
            continue
        urgently = id in at_once
        job = tell_job.configure(
            lock=_lock(id),
            priority=URGENT if urgently else 0,
            schedule_in=None if urgently else {"seconds": after_seconds},
        )
        job.defer(feed=id)


def _lock(feed_id: int) -> str:
    return f"shops.tell:{feed_id}"
