"""Every command takes many: as many statements for 100 rows as for 10, and the flow replays to the stored state."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.laws.cases.tms import CASES, STORY
from tests.tms.depot import ALICE, AT, Depot, again, events, labelled, said
from tests.world import build
from yunhe.tms import commands
from yunhe.tms.flows import PARCEL


@pytest.mark.parametrize("right", CASES)
def test_statements_do_not_grow_with_the_rows(right: str, db_tx: None) -> None:
    counts = []
    for n in (10, 100):
        with transaction.atomic():
            call = CASES[right](build(), n)
            with CaptureQueriesContext(connection) as captured:
                outcome = call()
            transaction.set_rollback(True)
        assert len(outcome.done) >= n
        assert outcome.refused == {}
        counts.append(len(captured))
    few, many = counts
    assert many == few


def test_the_events_of_every_parcel_replay_to_its_state(depot: Depot) -> None:
    ids = [p.id for p in labelled(depot, 30)]
    commands.hand_over(ids[::2], by=ALICE, at=AT)
    told = [said(f"SW{n:06d}", STORY[h], AT + timedelta(hours=h)) for n in range(1, 31) for h in range(n % 6)]
    for part in (told[::3], told[1::3], told[2::3]):
        commands.record_tracking(part, by=ALICE, at=AT)
    commands.void_waybills(ids, by=ALICE, at=AT)
    now = {p.id: p.state for p in again(ids)}
    assert set(now.values()) == {"voided", "handed_over", "in_transit", "problem", "out_for_delivery", "delivered"}
    for id, state in now.items():
        assert PARCEL.replay([s for _, s in events(id) if s]) == state
