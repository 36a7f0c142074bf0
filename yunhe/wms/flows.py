"""The life of a wave."""

from yunhe.kernel.flow import Flow, Step
from yunhe.wms import events

WAVE = Flow(
    "wave",
    "wms_wave",
    initial="open",
    terminal={"done", "cancelled"},
    start=Step(("open",), "picking", events.WaveStarted),
    finish=Step(("open", "picking"), "done", events.WaveDone),
    resume=Step(("done",), "picking", events.WaveResumed),
    cancel=Step(("open", "picking"), "cancelled", events.WaveCancelled),
)
