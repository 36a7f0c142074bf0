"""Ages and units as three languages say them: in the number that the figure asks for."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils.translation import override

from yunhe.web.jinja import ago, qty, when

AT = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
AGES = [
    (timedelta(seconds=59), "just now", "刚刚", "剛剛"),
    (timedelta(minutes=1), "1 minute ago", "1 分钟前", "1 分鐘前"),
    (timedelta(minutes=59), "59 minutes ago", "59 分钟前", "59 分鐘前"),
    (timedelta(hours=1), "1 hour ago", "1 小时前", "1 小時前"),
    (timedelta(hours=47), "47 hours ago", "47 小时前", "47 小時前"),
    (timedelta(hours=48), "2 days ago", "2 天前", "2 天前"),
    (timedelta(days=3), "3 days ago", "3 天前", "3 天前"),
    (timedelta(days=99), "99 days ago", "99 天前", "99 天前"),
    (timedelta(days=100), "3 months ago", "3 个月前", "3 個月前"),
    (timedelta(days=800), "2 years ago", "2 年前", "2 年前"),
    (timedelta(hours=-2), "in 2 hours", "2 小时后", "2 小時後"),
]


@pytest.mark.parametrize(("since", "english", "simplified", "traditional"), AGES)
def test_how_long_ago(since: timedelta, english: str, simplified: str, traditional: str) -> None:
    for language, said in (("en", english), ("zh-hans", simplified), ("zh-hant", traditional)):
        with override(language):
            assert ago(AT - since, AT) == said


def test_the_exact_time_stands_on_hover_in_the_companys_time_zone() -> None:
    with override("en"):
        assert when(AT - timedelta(days=3), AT) == (
            '<time class="number" datetime="2026-11-18T12:00:00+00:00" title="2026-11-18 20:00">3 days ago</time>'
        )
        assert when(None, AT) == ""


@pytest.mark.parametrize(
    ("amount", "unit", "said"),
    [
        ("12", "piece", "12|pieces"),
        ("1", "piece", "1|piece"),
        ("-1.000", "piece", "-1|piece"),
        ("0", "carton", "0|cartons"),
        ("0.5", "bag", "0.5|bags"),
        ("2", "bottle", "2|bottles"),
        ("2", "set", "2|sets"),
        ("2", "kg", "2|kg"),
        ("12", "Pallet", "12|Pallet"),  # typed by a company
    ],
)
def test_units_of_a_starting_company_are_counted(amount: str, unit: str, said: str) -> None:
    figure, name = said.split("|")
    with override("en"):
        assert qty(Decimal(amount), unit) == f'<span class="number">{figure}</span> <span class="unit">{name}</span>'


def test_chinese_counts_nothing() -> None:
    with override("zh-hans"):
        assert qty(Decimal(12), "件") == '<span class="number">12</span> <span class="unit">件</span>'
