"""What happens to a parcel after its pick-up, and when it is told: the same for the same seed, waybill and moment."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sim.carrier.faults import Faults

# (code, what is said, earliest and latest hours after the step before)
TO_THE_DOOR = (("PU", "已揽收", 0.5, 3.0), ("TR", "到达转运中心", 3.0, 12.0), ("TR", "离开转运中心", 6.0, 30.0))
DELIVERY = (("OD", "派送中，快递员 13900001234", 2.0, 8.0), ("DL", "已签收", 1.0, 6.0))
NOBODY_HOME = (
    ("OD", "派送中", 2.0, 8.0),
    ("NH", "无人在家，改日再派", 1.0, 4.0),
    ("OD", "再次派送", 14.0, 24.0),
    ("DL", "已签收", 1.0, 6.0),
)
COMES_BACK = (
    ("OD", "派送中", 2.0, 8.0),
    ("RF", "客户拒收", 1.0, 4.0),
    ("RB", "退回途中", 4.0, 20.0),
    ("RD", "已退回", 24.0, 60.0),
)
LOST = (("LO", "快件遗失", 48.0, 96.0),)


@dataclass(frozen=True, slots=True, order=True)
class Told:
    """A message: heard at `heard`, about what happened at `at`. `id` is the carrier's; a duplicate has the same one."""

    heard: datetime
    id: str
    waybill: str
    code: str
    at: datetime
    text: str

    def as_json(self) -> dict[str, str]:
        return {"id": self.id, "waybill": self.waybill, "code": self.code, "at": self.at.isoformat(), "text": self.text}


def journey(waybill: str, picked_up: datetime, faults: Faults) -> Iterator[Told]:
    """All that will be said of a parcel that was picked up at a moment."""
    at = picked_up
    for n, (code, text, earliest, latest) in enumerate((*TO_THE_DOOR, *_ending(waybill, faults))):
        at += timedelta(hours=earliest + faults.draw("step", f"{waybill}{n}") * (latest - earliest))
        at = at.replace(microsecond=0)
        id = f"{waybill}-{n}"
        delay = faults.late_hours * faults.draw("delay", id) if faults.happens("late", id) else 0.1
        told = Told(at + timedelta(hours=delay), id, waybill, code, at, text)
        yield told
        if faults.happens("duplicate", id):
            yield Told(told.heard + timedelta(hours=5 * faults.draw("again", id)), id, waybill, code, at, text)


def _ending(waybill: str, faults: Faults) -> tuple[tuple[str, str, float, float], ...]:
    if faults.happens("lose", waybill):
        return LOST
    if faults.happens("back", waybill):
        return COMES_BACK
    if faults.happens("problem", waybill):
        return NOBODY_HOME
    return DELIVERY
