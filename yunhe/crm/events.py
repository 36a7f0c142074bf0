"""What happens between customers and us. Ids and figures only."""

from dataclasses import dataclass

from yunhe.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class SurveySent(Event, subject="survey"):
    order: int


@dataclass(frozen=True, kw_only=True)
class SurveyAnswered(Event, subject="survey"):
    order: int
    score: int
    cause: str


@dataclass(frozen=True, kw_only=True)
class TagChanged(Event, subject="partner"):
    family: str
    was: str
    now: str
