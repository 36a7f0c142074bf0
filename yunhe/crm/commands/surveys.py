"""Ask after delivery, and take the answer."""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext_noop as N_

from yunhe.crm.events import SurveyAnswered, SurveySent
from yunhe.crm.models import Survey
from yunhe.crm.rules import HEARS, LOW_SCORE
from yunhe.kernel.actor import Actor
from yunhe.kernel.cases import Trouble, open_cases
from yunhe.kernel.commands import Reach, command
from yunhe.kernel.events import record
from yunhe.kernel.outcome import Outcome, Reason

OPEN_FOR = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Answer:
    """A customer's answer: the link's secret, a score of 1 to 5, what it was about, a remark."""

    secret: str
    score: int
    cause: str = ""
    comment: str = ""


@command("crm.send_surveys", N_("Send surveys"))
def send_surveys(orders: Sequence[tuple[int, int | None]], *, by: Actor, at: datetime) -> Outcome:
    """Ask about (order id, customer id) once; `made` maps the order to its survey."""
    known = set(Survey.objects.filter(order_id__in=[o for o, _ in orders]).values_list("order_id", flat=True))
    fresh = {o: partner for o, partner in orders if o not in known}
    made = Survey.objects.bulk_create(
        [
            Survey(order_id=o, partner_id=partner, digest=digest(secret_of(o)), sent_at=at, expires_at=at + OPEN_FOR)
            for o, partner in fresh.items()
        ]
    )
    record([SurveySent(subject=s.id, root=s.order_id, order=s.order_id) for s in made], by=by, at=at)
    return Outcome(done=[o for o, _ in orders], made={s.order_id: s.id for s in made})


@command("crm.answer_surveys", N_("Answer surveys"), Reach.OWN)
def answer_surveys(answers: Sequence[Answer], *, by: Actor, at: datetime) -> Outcome:
    """Take answers by their links. Refused by secret: unknown, expired or answered already, no score of 1 to 5.

    A low score opens a case at the desk that its cause concerns.
    """
    wanted = {digest(a.secret): a for a in answers}
    found = {s.digest: s for s in Survey.objects.filter(digest__in=wanted).order_by("id").select_for_update()}
    outcome, good = Outcome(), []
    for key, a in wanted.items():
        survey = found.get(key)
        if survey is None or survey.expires_at <= at:
            outcome.refused[a.secret] = Reason("no_survey", N_("This link is not valid any more"))
        elif survey.answered_at is not None:
            outcome.refused[a.secret] = Reason("answered", N_("Thank you, you have answered already"))
        elif not 1 <= a.score <= 5 or a.cause not in HEARS:
            outcome.refused[a.secret] = Reason("bad_answer", N_("Please choose one to five stars"))
        else:
            survey.score, survey.cause, survey.comment, survey.answered_at = a.score, a.cause, a.comment[:500], at
            good.append(survey)
            outcome.done.append(a.secret)
    Survey.objects.bulk_update(good, ["score", "cause", "comment", "answered_at"])
    record(
        [SurveyAnswered(subject=s.id, root=s.order_id, order=s.order_id, score=s.score, cause=s.cause) for s in good],
        by=by,
        at=at,
    )
    open_cases([_unhappy(s) for s in good if s.score <= LOW_SCORE], by=by, at=at)
    return outcome


def secret_of(order_id: int) -> str:
    """The secret of an order's survey link, 160 bits: made from our key, so that the link can be sent again."""
    return hmac.new(settings.SECRET_KEY.encode(), f"survey:{order_id}".encode(), hashlib.sha256).hexdigest()[:40]


def digest(secret: str) -> str:
    """What is stored of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _unhappy(s: Survey) -> Trouble:
    reason = Reason("low_score", N_("A customer gave {score} of 5"), {"score": s.score})
    return Trouble(
        "low_score",
        "order",
        s.order_id,
        reason,
        root_id=s.order_id,
        next_step="call_customer",
        owner_role=HEARS[s.cause],
    )
