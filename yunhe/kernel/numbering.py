"""Document numbers: `{PREFIX}{yyyyMMdd}{SEQ:4}` drawn in blocks (gaps allowed), and voucher numbers without gaps.

A company may give a kind of document another prefix, date or width: a `Setting` "numbers.SO". A prefix belongs to one kind
and one form of date for good, so that no two documents ever get the same number.
"""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import connection
from django.utils.translation import gettext_noop as N_

from yunhe.kernel.actor import Actor
from yunhe.kernel.commands import command
from yunhe.kernel.events import Event, record
from yunhe.kernel.links import subject
from yunhe.kernel.models import NumberBlock, Setting
from yunhe.kernel.outcome import Outcome, Reason

# The kinds of documents that draw numbers, by the prefix that each has unless the company chose another.
SERIES = {
    "SO": N_("Order"),
    "RT": N_("Return"),
    "RF": N_("Refund"),
    "OB": N_("Outbound"),
    "IB": N_("Inbound"),
    "RC": N_("Receipt"),
    "PC": N_("Parcel"),
    "WV": N_("Wave"),
    "PO": N_("Purchase order"),
    "WO": N_("Work order"),
    "WR": N_("Work report"),
    "SI": N_("Sales invoice"),
    "PI": N_("Purchase invoice"),
    "AR": N_("Receivable"),
    "AP": N_("Payable"),
    "PM": N_("Payment"),
    "VD": N_("Voucher draft"),
}
DATES = {"YYYYMMDD": "%Y%m%d", "YYMMDD": "%y%m%d", "YYYYMM": "%Y%m", "YYMM": "%y%m"}  # PostgreSQL's words and Python's
STANDARD = "YYYYMMDD"
COMPANY = subject("company", "kernel_entity", "Company", "/")
PREFIX = re.compile(r"[A-Z]{1,6}")
WIDTHS = range(3, 10)


@dataclass(frozen=True, slots=True)
class Format:
    """How the numbers of a kind look: letters, a form of date (of `DATES`), at least so many digits."""

    prefix: str
    dated: str = STANDARD
    width: int = 4

    def scope(self, day: date) -> str:
        return f"{self.prefix}{day:{DATES[self.dated]}}"

    def number(self, day: date, n: int) -> str:
        return f"{self.scope(day)}{n:0{self.width}d}"


@dataclass(frozen=True, kw_only=True)
class NumbersChanged(Event, subject="company"):
    """Documents of a kind get numbers of another form. `before` and `after` are texts like `SO YYYYMMDD 4`."""

    series: str
    before: str
    after: str


DRAW = """
    INSERT INTO kernel_numberblock (scope, last)
    SELECT coalesce(f.value ->> 'prefix', %(prefix)s) || to_char(%(day)s::date, coalesce(f.value ->> 'dated', 'YYYYMMDD')), %(n)s
    FROM (SELECT) one LEFT JOIN kernel_setting f ON f.name = 'numbers.' || %(prefix)s
    ON CONFLICT (scope) DO UPDATE SET last = kernel_numberblock.last + excluded.last
    RETURNING scope, last, (SELECT (value ->> 'width')::int FROM kernel_setting WHERE name = 'numbers.' || %(prefix)s)
"""


def draw(prefix: str, day: date, count: int, *, width: int = 4) -> list[str]:
    """`count` numbers such as SO202611210001 in one statement. A rolled-back document leaves a gap; that is allowed."""
    if not count:
        return []
    with connection.cursor() as cursor:
        cursor.execute(DRAW, {"prefix": prefix, "day": day, "n": count})
        scope, last, chosen = cursor.fetchone()
    return [f"{scope}{n:0{chosen or width}d}" for n in range(last - count + 1, last + 1)]


def formats() -> dict[str, Format]:
    """How the numbers of every kind look, by the kind's standard prefix; one query."""
    chosen = dict(Setting.objects.filter(name__startswith="numbers.").values_list("name", "value"))
    return {series: Format(**chosen.get(f"numbers.{series}", {"prefix": series})) for series in SERIES}


