"""Rate sheets: a card is taken whole or not at all, and what priced a parcel never changes."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from cryptography.fernet import InvalidToken
from django.test import override_settings

from tests.tms.depot import ALICE, AT, RATES, Depot, labelled, rate
from yunhe.kernel.sealing import seal, unseal
from yunhe.partners.models import Partner
from yunhe.tms.commands import define_carriers, import_rates, save_accounts
from yunhe.tms.importing import import_rate_file
from yunhe.tms.models import Carrier, CarrierAccount, RateCard, RateRow
from yunhe.tms.queries.cards import rate_grid
from yunhe.tms.sheets import AccountRow, CarrierRow

NEW = date(2027, 1, 1)


def test_the_grid_gives_back_what_was_imported(depot: Depot) -> None:
    assert sorted(rate_grid(), key=lambda r: (r.carrier, r.service, r.zone)) == sorted(
        RATES, key=lambda r: (r.carrier, r.service, r.zone)
    )
    assert import_rates(rate_grid(), by=ALICE, at=AT).done == [0, 1, 2, 3]
    assert RateCard.objects.count() == 3
    assert [r.service for r in rate_grid(carriers=["ox"])] == ["road"]
    assert rate_grid(begun_by=date(2025, 12, 31)) == []


def test_a_wrong_row_refuses_its_card_and_no_other(depot: Depot) -> None:
    rows = [
        rate("swift", "sea", "a", ["31"], "5", "1", 3, valid_from=NEW),
        rate("swift", "sea", "b", [], "5", "1", 3, valid_from=NEW),
        rate("swift", "sea", "a", ["32"], "5", "1", 3, valid_from=NEW),
        rate("ox", "rail", "a", ["31"], "5", "1", 3, valid_from=NEW),
        rate("nobody", "x", "a", ["31"], "5", "1", 3),
        rate("ox", "slow", "a", ["31"], "-5", "1", 3, valid_from=NEW),
        rate("ox", "odd", "a", ["31"], "5", "1", 3, valid_from=NEW, round_kg=Decimal(0)),
    ]
    outcome = import_rates(rows, by=ALICE, at=AT)
    assert outcome.done == [3]
    assert {n: reason.code for n, reason in outcome.refused.items()} == {
        0: "card_refused",
        1: "no_regions",
        2: "zone_twice",
        4: "unknown_carrier",
        5: "negative",
        6: "not_positive",
    }
    assert list(RateCard.objects.filter(valid_from=NEW).values_list("service", flat=True)) == ["rail"]


def test_a_card_is_replaced_with_all_its_zones(depot: Depot) -> None:
    rows = [rate("swift", "standard", "one", ["3"], "5.50", "1", 2)]
    assert import_rates(rows, by=ALICE, at=AT).done == [0]
    assert list(RateRow.objects.filter(card__service="standard").values_list("zone", "first_price")) == [
        ("one", Decimal("5.5"))
    ]


def test_a_card_that_priced_a_parcel_stays(depot: Depot) -> None:
    labelled(depot)  # by swift/standard of 2026-01-01
    cheaper = [replace(row, first_price=Decimal(1)) for row in RATES]
    outcome = import_rates(cheaper, by=ALICE, at=AT)
    assert outcome.done == [2, 3]
    assert {n: reason.code for n, reason in outcome.refused.items()} == {0: "card_in_use", 1: "card_in_use"}
    assert import_rates([replace(row, valid_from=NEW) for row in cheaper], by=ALICE, at=AT).done == [0, 1, 2, 3]


def test_carriers_are_partners_that_carry(depot: Depot) -> None:
    Partner.objects.create(code="P1", name="老牛", is_carrier=True)
    Partner.objects.create(code="P2", name="茶行", is_supplier=True)
    outcome = define_carriers(
        [
            CarrierRow("ox", "老牛物流", partner="P1", kind="freight"),
            CarrierRow("tea", "茶行", partner="P2"),
            CarrierRow("ufo", "飞碟", kind="flying"),
        ],
        by=ALICE,
        at=AT,
    )
    assert outcome.done == ["ox"]
    assert {code: reason.code for code, reason in outcome.refused.items()} == {"tea": "no_carrier", "ufo": "no_kind"}
    assert Carrier.objects.get(code="ox").partner.code == "P1"


def test_credentials_are_sealed_with_the_installations_key(depot: Depot) -> None:
    rows = [AccountRow("swift", "http://x", {"key": "k", "secret": "s3cret"}), AccountRow("nobody")]
    outcome = save_accounts(rows, by=ALICE, at=AT)
    assert (outcome.done, outcome.refused["nobody"].code) == (["swift"], "unknown_carrier")
    account = CarrierAccount.objects.get()
    assert "s3cret" not in account.sealed
    assert unseal(account.sealed) == {"key": "k", "secret": "s3cret"}
    with override_settings(SECRET_KEY="another"), pytest.raises(InvalidToken):
        unseal(account.sealed)
    assert unseal("") == {}
    assert seal({"a": "b"}) != seal({"a": "b"})  # salted


SHEET = """运费表
carrier,service,valid_from,zone,regions,first_kg,first_price,step_kg,step_price,transit_days,max_mm
swift,sea,2027-01-01,near,"31,32",1,5.50,1,1.2,3,1500
swift,sea,2027-01-01,far,44 45,1,8,1,2.5,{days},
nobody,x,2027-01-01,all,3,1,8,1,2.5,5,
"""


def sheet(days: str) -> BytesIO:
    return BytesIO(SHEET.format(days=days).encode())


def test_a_spreadsheet_becomes_cards(depot: Depot) -> None:
    run = import_rate_file(sheet("5"), "rates.csv", by=ALICE, at=AT)
    assert (run.rows, run.taken, [(e["row"], e["problems"][0]["reason"]["code"]) for e in run.errors]) == (
        3,
        2,
        [(5, "unknown_carrier")],
    )
    near, far = [row for row in rate_grid(carriers=["swift"]) if row.service == "sea"]
    assert (near.regions, near.first_price, near.transit_days, near.max_mm) == (("31", "32"), Decimal("5.5"), 3, 1500)
    assert (far.regions, far.step_price, far.max_mm, far.round_kg) == (
        ("44", "45"),
        Decimal("2.5"),
        None,
        Decimal("0.1"),
    )


def test_with_an_unreadable_row_no_card_is_taken(depot: Depot) -> None:
    run = import_rate_file(sheet("soon"), "rates.csv", by=ALICE, at=AT)
    assert (run.rows, run.taken) == (3, 0)
    assert [e["problems"][0]["reason"]["code"] for e in run.errors] == ["mend_first", "not_a_number", "mend_first"]
    assert not RateCard.objects.filter(service="sea").exists()
