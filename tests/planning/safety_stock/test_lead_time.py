"""Lead times learned from receipts: own ones, borrowed ones, quoted ones, impossible ones."""

from datetime import date, timedelta

import pytest

from yunhe.planning.safety_stock import LeadTimes, SafetyStockError, learn_lead_times

MONDAY = date(2027, 3, 1)


def received(*days: int) -> list[tuple[date, date]]:
    return [(MONDAY, MONDAY + timedelta(days=one)) for one in days]


def test_ten_receipts_speak_alone() -> None:
    learned = learn_lead_times({"bolt": received(*range(3, 13)), "nut": received(90)})
    assert learned["bolt"].days == tuple(range(3, 13))
    assert learned["bolt"].reason == "learned from 10 receipts"
    assert learned["bolt"].mean == 7.5
    assert learned["bolt"].quantile(0.5) == 7.5


def test_few_receipts_borrow_from_the_supplier() -> None:
    learned = learn_lead_times({"bolt": received(*[5] * 9, 30), "nut": received(20)})
    assert learned["nut"].days == (5, 5, 5, 5, 5, 5, 5, 20, 20, 30)
    assert "9 drawn from all 11" in learned["nut"].reason


def test_a_quoted_time_serves_until_there_is_a_receipt() -> None:
    assert learn_lead_times({"new": []}, quoted={"new": 14})["new"] == LeadTimes.quoted(14)
    assert LeadTimes.quoted(14).days == (14,)


@pytest.mark.parametrize("days", [(), (3, -1)])
def test_lead_times_given_by_hand_are_checked_too(days: tuple[int, ...]) -> None:
    with pytest.raises(SafetyStockError) as refused:
        LeadTimes(days, "by hand")
    assert refused.value.offender == "lead_time"


@pytest.mark.parametrize("receipts", [received(4, -1), []])
def test_impossible_or_unknown_is_named(receipts: list) -> None:
    with pytest.raises(SafetyStockError) as refused:
        learn_lead_times({"bad": receipts}, quoted={"good": 3})
    assert refused.value.offender == "bad"
