"""The clock's look at parcels under way: those past their day and those nobody has heard of for long."""

from datetime import datetime, timedelta

from django.db import connection
from django.utils.translation import gettext_noop as N_

from yunhe.kernel.actor import Actor
from yunhe.kernel.calendar import business_day
from yunhe.kernel.cases import Trouble, open_cases
from yunhe.kernel.commands import command
from yunhe.kernel.outcome import Outcome, Reason

STALLED_AFTER = timedelta(hours=72)
BATCH = 1_000  # a sweep writes at most so many cases of a kind; the next one goes on

MOVING = "('handed_over', 'in_transit', 'out_for_delivery', 'problem')"
NO_CASE = """NOT EXISTS (SELECT FROM kernel_case k WHERE k.key = %s || ':parcel:' || p.id
    AND k.state IN ('open', 'in_work'))"""
LATE = f"""
    SELECT p.id, p.root_id, c.arrives_on FROM stock_parcel p JOIN tms_servicechoice c ON c.parcel_id = p.id
    WHERE p.state IN {MOVING} AND c.arrives_on < %s AND {NO_CASE} ORDER BY p.id LIMIT %s
"""
STALLED = f"""
    SELECT p.id, p.root_id, heard.at FROM stock_parcel p, LATERAL (
        SELECT greatest(p.handed_over_at, max(m.happened_at)) AS at FROM tms_trackingmessage m
        WHERE (m.carrier_code, m.waybill) = (p.carrier_code, p.waybill)) heard
    WHERE p.state IN {MOVING} AND heard.at < %s AND {NO_CASE} ORDER BY p.id LIMIT %s
"""


@command("tms.sweep_parcels", N_("Look for late and stalled parcels"))
def sweep_parcels(*, stalled_after: timedelta = STALLED_AFTER, by: Actor, at: datetime) -> Outcome:
    """Open one case per parcel under way that is past its carrier's day, or of which nothing was heard for so long.

    `done` holds the new cases. They close by themselves when the parcel arrives, or moves.
    """
    late = [
        Trouble(
            type="parcel_late",
            subject_kind="parcel",
            subject_id=id,
            root_id=root,
            reason=Reason("parcel_late", N_("Should have arrived on {day}"), {"day": day}),
            next_step=N_("Ask the carrier"),
            owner_role="service",
        )
        for id, root, day in _rows(LATE, business_day(at), "parcel_late")
    ]
    stalled = [
        Trouble(
            type="parcel_stalled",
            subject_kind="parcel",
            subject_id=id,
            root_id=root,
            reason=Reason("parcel_stalled", N_("Nothing heard since {since}"), {"since": since}),
            next_step=N_("Ask the carrier"),
            owner_role="service",
        )
        for id, root, since in _rows(STALLED, at - stalled_after, "parcel_stalled")
    ]
    return Outcome(done=open_cases(late + stalled, by=by, at=at))


def _rows(sql: str, before: object, case_type: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, [before, case_type, BATCH])
        return cursor.fetchall()
