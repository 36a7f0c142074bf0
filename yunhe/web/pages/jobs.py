"""Long work: how far it is, how fast, how long it still takes, and what came of it; also after one has left the page."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect, StreamingHttpResponse
from django.urls import reverse
from django.utils.translation import gettext

from yunhe.kernel.flow import not_found
from yunhe.kernel.kept import kept_of
from yunhe.kernel.models import Progress
from yunhe.kernel.outcome import Reason, RefusalError
from yunhe.kernel.progress import State, cancel
from yunhe.web.answers import download, leave_for
from yunhe.web.incoming import INCOMING
from yunhe.web.jobs import BATCH, EXAMINE, EXPORT, PRINT, TAKE, TRY
from yunhe.web.lists import LIST_PAGES
from yunhe.web.render import page
from yunhe.web.routing import Call

SHOWN = 50
ONE_SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class Card:
    """A job as its card shows it; `rate` is per second, `left` in seconds, None while nobody can tell."""

    job: Progress
    title: str
    about: str
    back: str
    at: datetime
    leads: str = ""  # to where what came in is seen

    @property
    def open(self) -> bool:
        return self.job.state in (State.WAITING, State.RUNNING)

    @property
    def share(self) -> int | None:
        """Per cent."""
        return min(100, 100 * self.job.done // self.job.total) if self.job.total else None

    @property
    def seconds(self) -> float:
        return max(((self.job.finished_at or self.at) - self.job.started_at) / ONE_SECOND, 0.001)

    @property
    def rate(self) -> float | None:
        return self.job.done / self.seconds if self.job.done else None

    @property
    def left(self) -> int | None:
        if not (self.rate and self.job.total):
            return None
        return round((self.job.total - self.job.done) / self.rate)

    @property
    def until(self) -> datetime:
        """Until when the file that was written is kept."""
        return datetime.fromisoformat(self.job.result["until"])

    @property
    def reason(self) -> str:
        stored = self.job.result.get("reason")
        return str(Reason.read(stored)) if stored else ""

    @property
    def refused(self) -> list[tuple[str, str]]:
        """Numbers with reasons, as far as the job remembers them."""
        return [(number, str(Reason.read(reason))) for number, reason in self.job.result.get("reasons", ())]


def jobs(call: Call) -> HttpResponse:
    """One's own long work, newest first."""
    rows = _mine(call).order_by("-id")[:SHOWN]
    return page(call.request, "jobs.html", {"cards": [card_of(row, call.at) for row in rows]}, actor=call.actor)


def job(call: Call, id: int) -> HttpResponse:
    """A job; the card asks for itself while it goes on."""
    found = _find(call, id)
    card = card_of(found, call.at)
    if found.kind in (TRY, EXAMINE) and found.state == State.DONE:  # nobody needs its card: what it found has a page
        return leave_for(call, card.back)
    template = "parts/job.html" if call.request.headers.get("HX-Request") else "job.html"
    return page(call.request, template, {"card": card}, actor=call.actor)


def written(call: Call, id: int) -> StreamingHttpResponse:
    """The file that a job has written, for who asked for it and until it expires."""
    return download(kept_of(_find(call, id).result.get("kept"), by=call.actor, at=call.at))


def stop(call: Call, id: int) -> HttpResponse:
    """Ask it to stop after the batch in hand."""
    if call.request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    cancel(_find(call, id).pk, by=call.actor)
    return HttpResponseRedirect(reverse("job", kwargs={"id": id}))


def card_of(job: Progress, at: datetime) -> Card:
    """A job's card: what it is called, what it is about, and where one goes from it."""
    asked, title = job.result, job.result["title"]
    if job.kind in (TRY, TAKE):
        of = next(one for one in INCOMING if one.noun == asked["noun"])
        back = reverse("sent", kwargs={"id": asked["sent"]}) if job.kind == TRY else of.path
        return Card(job, title, gettext(of.label), back, at, of.leads)
    if job.kind == EXAMINE:
        return Card(job, gettext(title), gettext("Doctor"), reverse("doctor"), at)
    of_list = next(one for one in LIST_PAGES if one.listing.name == asked["list"])
    query = f"?{asked['query']}" if asked.get("query") else ""
    return Card(job, gettext(title), gettext(of_list.listing.label), of_list.path + query, at)


def _find(call: Call, id: int) -> Progress:
    found = _mine(call).filter(pk=id).first()
    if found is None:
        raise RefusalError(not_found(id))
    return found


def _mine(call: Call) -> QuerySet[Progress]:
    return Progress.objects.filter(kind__in=(TRY, TAKE, BATCH, EXPORT, PRINT, EXAMINE), started_by=call.actor.name)
