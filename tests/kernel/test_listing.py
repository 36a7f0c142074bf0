"""Lists: what is seen, found, counted, summed and paged, and that a hidden column leaves no trace."""

import random
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.kernel import sample
from tests.kernel.sample import AT, BOSS, CLERK, ORDERS, VOCABULARY, Buyer, Order
from yunhe.kernel.actor import Actor, person
from yunhe.kernel.conditions import ConditionError, Vocabulary
from yunhe.kernel.fields import define_fields
from yunhe.kernel.listing import Column, Filter, Listing, Page, State, Tab, chosen_ids, page_of
from yunhe.kernel.listing import query as listing_query
from yunhe.kernel.models import FieldDef
from yunhe.kernel.outcome import RefusalError


@pytest.fixture
def orders(db_tx: None) -> None:
    """Three orders of two shops and two currencies."""
    sample.tables()
    wu = Buyer.objects.create(name="吴记", level="vip")
    sample.add("A1", total=Decimal("1234.50"), paid=Decimal(100), buyer=wu, shop_id=1, placed_at=AT)
    sample.add("A2", total=Decimal(10), state="held", shop_id=2, placed_at=AT - timedelta(days=3))
    sample.add("B1", total=Decimal(7), currency="USD", buyer=wu, shop_id=1)


def show(query: str = "", actor: Actor = BOSS) -> Page:
    return page_of(ORDERS, State.parse(query), actor=actor, at=AT)


def numbers(page: Page) -> list[str]:
    return [row["number"].value for row in page.rows]


def test_a_page_holds_rows_tabs_counts_and_totals(orders: None) -> None:
    page = show()
    assert [head.name for head in page.heads] == ["number", "state", "buyer", "total", "paid", "placed_at"]
    assert numbers(page) == ["A1", "A2", "B1"]
    assert [(tab.label, tab.count, tab.active) for tab in page.tabs] == [
        ("All", 3, True),
        ("New", 2, False),
        ("Waiting long", 1, False),
    ]
    assert (page.count, page.capped) == (3, False)
    first = page.rows[0]
    assert [first[name].text for name in ("state", "buyer", "total", "placed_at")] == [
        "New",
        "吴记",
        "1,234.50",
        "2026-11-21 14:00",
    ]
    assert first["total"].unit == "CNY"
    assert [(cell.text, cell.unit) for cell in page.totals["total"]] == [("1,244.50", "CNY"), ("7.00", "USD")]
    assert [(cell.text, cell.unit) for cell in page.totals["paid"]] == [("100.00", "")]


def test_json_rows_are_exact(orders: None) -> None:
    rows = show("columns=number,total,paid,placed_at").json()
    assert {key: value for key, value in rows["rows"][0].items() if key != "id"} == {
        "number": "A1",
        "total": "1234.50",
        "paid": "100.00",
        "placed_at": "2026-11-21T06:00:00+00:00",
    }
    assert rows["rows"][2]["paid"] is None
    assert (rows["count"], rows["capped"], rows["next"], rows["previous"]) == (3, False, "", "")


def test_a_column_without_the_right_leaves_no_trace(orders: None) -> None:
    """Fails when declare.seen_by takes the whole vocabulary instead of what the actor sees of it."""
    page = show(actor=CLERK)
    assert "paid" not in [head.name for head in page.heads]
    assert "paid" not in page.json()["rows"][0]
    assert list(page.totals) == ["total"]
    assert [field.name for field in page.filters] == ["state"]
    for query in ("f.paid.gt=1", "sort=paid", "columns=number,paid", 'where={"field":"paid","op":"empty"}'):
        with pytest.raises(RefusalError) as caught:
            show(query, CLERK)
        assert caught.value.reason.code in ("unknown_field", "unknown_column")
    assert numbers(show("f.paid.gt=1")) == ["A1"]


