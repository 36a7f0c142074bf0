"""Purchases, RFM cells and surveys."""

from datetime import timedelta
from decimal import Decimal
from itertools import product

import pytest

from tests import world as worlds
from tests.world import AT, BY, World
from yunhe.crm import commands as crm
from yunhe.crm.commands.records import Bought
from yunhe.crm.commands.surveys import Answer, secret_of
from yunhe.crm.listings import CUSTOMERS
from yunhe.crm.models import Purchase, Survey, Tag
from yunhe.crm.rules import CELLS, Rfm, cell, middle
from yunhe.kernel.actor import person
from yunhe.kernel.listing import State, page_of
from yunhe.kernel.models import Case, Event
from yunhe.kernel.outcome import RefusalError

D = Decimal


@pytest.fixture
def world(db_tx: None) -> World:
    return worlds.build()


def test_the_cells_are_a_partition() -> None:
    assert set(CELLS) == set(product((True, False), repeat=3))
    assert len(set(CELLS.values())) == 8


def test_customers_are_measured_against_the_mean() -> None:
    customers = [Rfm(1, 5, 9, D(900)), Rfm(2, 100, 1, D(50)), Rfm(3, 15, 2, D(100))]
    mean = middle(customers)
    assert (mean.days, mean.count, mean.amount) == (D(40), D(4), D(350))
    assert [cell(c, mean) for c in customers] == ["champion", "lost", "new"]


def test_a_tag_says_why_and_since_when_and_only_changes_are_written(world: World) -> None:
    wang, li = world.partners["WANG"].id, world.partners["LI"].id
    rows = [Bought(n, wang, None, D("300.00"), AT - timedelta(days=n)) for n in (1, 2, 3)]
    crm.keep_purchases([*rows, Bought(9, li, None, D("20.00"), AT - timedelta(days=200))], by=BY, at=AT)
    assert crm.retag(by=BY, at=AT).done == [wang, li]
    assert list(Tag.objects.order_by("id").values_list("code", flat=True)) == ["champion", "lost"]
    assert Tag.objects.get(partner=wang).why == {
        "days": 1,
        "count": 3,
        "amount": "900.00",
        "mean_days": "100.5",
        "mean_count": "2.00",
        "mean_amount": "460.00",
    }
    assert crm.retag(by=BY, at=AT).done == []
    later = AT + timedelta(days=30)
    crm.keep_purchases([Bought(n, li, None, D("900.00"), later) for n in (20, 21, 22)], by=BY, at=later)
    assert crm.retag(by=BY, at=later).done == [wang, li]
    assert [(t.code, t.until) for t in Tag.objects.filter(partner=li).order_by("id")] == [
        ("lost", later),
        ("champion", None),
    ]
    assert Event.objects.filter(kind="TagChanged", subject_id=li).count() == 2


def test_a_purchase_is_kept_once(world: World) -> None:
    row = Bought(1, world.partners["WANG"].id, None, D("300.00"), AT)
    crm.keep_purchases([row], by=BY, at=AT)
    crm.keep_purchases([row], by=BY, at=AT)
    assert Purchase.objects.count() == 1


def test_a_survey_is_asked_once_and_answered_once(world: World) -> None:
    wang = world.partners["WANG"].id
    crm.send_surveys([(7, wang), (8, None)], by=BY, at=AT)
    assert crm.send_surveys([(7, wang)], by=BY, at=AT).made == {}
    secret = secret_of(7)
    assert len(secret) == 40
    assert secret not in set(Survey.objects.values_list("digest", flat=True))
    assert crm.answer_surveys([Answer(secret, 2, "carrier", "late")], by=BY, at=AT).done == [secret]
    assert crm.answer_surveys([Answer(secret, 5)], by=BY, at=AT).refused[secret].code == "answered"
    assert list(Case.objects.values_list("type", "subject_id", "owner_role")) == [("low_score", 7, "warehouse")]
    assert list(Event.objects.filter(kind="SurveyAnswered").values_list("root_id", flat=True)) == [7]


def test_bad_and_late_answers_are_refused(world: World) -> None:
    crm.send_surveys([(7, None)], by=BY, at=AT)
    answers = [Answer("guess", 5), Answer(secret_of(7), 6)]
    assert [r.code for r in crm.answer_surveys(answers, by=BY, at=AT).refused.values()] == ["no_survey", "bad_answer"]
    late = AT + timedelta(days=31)
    assert crm.answer_surveys([Answer(secret_of(7), 5)], by=BY, at=late).refused[secret_of(7)].code == "no_survey"


def test_the_list_of_customers_shows_the_tag_to_those_who_may_see_it(world: World) -> None:
    wang = world.partners["WANG"].id
    crm.keep_purchases([Bought(1, wang, None, D("300.00"), AT - timedelta(days=1))], by=BY, at=AT)
    crm.retag(by=BY, at=AT)
    service = person("mei", ["partners.see", "crm.see"])
    page = page_of(CUSTOMERS, State.parse("f.tag.eq=champion&columns=code&columns=tag"), actor=service, at=AT)
    assert [(row["code"].text, row["tag"].value) for row in page.rows] == [("WANG", "champion")]
    buyer = page_of(CUSTOMERS, State.parse(""), actor=person("bo", ["partners.see"]), at=AT)
    assert "tag" not in [head.name for head in buyer.heads]
    with pytest.raises(RefusalError):
        page_of(CUSTOMERS, State.parse("f.tag.eq=champion"), actor=person("bo", ["partners.see"]), at=AT)
