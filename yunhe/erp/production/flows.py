"""The life of a work order (MODEL section 4)."""

from yunhe.erp.production import events
from yunhe.kernel.flow import Flow, Step

WORK_ORDER = Flow(
    "work_order",
    "production_order",
    initial="planned",
    terminal={"closed", "cancelled"},
    firm=Step(("planned",), "firm", events.WorkFirmed),
    release=Step(("firm",), "released", events.WorkReleased),
    start=Step(("released",), "started", events.WorkStarted),
    pause=Step(("released", "started"), "paused", events.WorkPaused),
    resume=Step(("paused",), "started", events.WorkStarted),
    resume_unbegun=Step(("paused",), "released", events.WorkReleased),
    finish=Step(("started", "paused"), "finished", events.WorkFinished),
    close=Step(("finished",), "closed", events.WorkClosed),
    cancel=Step(("planned", "firm", "released", "paused"), "cancelled", events.WorkCancelled),
)
OPEN = ("released", "started", "paused")  # material may move
AT_WORK = ("released", "started")
