"""The doctor's proofs as long work: one after the other, each counted, until somebody stops them."""

import json
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import gettext_noop as N_

from yunhe.insight.doctor import PROOFS, Finding, examine
from yunhe.kernel.actor import Actor
from yunhe.kernel.models import Progress
from yunhe.kernel.progress import State, Watch
from yunhe.kernel.scope import unlimited
from yunhe.web.jobs.queue import EXAMINE, queue, run

RIGHT = "kernel.see_installation"
TITLE = N_("Examination")


def examine_job(*, by: Actor, at: datetime) -> int:
    """Queue an examination of the whole database; returns the job's id. Who asks meanwhile gets the one that goes on."""
    going = Progress.objects.filter(kind=EXAMINE, started_by=by.name, state__in=(State.WAITING, State.RUNNING))
    same = going.filter(cancel_asked=False).order_by("id").first()
    return int(same.pk) if same else queue(EXAMINE, {"title": TITLE}, "web.prove", by=by, at=at)


def prove(id: int, *, user: int) -> None:
    """Prove one truth after the other, and keep what was found with the job."""

    def work(watch: Watch, by: Actor) -> dict[str, Any]:
        unlimited(by)
        watch.begins(len(PROOFS))
        found: list[dict[str, Any]] = []
        for finding in examine():
            found.append(_stored(finding))
            watch.did(1)
            if not watch.goes_on():
                break
        return {"findings": found}

    run(id, user, RIGHT, work)


def last_examination() -> Progress | None:
    """The newest one that was over or stopped, whoever asked for it: the database is one for all."""
    over = Progress.objects.filter(kind=EXAMINE, state__in=(State.DONE, State.CANCELLED), result__has_key="findings")
    newest: Progress | None = over.order_by("-finished_at").first()
    return newest


def found_by(job: Progress) -> list[Finding]:
    """What an examination has found."""
    return [Finding(**one) for one in job.result.get("findings", ())]


def _stored(finding: Finding) -> dict[str, Any]:
    """A finding as JSON: ids stay numbers, figures become texts."""
    kept: dict[str, Any] = json.loads(json.dumps(asdict(finding), cls=DjangoJSONEncoder))
    return kept
