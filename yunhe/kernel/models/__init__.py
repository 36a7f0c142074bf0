"""The kernel's tables, one file per subject."""

from yunhe.kernel.models.cases import Case
from yunhe.kernel.models.customs import DecisionRow, DecisionTable, FieldDef, SavedView
from yunhe.kernel.models.documents import Document
from yunhe.kernel.models.entities import Entity, Holiday, Period
from yunhe.kernel.models.events import ClockMark, Event, EventPosition, Parked, ParkedEvent, Sequencer, Subscription
from yunhe.kernel.models.numbers import GaplessNumber, NumberBlock
from yunhe.kernel.models.people import ApiToken, Grant, Role, User
from yunhe.kernel.models.replies import Reply
from yunhe.kernel.models.sent import ImportLayout, KeptFile, SentFile
from yunhe.kernel.models.shared import Attachment, ImportRun, Link, Notification, Progress, Setting

__all__ = [
    "ApiToken",
    "Attachment",
    "Case",
    "ClockMark",
    "DecisionRow",
    "DecisionTable",
    "Document",
    "Entity",
    "Event",
    "EventPosition",
    "FieldDef",
    "GaplessNumber",
    "Grant",
    "Holiday",
    "ImportLayout",
    "ImportRun",
    "KeptFile",
    "Link",
    "Notification",
    "NumberBlock",
    "Parked",
    "ParkedEvent",
    "Period",
    "Progress",
    "Reply",
    "Role",
    "SavedView",
    "SentFile",
    "Sequencer",
    "Setting",
    "Subscription",
    "User",
]
