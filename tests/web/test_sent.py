"""A file of another house: its columns are named, it is tried without a trace, its good rows are taken, the others mended."""

import io
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from openpyxl import Workbook, load_workbook

from tests.web.conftest import Login, Shop
from tests.web.sending import last_sent, send, take, work_off
from tests.world import AT, BY
from yunhe.catalog.models import Price
from yunhe.kernel.importing import layout_named
from yunhe.kernel.models import ImportLayout, ImportRun, KeptFile, Notification, NumberBlock, Progress, SentFile
from yunhe.kernel.outcome import RefusalError
from yunhe.oms.importing import import_orders
from yunhe.oms.models import Order, OrderLine
from yunhe.web.jobs import queue
from yunhe.web.pages import sent as pages

PATH = "/orders/import"
HEAD = ["交易编号", "宝贝编码", "件数", "成交价", "收货姓名", "收货电话", "区划", "收货详址", "买家昵称"]
FIELDS = ["external_id", "sku", "qty", "price_incl", "recipient", "phone", "region_code", "detail", ""]
PLACE = ["李雷", "13900000009", "310104", "一路 1 号", "lilei88"]


def book(*rows: list[Any]) -> bytes:
    """An export of a marketplace: a title, a head of two rows, and no shop."""
    made = Workbook()
    sheet = made.active
    sheet.append(["11 月订单导出"])
    sheet.append(["订单", *[None] * 3, "收货信息", *[None] * 4])
    sheet.merge_cells("A2:D2")
    sheet.merge_cells("E2:I2")
    for row in (HEAD, *rows):
        sheet.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def three() -> bytes:
    return book(["M1", "TEA", 1, 30, *PLACE], ["M2", "TEA", "two", 30, *PLACE], ["M3", "CUP", 2, 20, *PLACE])


def name_columns(client: Client, sent: SentFile, **more: str) -> Any:
    given = {f"column.{n}": name for n, name in enumerate(FIELDS)}
    return client.post(f"/imports/{sent.pk}/columns", {**given, "fixed.shop": "T1", "name": "商城导出", **more})


def everything() -> dict[str, int]:
    """How many rows each table has, but for those of the file itself."""
    own = (KeptFile, SentFile, ImportLayout)
    models = [model for model in apps.get_models() if model not in own and model._meta.managed]
    return {model._meta.label: model._default_manager.count() for model in models}


def cells(content: bytes) -> list[tuple[Any, ...]]:
    return list(load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True))


def test_a_foreign_head_is_found_and_shown_with_its_first_values(shop: Shop, login: Login) -> None:
    """Fails when only a head that knows our words is found, or a title or the upper row of a head is taken for it."""
    client = login("clerk")
    assert send(client, PATH, three(), "商城.xlsx") == f"/imports/{last_sent().pk}/columns"
    text = client.get(f"/imports/{last_sent().pk}/columns").content.decode()
    assert [head for head in HEAD if f"<strong>{head}</strong>" in text] == HEAD
    assert "<span>M1</span><span>M2</span><span>M3</span>" in text
    assert '<option value="3" selected>3: 交易编号' in text
    assert "商城.xlsx" in text


def test_the_trial_says_what_the_import_will_do_and_leaves_no_trace(shop: Shop, login: Login) -> None:
    """Fails when the trial commits anything, a number drawn or a job queued included."""
    client = login("clerk")
    send(client, PATH, three(), "a.xlsx")
    before, numbers = everything(), list(NumberBlock.objects.order_by("scope").values_list())
    assert name_columns(client, last_sent()).headers["Location"] == f"/imports/{last_sent().pk}"
    assert (everything(), list(NumberBlock.objects.order_by("scope").values_list())) == (before, numbers)
    preview = last_sent().preview
    assert (preview["rows"], preview["good"], preview["bad"], preview["known"]) == (3, 2, 1, 0)
    assert preview["first"][0]["texts"][:5] == ["T1", "M1", "TEA", "1", "30"]
    assert preview["wrong"] == [
        {
            "row": 5,
            "problems": [
                {"field": "qty", "label": "件数", "value": "two", "reason": preview["reasons"][0][0]["reason"]}
            ],
        }
    ]
    text = client.get(f"/imports/{last_sent().pk}").content.decode()
    assert "Take the 2 good rows in" in text
    assert "This is not a number" in text


