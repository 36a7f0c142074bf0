"""Decision tables, numbers, the event log and what is parked, as an owner steers them on pages."""

import html
import json
import re
from datetime import datetime
from typing import Any

from django.test import Client

from tests.web.conftest import Login, Shop
from tests.world import AT, BY
from yunhe import loop
from yunhe.kernel.actor import Actor
from yunhe.kernel.decisions import rules_of
from yunhe.kernel.events import Recorded
from yunhe.kernel.events.pump import drain
from yunhe.kernel.events.subscriptions import Subscription, register
from yunhe.kernel.models import DecisionTable, Event, Parked
from yunhe.oms import commands as oms
from yunhe.oms.models import Order
from yunhe.oms.vocabulary import ORDER_WORDS

DEAR = {"field": "total", "op": ">", "value": "50"}
TABLE = "/rules/oms.audit"


def draft_of(page: str) -> dict[str, str]:
    """What the forms of the page carry along."""
    found = {name: re.findall(rf'name="{name}" value="([^"]*)"', page)[0] for name in ("draft", "version")}
    return {name: html.unescape(value) for name, value in found.items()}


def asked(client: Client, carried: dict[str, str], do: str, **given: Any) -> str:
    return client.post(TABLE, {**carried, "do": do, **given}).content.decode()


def labels(page: str) -> list[str]:
    return [html.unescape(label) for label in re.findall(r'data-label="Rule"><strong>([^<]*)<', page)]


def test_a_rule_is_drafted_tried_and_only_then_saved(shop: Shop, login: Login) -> None:
    owner = login("owner")
    page = owner.get(TABLE).content.decode()
    before = labels(page)
    assert (before[0], "Draft, not saved" in page) == ("The region is missing or unknown", False)
    page = asked(owner, draft_of(page), "add")
    assert 'data-builder id="edit"' in page
    new = {"label": "Dear order", "where": json.dumps(DEAR), "outcome.hold": "amount", "outcome.role": "finance"}
    page = asked(owner, draft_of(page), f"take {len(before)}", **new)
    page = asked(owner, draft_of(page), f"up {len(before)}")
    assert labels(page) == [*before[:-1], "Dear order", before[-1]]
    assert ("Draft, not saved" in page, "Amount is above 50" in page) == (True, True)

    page = asked(owner, draft_of(page), "try", size="100")
    assert "Dry run on 3 documents as they stand now: 2 would be judged otherwise" in page
    changed = re.findall(r'<a class="number" href="/orders/(\w+)"', page)
    assert sorted(changed) == sorted([shop.released, shop.short])  # 60.00 each; the third one costs 5.00
    assert DecisionTable.objects.get(name="oms.audit").version == 1

    assert owner.post(TABLE, {**draft_of(page), "do": "save"})["Location"] == f"{TABLE}?saved=1"
    rule = next(rule for rule in rules_of("oms.audit", ORDER_WORDS) if rule.code == "dear_order")
    assert rule.outcome == {"hold": "amount", "role": "finance"}
    told = Event.objects.filter(kind="RulesChanged").latest("id")
    assert (told.by, list(told.payload["after"])) == ("user:owner", ["dear_order"])
    late = owner.post(TABLE, {**draft_of(page), "do": "save"})
    assert (late.status_code, "Somebody else has changed it" in late.content.decode()) == (422, True)
    assert "Decision table changed" in owner.get(TABLE).content.decode()

    id = shop.world.send(("TEA", 2, "30.00"), id="A9")
    assert "dear_order" in oms.audit([id], by=BY, at=AT).refused[id].figures["codes"]


