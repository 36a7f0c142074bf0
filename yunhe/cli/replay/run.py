"""The replay: the days of a simulated clock, in which messages come, the loop runs, and people do their work."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.management import call_command
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from sim.grocery.baskets import Grocery
from sim.grocery.luck import Luck
from yunhe import loop
from yunhe.cli.replay.carriers import Carriers
from yunhe.cli.replay.company import CARRIERS, set_up
from yunhe.cli.replay.desk import Desk
from yunhe.cli.replay.floor import Floor
from yunhe.cli.replay.office import Office
from yunhe.cli.replay.orders import Inbox
from yunhe.cli.replay.report import figures
from yunhe.cli.replay.stages import Stages
from yunhe.kernel.actor import system
from yunhe.kernel.events.pump import drain
from yunhe.kernel.events.subscriptions import register
from yunhe.oms import commands as oms

CHANNEL = system("replay.channel")
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
MESSAGES = 500
STEP = timedelta(hours=2)  # a shift of two hours, named by the even hour it lies in
WORK = range(8, 22)
RECEIVING, SURVEYS = 8, 18
TRACKING = 4  # every so many hours
CLERKS_GONE, STAFF_GONE = timedelta(hours=8), timedelta(hours=4)  # before a replay that stops in the middle of a shift
FIRST_STEPS = ("oms.audit_new", "oms.allocate_audited")


@dataclass(frozen=True, slots=True)
class Plan:
    """What to replay. `shops` groups the stores into channel shops; `ends`, a full hour, moves the newest basket to the
    minute before it; `pause` leaves the warehouse in the middle of its shift, and what was held last on the desks."""

    orders: int
    seed: int = 1
    tail_days: int = 7
    shops: int | None = None
    ends: datetime | None = None
    pause: bool = False


def replay(plan: Plan, stages: Stages | None = None) -> dict[str, Any]:
    """Migrate the database, set up the company, replay; returns the report."""
    stages = stages or Stages()
    console = Console(stderr=True)
    with stages("setup"):
        call_command("migrate", verbosity=0, interactive=False)
    with Grocery(plan.orders) as grocery:
        return Replay(plan, grocery, stages, console).run()


class Replay:
    """One run."""

    def __init__(self, plan: Plan, grocery: Grocery, stages: Stages, console: Console) -> None:
        self.plan, self.grocery, self.stages, self.console = plan, grocery, stages, console
        self.luck = Luck(plan.seed)
        self.zone = ZoneInfo(settings.TIME_ZONE)
        first, last = grocery.span()
        newest = plan.ends.astimezone(self.zone).replace(tzinfo=None) - MINUTE if plan.ends else last
        self.shift = newest - last
        self.end = _hour(self._moment(last)) + HOUR
        self.start = self.end - STEP * -(-(self.end - self._moment(first)) // STEP)
        self.received = 0
        self.delivering = Carriers([code for code, _, _ in CARRIERS], plan.seed)
        self.loop = self.delivering.directly(loop.SUBSCRIPTIONS)
        self.first_steps = [s for s in self.loop if s.name in FIRST_STEPS]

    def run(self) -> dict[str, Any]:
        with self.stages("setup"):
            register(self.loop)
            self._set_up()
        with self.stages("opening"):
            drain(self.loop, at=self.start)
        self.stages.mark(0)
        with self._progress() as progress:
            task = progress.add_task("orders", total=self.plan.orders, day="")
            baskets = self.grocery.baskets()
            ahead = next(baskets, None)
            now = self.start
            while now < self.end + timedelta(days=self.plan.tail_days):
                now += STEP
                while ahead is not None and self._moment(ahead.at) < now:
                    self.inbox.add(ahead)
                    progress.advance(task)
                    ahead = next(baskets, None)
                self._turn(now)
                progress.update(task, day=str(now.date()))
            if self.plan.pause:
                self.floor.pause(now)
                self._drain(now)
        self.stages.mark(self.received)
        return figures(self)

    def _set_up(self) -> None:
        years = sorted({self.start.year, self.end.year, (self.end + timedelta(days=self.plan.tail_days + 31)).year})
        company = set_up(
            self.grocery,
            self.luck,
            self.start,
            years=years,
            shops=self.plan.shops,
            tell=lambda text: self.console.print(f"[dim]{text}[/]"),
        )
        self.company = company
        self.inbox = Inbox(self.luck, company.people, company.shop_of, self.shift)
        self.desk = Desk(self.inbox, self.luck)
        self.office = Office(self.luck)
        self.floor = Floor(list(company.warehouses.values()), self.inbox, self.luck)

    def _turn(self, at: datetime) -> None:
        hour = at.astimezone(self.zone).hour // 2 * 2
        self._messages(at)
        if self._attended(at, CLERKS_GONE):
            with self.stages("clerks"):
                self.desk.resolve_holds(at)
            self._messages(at + timedelta(microseconds=1))
        if hour in WORK and self._attended(at, STAFF_GONE):
            self._work(at, hour)
        if hour % TRACKING == 0:
            with self.stages("carriers"):
                self.delivering.tell(at)
            self._drain(at)
        if hour == 0:
            self._night(at)

    def _attended(self, at: datetime, gone: timedelta) -> bool:
        return not self.plan.pause or at <= self.end - gone

    def _messages(self, until: datetime) -> None:
        for at, batch in self.inbox.until(until, MESSAGES):
            with self.stages("intake"):
                outcome = oms.intake(batch, by=CHANNEL, at=at)
            assert not outcome.refused, outcome.refused
            self.received += len(batch)
            self.desk.notice(message.external_id for message in batch)
            with self.stages("allocate"):
                drain(self.first_steps, at=at)
            self._drain(at)

    def _work(self, at: datetime, hour: int) -> None:
        if hour == RECEIVING:
            with self.stages("receiving"):
                self.floor.receive(at)
            self._drain(at)
            with self.stages("receiving"):
                self.floor.put_away(at)
            self._office(at)
        with self.stages("clerks"):
            cancelled = self.desk.cancel(at, packed=False)
        if cancelled:
            self._drain(at)
        with self.stages("picking"):
            picked = self.floor.pick(at)
            picked += self.floor.pack(at)
        if picked:
            self._drain(at)
        with self.stages("clerks"):
            cancelled = self.desk.cancel(at, packed=True)
        with self.stages("picking"):
            self.floor.answer_recalls(at)
        with self.stages("shipping"):
            gone = self.floor.hand_over(at)
        if gone or cancelled:
            self._drain(at)
        if hour == SURVEYS:
            with self.stages("customers"):
                self.desk.answer_surveys(at)

    def _office(self, at: datetime) -> None:
        with self.stages("office"):
            self.office.confirm(at)
            self.office.bake(at)
            self.desk.send_back(at)
            self.office.settle_returns(at)
            self.office.bill(at)
        self._drain(at)

    def _night(self, at: datetime) -> None:
        with self.stages("night"):
            for timer in loop.CLOCK:
                if timer.cron.split()[1] == "0":
                    timer.run(at=at)
        self._drain(at)
        self.stages.weigh()
        self.stages.mark(self.received)

    def _drain(self, at: datetime) -> None:
        with self.stages("loop"):
            drain(self.loop, at=at)

    def _moment(self, wall: datetime) -> datetime:
        return (wall + self.shift).replace(tzinfo=self.zone)

    def _progress(self) -> Progress:
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        return Progress(*columns, TextColumn("{task.fields[day]}"), console=self.console)


def _hour(moment: datetime) -> datetime:
    return moment.replace(minute=0, second=0, microsecond=0)