def test_nobody_sees_a_list_without_its_right(orders: None) -> None:
    with pytest.raises(RefusalError, match="forbidden"):
        show(actor=person("stranger", ["wms.pick"]))


def test_an_actor_sees_and_counts_his_own_scope_only(orders: None) -> None:
    """Fails when the tabs are counted without the actor (query._counts)."""
    page = show(actor=Actor("clerk", frozenset({"sample.see"}), shops=frozenset({2})))
    assert numbers(page) == ["A2"]
    assert [tab.count for tab in page.tabs] == [1, 0, 1]
    nothing = show(actor=Actor("clerk", frozenset({"sample.see"}), shops=frozenset()))
    assert (nothing.rows, nothing.count, [tab.count for tab in nothing.tabs]) == ((), 0, [0, 0, 0])


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("tab=new", ["A1", "B1"]),
        ("q=吴 b", ["B1"]),
        ("f.state.eq=held&f.state.eq=new&f.total.ge=10", ["A1", "A2"]),
        ("f.state.in=held", ["A2"]),
        ("f.total.between=5&f.total.between=10", ["A2", "B1"]),
        ("f.lines.sku.empty=1", []),
        (
            'where={"any":[{"field":"total","op":"<","value":8},{"field":"state","op":"=","value":"held"}]}',
            ["A2", "B1"],
        ),
        ("sort=total", ["B1", "A2", "A1"]),
        ("sort=-number", ["B1", "A2", "A1"]),
        ("sort=level,-total", ["A1", "B1", "A2"]),
        ("q=", ["A1", "A2", "B1"]),
    ],
)
def test_a_url_finds(orders: None, query: str, found: list[str]) -> None:
    assert numbers(show(query)) == found


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("tab=gone", "unknown_tab"),
        ("sort=gone", "unknown_column"),
        ("columns=gone", "unknown_column"),
        ("f.total.contains=1", "wrong_operator"),
        ("f.total.gt=x", "wrong_value"),
        ("size=7", "wrong_list_url"),
        ("where={", "wrong_list_url"),
        ("place=xyz", "wrong_place"),
    ],
)
def test_a_wrong_url_is_refused_with_its_reason(orders: None, query: str, code: str) -> None:
    with pytest.raises(RefusalError) as caught:
        show(query)
    assert caught.value.reason.code == code


def test_filters_are_said_and_can_be_taken_off(orders: None) -> None:
    page = show("q=A&f.state.eq=held&f.total.gt=5")
    assert [chip.text for chip in page.chips] == ["State is Held", "Total is above 5"]
    assert State.parse(page.chips[0].url) == State.parse("q=A&f.total.gt=5")


@pytest.mark.parametrize("sort", ["", "placed_at", "-placed_at", "paid,-total", "-level,number", "state"])
def test_paging_forward_and_back_meets_every_row_once(db_tx: None, monkeypatch: pytest.MonkeyPatch, sort: str) -> None:
    """Fails when keyset._strictly forgets the rows without a value, which come last."""
    rng = random.Random(5)
    sample.tables()
    buyers = [Buyer.objects.create(name="a", level=level) for level in ("x", "y", None)]
    for n in range(110):
        sample.add(
            f"N{n}",
            state=rng.choice(["new", "held"]),
            buyer=rng.choice([*buyers, None]),
            total=Decimal(rng.randint(0, 3)),
            paid=rng.choice([None, Decimal(rng.randint(0, 3))]),
            placed_at=rng.choice([None, AT - timedelta(hours=rng.randint(0, 5))]),
        )
    pages = [show(f"size=20&sort={sort}")]
    while pages[-1].next_url and len(pages) < 10:
        pages.append(show(pages[-1].next_url))
    assert [len(page.rows) for page in pages] == [20, 20, 20, 20, 20, 10]
    in_order = [number for page in pages for number in numbers(page)]
    assert len(set(in_order)) == 110
    ids = chosen_ids(ORDERS, State.parse(f"sort={sort}"), actor=BOSS, at=AT)
    assert in_order == [Order.objects.get(pk=id).number for id in ids]
    back = pages[-1]
    for earlier in reversed(pages[:-1]):
        back = show(back.previous_url)
        assert numbers(back) == numbers(earlier)
    assert back.previous_url == ""