def test_good_rows_are_taken_and_the_mended_file_of_the_others_is_one_click(shop: Shop, login: Login) -> None:
    """Fails when the refused rows lose a column of the sender, or the head with our reasons in front is not known again."""
    client = login("clerk")
    send(client, PATH, three(), "a.xlsx")
    name_columns(client, last_sent())
    done = take(client, last_sent())
    assert (done.state, done.result["done"], done.result["refused"]) == ("done", 2, 1)
    assert sorted(
        OrderLine.objects.filter(order__external_id__startswith="M").values_list("sku", "qty", "price_incl")
    ) == [
        ("CUP", 2, 20),
        ("TEA", 1, 30),
    ]
    back = client.get(f"/imports/{done.result['run']}/errors").content
    assert cells(back) == [("Reason", *HEAD), ("件数: This is not a number (two)", "M2", "TEA", "two", "30", *PLACE)]
    mended = load_workbook(io.BytesIO(back))
    mended.active["D2"] = "3"
    out = io.BytesIO()
    mended.save(out)
    assert send(client, PATH, out.getvalue(), "mended.xlsx") == f"/imports/{last_sent().pk}"
    assert take(client, last_sent()).result["done"] == 1
    assert OrderLine.objects.get(order__external_id="M2").qty == 3


def test_rows_that_are_there_already_are_counted_before_they_are_sent_again(shop: Shop, login: Login) -> None:
    """Fails without intake._unknown."""
    client = login("clerk")
    for known in (0, 2):
        send(client, PATH, three(), "a.xlsx")
        if not known:
            name_columns(client, last_sent())
        assert last_sent().preview["known"] == known
        assert take(client, last_sent()).result["known"] == known
    assert Order.objects.filter(external_id__startswith="M").count() == 2


def test_a_layout_is_the_companys_but_not_for_who_could_not_choose_its_shop(shop: Shop, login: Login) -> None:
    """Fails when a remembered layout is given to a clerk of another shop, whose name it would tell."""
    first = login("clerk")
    send(first, PATH, three(), "a.xlsx")
    name_columns(first, last_sent())
    assert ImportLayout.objects.get().name == "商城导出"
    colleague, stranger = login("clerk", name="colleague"), login("clerk", name="stranger", shops=[10**9])
    assert send(colleague, PATH, three(), "b.xlsx") == f"/imports/{last_sent().pk}"
    assert send(stranger, PATH, three(), "c.xlsx") == f"/imports/{last_sent().pk}/columns"
    assert 'value="T1"' not in stranger.get(f"/imports/{last_sent().pk}/columns").content.decode()
    name_columns(stranger, last_sent())
    assert last_sent().preview["good"] == 0
    assert last_sent().preview["reasons"][0][0]["reason"]["code"] == "foreign_shop"


def test_a_field_without_column_or_value_and_one_with_two_columns_are_marked(shop: Shop, login: Login) -> None:
    """Fails when sent.columns passes over what was chosen twice."""
    client = login("clerk")
    send(client, PATH, three(), "a.xlsx")
    for more, said in (
        ({"fixed.shop": ""}, "Name a column for this field, or say what stands in it"),
        ({"column.8": "sku"}, "Two columns cannot be the same field"),
        ({"fixed.freight": "much"}, "This is not a number"),
    ):
        answer = name_columns(client, last_sent(), **more)
        assert (answer.status_code, said in answer.content.decode()) == (422, True)
    assert (last_sent().layout, ImportLayout.objects.count()) == (None, 0)


def test_a_file_is_its_senders_alone_and_is_taken_once(shop: Shop, login: Login) -> None:
    """Fails when an address under /imports finds a file without asking whose it is, or when a second press takes it again."""
    client, other = login("clerk"), login("clerk", name="other")
    content = three()
    send(client, PATH, content, "../../商城.xlsx")
    name_columns(client, last_sent())
    id = last_sent().pk
    for path in ("", "/columns", "/file"):
        assert other.get(f"/imports/{id}{path}").status_code == 404
    assert other.post(f"/imports/{id}/take").status_code == 404
    sent = client.get(f"/imports/{id}/file")
    assert b"".join(sent.streaming_content) == content
    assert sent["Content-Disposition"].startswith("attachment; filename*=UTF-8''%E5%95%86%E5%9F%8E.xlsx")
    take(client, last_sent())
    assert client.post(f"/imports/{id}/take").status_code == 422
    assert ImportRun.objects.count() == 1


def prices(client: Client) -> SentFile:
    """A file of three prices, tried."""
    rows = [f"RETAIL,TEA,{price},2026-11-0{day}" for day, price in enumerate((30, 31, 32), 1)]
    send(client, "/enter/prices", "\n".join(["list,item,price_incl,valid_from", *rows]).encode(), "prices.csv")
    return last_sent()