def next_numbers(day: date) -> dict[str, str]:
    """The number that the next document of each kind would get on a day, if nobody draws one before; two queries."""
    known = formats()
    last = dict(
        NumberBlock.objects.filter(scope__in=[f.scope(day) for f in known.values()]).values_list("scope", "last")
    )
    return {series: form.number(day, last.get(form.scope(day), 0) + 1) for series, form in known.items()}


@command("kernel.change_numbers", N_("Change the form of numbers"))
def change_numbers(wanted: Mapping[str, Format], *, by: Actor, at: datetime) -> Outcome:
    """Choose how the numbers of kinds look; documents that have one keep it. A form like the one before changes nothing.

    Refused by kind: `unknown_series`, `wrong_prefix`, `wrong_date`, `wrong_width`, `prefix_taken` (of another kind now or
    by standard, or numbers with this prefix have been drawn).
    """
    list(Setting.objects.select_for_update().filter(name__startswith="numbers.").order_by("name"))
    now = formats()
    used = _used({one.prefix for one in wanted.values()})
    outcome = Outcome()
    told, rows = [], []
    for series, form in wanted.items():
        reason = _what_is_wrong(series, form) or _taken(series, form, now, used)
        if reason:
            outcome.refused[series] = reason
            continue
        outcome.done.append(series)
        if form != now[series]:
            told.append(NumbersChanged(subject=0, series=series, before=_said(now[series]), after=_said(form)))
            rows.append(Setting(name=f"numbers.{series}", value=asdict(form), changed_by=by.name, changed_at=at))
            now[series] = form
    Setting.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["value", "changed_by", "changed_at"],
    )
    record(told, by=by, at=at)
    return outcome


def _what_is_wrong(series: str, form: Format) -> Reason | None:
    if series not in SERIES:
        return Reason("unknown_series", N_("No kind of document has the numbers {series}"), {"series": series})
    if not PREFIX.fullmatch(form.prefix):
        return Reason("wrong_prefix", N_("A prefix has one to six letters from A to Z"))
    if form.dated not in DATES:
        return Reason("wrong_date", N_("There is no form of date {date}"), {"date": form.dated})
    if form.width not in WIDTHS:
        return Reason("wrong_width", N_("A number has from {low} to {high} digits"), {"low": 3, "high": 9})
    return None


def _taken(series: str, form: Format, now: Mapping[str, Format], used: Mapping[str, set[int]]) -> Reason | None:
    """Two kinds never share a prefix, and one prefix never has two forms of date: their numbers could meet."""
    others = {one.prefix for code, one in now.items() if code != series} | (SERIES.keys() - {series})
    same = (form.prefix, form.dated) == (now[series].prefix, now[series].dated)
    back = form.prefix == series and form.dated == STANDARD and used.get(series) == {len("20261121")}
    if form.prefix in others or (form.prefix in used and not same and not back):
        return Reason(
            "prefix_taken", N_("The prefix {prefix} is in use, or was: choose another"), {"prefix": form.prefix}
        )
    return None


def _used(prefixes: set[str]) -> dict[str, set[int]]:
    """Those prefixes with which numbers have been drawn, and how many digits their dates had."""
    found: defaultdict[str, set[int]] = defaultdict(set)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT p, length(b.scope) - length(p) FROM unnest(%s::text[]) p "
            "JOIN kernel_numberblock b ON b.scope ~ ('^' || p || '[0-9]')",
            [sorted(prefix for prefix in prefixes if PREFIX.fullmatch(prefix))],
        )
        for prefix, digits in cursor.fetchall():
            found[prefix].add(digits)
    return dict(found)


def _said(form: Format) -> str:
    return f"{form.prefix} {form.dated} {form.width}"


def draw_gapless(entity_id: int, series: str, month: str, count: int) -> list[int]:
    """The next `count` numbers of an entity's month. The row stays locked until the caller commits: no gap, no race."""
    if not count:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO kernel_gaplessnumber (entity_id, series, month, last) VALUES (%s, %s, %s, %s)
               ON CONFLICT (entity_id, series, month) DO UPDATE SET last = kernel_gaplessnumber.last + excluded.last
               RETURNING last""",
            [entity_id, series, month, count],
        )
        last = cursor.fetchone()[0]
    return list(range(last - count + 1, last + 1))