def test_a_place_belongs_to_its_order(orders: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails when keyset.read_place does not ask of which order a place is."""
    for n in range(20):
        sample.add(f"X{n}")
    place = State.parse(show("size=20").next_url).place
    with pytest.raises(RefusalError, match="wrong_place"):
        show(f"size=20&sort=number&place={place}")


def test_counts_stop_at_the_cap_and_then_nothing_is_summed(orders: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing_query, "CAP", 2)
    page = show()
    assert (page.count, page.capped, page.totals) == (2, True, None)
    assert [(tab.count, tab.capped) for tab in page.tabs] == [(2, True), (2, False), (1, False)]


def test_the_statements_do_not_grow_with_the_rows(orders: None) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as queries:
            show("size=200")
        return len(queries)

    before = statements()
    for n in range(190):
        sample.add(f"X{n}", lines=[("A", "1")])
    assert statements() == before == 5  # custom fields, rows, counts, totals of two units


def test_a_custom_field_is_a_column_a_filter_and_a_sort(orders: None) -> None:
    one = FieldDef(code="colour", label={"en": "Colour"}, type="text")
    two = FieldDef(code="grade", label={"en": "Grade"}, type="number")
    define_fields("sample_order", [one, two], by=person("boss", ["kernel.*"]))
    Order.objects.filter(number="A2").update(custom={"colour": "red", "grade": "9.5"})
    Order.objects.filter(number="B1").update(custom={"colour": "blue", "grade": "10"})
    listing = Listing(
        "sample_plain",
        "Orders",
        _without_custom(),
        right="sample.see",
        rows=ORDERS.rows,
        columns=[Column("number")],
        custom=True,
    )

    def page(query: str) -> Page:
        return page_of(listing, State.parse(query), actor=BOSS, at=AT)

    assert [head.label for head in page("").heads] == ["Number", "Colour", "Grade"]
    assert [field.name for field in page("").filters] == ["custom.colour", "custom.grade"]
    assert numbers(page("f.custom.colour.eq=red")) == ["A2"]
    assert [row["custom.grade"].value for row in page("sort=-custom.grade").rows] == [Decimal(10), Decimal("9.5"), None]


def _without_custom() -> Vocabulary:
    return Vocabulary("sample_order", [term for term in VOCABULARY.terms if not term.name.startswith("custom.")])


def test_an_action_on_all_found_rows_has_a_limit(orders: None, monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(chosen_ids(ORDERS, State(tab="new"), actor=BOSS, at=AT)) == 2
    monkeypatch.setattr(listing_query, "MAX_CHOSEN", 1)
    with pytest.raises(RefusalError, match="too_many"):
        chosen_ids(ORDERS, State(tab="new"), actor=BOSS, at=AT)


def test_a_declaration_with_a_wrong_name_fails_at_import() -> None:
    with pytest.raises(KeyError):
        Listing("x", "X", VOCABULARY, right="r", rows=ORDERS.rows, columns=[Column("totl")])
    with pytest.raises(ValueError, match="database id"):
        Listing("x", "X", VOCABULARY, right="r", rows=ORDERS.rows, columns=[Column("shop")])
    with pytest.raises(ConditionError):
        Listing(
            "x",
            "X",
            VOCABULARY,
            right="r",
            rows=ORDERS.rows,
            columns=[],
            tabs=[Tab("t", "T", {"field": "?", "op": "="})],
        )


def test_a_filter_without_its_operator_is_no_filter() -> None:
    assert State.parse("f.total=3&utm=x").filters == ()
    assert State.parse("f.total.lt=3").filters == (Filter("total", "<", ("3",)),)