def test_a_large_file_is_tried_by_a_job_that_leads_to_its_preview(
    shop: Shop, login: Login, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "AT_ONCE_BYTES", 0)
    client = login("buyer")
    sent = prices(client)
    assert (sent.preview, sent.job.kind) == (None, queue.TRY)
    assert "Waits for its turn" in client.get(f"/imports/{sent.pk}").content.decode()
    work_off(sent.job_id)
    htmx = {"HX-Request": "true"}
    assert client.get(f"/jobs/{sent.job_id}", headers=htmx)["HX-Redirect"] == f"/imports/{sent.pk}"
    assert "Take the 3 good rows in" in client.get(f"/imports/{sent.pk}").content.decode()
    assert Price.objects.filter(list__code="RETAIL", item__code="TEA", price_incl=32).count() == 0


def test_taking_is_long_work_that_tells_when_it_is_over(shop: Shop, login: Login) -> None:
    """Fails when the pages of jobs show one to whoever knows its number (started_by in jobs._mine)."""
    client = login("buyer")
    sent = prices(client)
    client.post(f"/imports/{sent.pk}/take")
    sent.refresh_from_db()
    assert "Waits for its turn" in client.get(f"/jobs/{sent.job_id}").content.decode()
    job = work_off(sent.job_id)
    assert (job.state, job.done, job.total, job.result["done"]) == ("done", 3, 3, 3)
    text = client.get(f"/jobs/{job.pk}", headers={"HX-Request": "true"}).content.decode()
    assert "3 done, 0 refused" in text
    assert "every 1s" not in text
    assert f"/imports/{sent.pk}/file" in text
    assert f'hx-post="/notifications/{Notification.objects.get().pk}"' in client.get("/bell").content.decode()
    assert login("clerk").get(f"/jobs/{job.pk}").status_code == 404


def test_work_that_is_stopped_keeps_what_was_done_and_gives_the_rest_back(
    shop: Shop, login: Login, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fails when taking.take_by_batches does not ask whether it goes on."""
    monkeypatch.setattr("yunhe.kernel.importing.taking.BATCH", 1)
    client = login("buyer")
    sent = prices(client)
    client.post(f"/imports/{sent.pk}/take")
    sent.refresh_from_db()
    step = queue.progress.Watched.did

    def did(self: Any, count: int) -> None:
        step(self, count)
        client.post(f"/jobs/{sent.job_id}/stop")

    monkeypatch.setattr(queue.progress.Watched, "did", did)
    job = work_off(sent.job_id)
    assert (job.state, job.done, job.result["done"], job.result["refused"]) == ("cancelled", 1, 1, 2)
    text = client.get(f"/jobs/{job.pk}").content.decode()
    assert "You stopped it: what was done is kept." in text
    assert f"/imports/{job.result['run']}/errors" in text


def test_work_that_waits_is_stopped_at_once_and_what_broke_off_is_not_begun_again(shop: Shop, login: Login) -> None:
    """Fails when progress.run begins whatever the state is."""
    client = login("buyer")
    sent = prices(client)
    client.post(f"/imports/{sent.pk}/take")
    sent.refresh_from_db()
    client.post(f"/jobs/{sent.job_id}/stop")
    job = work_off(sent.job_id)
    assert (job.state, job.done, job.total) == ("cancelled", 0, None)
    Progress.objects.filter(pk=job.pk).update(state="running")  # as a worker leaves it that is killed
    work_off(job.pk)
    assert "The work broke off; what was done until then is kept" in client.get(f"/jobs/{job.pk}").content.decode()
    Progress.objects.filter(pk=job.pk).update(state="cancelled")
    assert take(client, last_sent()).result["done"] == 3  # what was stopped before it began may be taken after all


def test_a_layout_is_asked_for_by_its_name(shop: Shop, login: Login) -> None:
    """What `yunhe import --layout` does."""
    client = login("clerk")
    send(client, PATH, three(), "a.xlsx")
    name_columns(client, last_sent(), name="商城导出")
    with pytest.raises(RefusalError, match="'known': '商城导出'"):
        layout_named("orders", "门店导出")
    layout = layout_named("orders", "商城导出")
    run = import_orders(io.BytesIO(three()), "b.xlsx", by=BY, at=AT, layout=layout)
    assert (run.rows, run.taken) == (3, 2)