def test_a_rule_of_ours_keeps_its_sentence_and_its_values_in_every_language(shop: Shop, login: Login) -> None:
    """Fails when `false` is taken for no value, or a translated label is stored."""
    owner = login("owner", language="zh-hans")
    page = asked(owner, draft_of(owner.get(TABLE).content.decode()), "edit 0")
    words = json.loads(re.findall(r"data-words>(.*?)</script>", page, re.S)[0])
    assert words["where"] == {"field": "region_known", "op": "=", "value": "0"}
    label = html.unescape(re.findall(r'id="label"[^>]*value="([^"]*)"', page)[0])
    assert label != "The region is missing or unknown"
    given = {"label": label, "where": json.dumps(words["where"]), "outcome.hold": "address", "outcome.role": "clerk"}
    page = asked(owner, draft_of(page), "take 0", **given)
    assert json.loads(draft_of(page)["draft"])[0]["label"] == "The region is missing or unknown"
    page = asked(owner, draft_of(page), "switch 1")
    page = asked(owner, draft_of(page), "drop 2")
    draft = json.loads(draft_of(page)["draft"])
    assert [rule["enabled"] for rule in draft[:2]] == [True, False]
    wrong = json.dumps([{**draft[0], "condition": {"field": "totl", "op": "=", "value": 0}}])
    answer = owner.post(TABLE, {"draft": wrong, "version": "1", "do": "save"})
    assert answer.status_code == 422
    assert [
        owner.post(TABLE, {"draft": text, "version": "1", "do": "try"}).status_code for text in ("", "[1]", "{}")
    ] == [
        422,
        422,
        422,
    ]


def test_numbers_are_changed_in_a_grid(login: Login) -> None:
    owner = login("owner")
    assert owner.post("/numbers", {"prefix.SO": "po"}).status_code == 422
    given = {"prefix.SO": "dh", "dated.SO": "YYMM", "width.SO": "6"}
    assert owner.post("/numbers", given)["Location"] == "/numbers?saved=1"
    page = owner.get("/numbers?saved=1").content.decode()
    assert re.findall(r'"Next number">(DH\d+)<', page)[0].endswith("000001")
    assert "Numbers have another form" in page


def test_the_event_log_names_links_and_filters(shop: Shop, login: Login) -> None:
    owner = login("owner")
    page = owner.get("/events?f.kind.eq=OrderHeld").content.decode()
    assert f'href="/orders/{shop.held}"' in page
    assert f">Order {shop.held}<" in page
    assert ">unmatched_item<" in page
    rows = owner.get("/events.json?tab=administration").json()["rows"]
    assert {row["subject"] for row in rows} == {"rules"}  # the audit rules that the company starts with
    assert owner.get("/events.json?columns=place&sort=-place&size=50").status_code == 200


class Sulky:
    """A handler that takes nothing while it sulks."""

    sulks = True

    def __call__(self, events: list[Recorded], *, by: Actor, at: datetime) -> None:
        if self.sulks:
            raise RuntimeError("no printer")


def test_what_is_parked_is_retried_or_skipped_with_a_reason(shop: Shop, login: Login, monkeypatch: Any) -> None:
    handler = Sulky()
    sulky = [Subscription("labels.sulky", ("OrderCaptured",), handler)]
    register(sulky)
    drain(sulky, at=AT)
    monkeypatch.setattr(loop, "SUBSCRIPTIONS", sulky)
    owner, parked = login("owner"), Parked.objects.filter(subscription="labels.sulky")
    ids = list(parked.order_by("pk").values_list("pk", flat=True))
    numbers = list(Order.objects.order_by("pk").values_list("number", flat=True))
    page = owner.get("/parked").content.decode()
    assert page.count("RuntimeError: no printer") == 3
    assert [f'href="/orders/{number}"' in page for number in numbers] == [True] * 3

    given = {"action": "kernel.retry_parked", "id": ids[0]}
    assert "It fails again: RuntimeError: no printer" in html.unescape(
        owner.post("/parked/act", given).content.decode()
    )
    assert Parked.objects.get(pk=ids[0]).attempts == 2
    skip = {"action": "kernel.skip_parked", "id": ids[0]}
    assert "Say why" in owner.post("/parked/act", {**skip, "ask.kernel.skip_parked": " "}).content.decode()
    owner.post("/parked/act", {**skip, "ask.kernel.skip_parked": "printed by hand"})
    told = Event.objects.get(kind="EventsSkipped")
    assert (told.subject_kind, told.by) == ("order", "user:owner")
    assert told.payload == {"of": "order", "handler": "labels.sulky", "events": 1, "reason": "printed by hand"}
    assert "Events passed unhandled (printed by hand)" in owner.get(f"/orders/{numbers[0]}").content.decode()

    handler.sulks = False
    owner.post("/parked/act", {"action": "kernel.retry_parked", "id": ids})
    assert not parked.exists()
    assert Event.objects.filter(kind="EventsRetried").count() == 2
