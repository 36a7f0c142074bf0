"""The doctor on a page: what the last examination found, what breaks a truth named and linked, balances rebuilt."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext

from yunhe.erp.finance.commands import rebuild_sums
from yunhe.erp.finance.commands.rebuilding import SUMS
from yunhe.insight.doctor import Finding
from yunhe.kernel.links import SUBJECTS
from yunhe.kernel.progress import State
from yunhe.kernel.scope import unlimited
from yunhe.stock.commands import rebuild_balances
from yunhe.stock.commands.rebuilding import BALANCES
from yunhe.web.jobs import examine_job, found_by, last_examination
from yunhe.web.queries.naming import Paper, papers
from yunhe.web.queries.timeline import timeline
from yunhe.web.render import page
from yunhe.web.routing import Call

KINDS = {"item_id": "item", "warehouse_id": "warehouse", "bin_id": "bin"}  # columns that name a document by its id
RIGHTS = dict.fromkeys(BALANCES, "kernel.rebuild_balances") | dict.fromkeys(SUMS, "finance.rebuild_sums")
HIDDEN = {"id", "owner_id", "lot_id", "level", "bin_level", "inbound_line", "outbound_line"}  # ids that say nothing


class Broken(NamedTuple):
    """A truth that does not hold: its offenders as rows under heads; `rebuilt` is the right to rebuild its balance, if any."""

    finding: Finding
    truth: str
    heads: list[str]
    rows: list[list[Any]]
    rebuilt: str


def doctor(call: Call) -> HttpResponse:
    """What the last examination found; `examine` asks for another, `rebuild` sets one balance to the sums of its ledger
    first. An examination is long work with a card of its own."""
    unlimited(call.actor)
    do, _, proof = call.request.POST.get("do", "").partition(" ")
    if do == "rebuild":
        rebuild = rebuild_sums if proof in SUMS else rebuild_balances
        rebuild([proof], by=call.actor, at=call.at)
    if do:
        return HttpResponseRedirect(reverse("job", kwargs={"id": examine_job(by=call.actor, at=call.at)}))
    last = last_examination()
    findings = found_by(last) if last else []
    broken = [one for one in findings if not one.holds]
    context = {
        "last": last,
        "whole": last is not None and last.state == State.DONE,
        "well": [_truth(one) for one in findings if one.holds],
        "broken": _named(broken),
        "seconds": f"{(last.finished_at - last.started_at).total_seconds():.1f}" if last else "",
        "story": [one for one in timeline([("company", 0)], call.actor) if one.kind == "BalanceRebuilt"],
        "at": call.at,
    }
    return page(call.request, "admin/doctor.html", context, actor=call.actor)


def _truth(one: Finding) -> str:
    return f"{gettext(SUBJECTS[one.of].label)} · {gettext(one.truth)}" if one.of in SUBJECTS else gettext(one.truth)


def _named(findings: Sequence[Finding]) -> list[Broken]:
    """The offenders with the numbers of documents instead of ids."""
    keys = {(kind, row[column]) for one in findings for row in one.rows for column, kind in _columns(one).items()}
    known = papers((kind, id) for kind, id in keys if id is not None)
    return [
        Broken(
            one,
            _truth(one),
            (
                heads := [
                    name for name in (one.rows[0] if one.rows else {}) if name in _columns(one) or name not in HIDDEN
                ]
            ),
            [[_cell(known, _columns(one).get(name), row[name]) for name in heads] for row in one.rows],
            RIGHTS.get(one.name, ""),
        )
        for one in findings
    ]


def _columns(finding: Finding) -> dict[str, str]:
    """Which columns of a finding are ids of which kind of document."""
    of, kind = finding.name.startswith("state_of_"), finding.name.removeprefix("state_of_")
    here = finding.rows[0] if finding.rows else {}
    named = KINDS | ({"id": kind} if of else {})
    return {column: kind for column, kind in named.items() if column in here}


def _cell(known: dict[tuple[str, int], Paper], kind: str | None, value: Any) -> Any:
    return known.get((kind, value), "") if kind else value
