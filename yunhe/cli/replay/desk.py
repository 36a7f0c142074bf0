"""The clerks and the customers: holds are resolved after an hour, orders cancelled, goods sent back, surveys answered."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import connection

from sim.grocery.luck import Luck
from yunhe.cli.replay.orders import Inbox
from yunhe.crm import commands as crm
from yunhe.crm.commands.surveys import Answer, secret_of
from yunhe.kernel.actor import system
from yunhe.oms import commands as oms
from yunhe.oms.commands.returns import NewReturn
from yunhe.oms.models import Order

CLERK = system("replay.clerk")
BUYER = system("replay.buyer")
HOUR = timedelta(hours=1)
GIVEN_UP = 0.3  # of held orders are cancelled, the others mended or pardoned
ANSWERING = 0.3
UNHAPPY = 0.1

HELD = """
    SELECT o.id, o.external_id, array_agg(h.id ORDER BY h.id), array_agg(h.type ORDER BY h.id)
    FROM oms_hold h JOIN oms_order o ON o.id = h.order_id
    WHERE h.released_at IS NULL AND h.opened_at <= %s AND o.state = 'new' GROUP BY o.id ORDER BY o.id
"""
ASKED = "SELECT order_id FROM crm_survey WHERE answered_at IS NULL AND sent_at BETWEEN %s AND %s ORDER BY order_id"


class Desk:
    """What people at their desks do, decided by luck."""

    def __init__(self, inbox: Inbox, luck: Luck) -> None:
        self.inbox, self.luck = inbox, luck
        self._early: dict[str, None] = {}
        self._late: dict[str, None] = {}
        self._back: dict[str, None] = {}
        self._planned: set[str] = set()

    def notice(self, external_ids: Iterable[str]) -> None:
        """New orders: who will change their mind, before the goods are picked or after they are packed."""
        for key in external_ids:
            befall = self.inbox.flags.of.get(key, set())
            if key in self._planned:
                continue
            self._planned.add(key)
            if "cancelled" in befall:
                (self._early if self.luck.happens("early", key, 0.5) else self._late)[key] = None
            elif "returned" in befall:
                self._back[key] = None

    def resolve_holds(self, at: datetime) -> None:
        """Holds older than an hour: the order is cancelled, mended by a newer version, or pardoned."""
        with connection.cursor() as cursor:
            cursor.execute(HELD, [at - HOUR])
            held = cursor.fetchall()
        give_up, pardon = [], []
        for id, key, holds, types in held:
            if self.luck.happens("give_up", key, GIVEN_UP):
                give_up.append(id)
            elif {"item", "address"} & set(types) and key in self.inbox.flags.right:
                right = self.inbox.flags.right.pop(key)
                self.inbox.put(at, right.model_copy(update={"version": at}))
            else:
                pardon += holds
        if give_up:
            oms.cancel_orders(give_up, by=CLERK, at=at, reason="held")
        if pardon:
            oms.release_holds(pardon, by=CLERK, at=at, note="checked")

    def cancel(self, at: datetime, *, packed: bool) -> int:
        """Buyers who change their mind once their order is released, or (`packed`) once it is packed."""
        waiting = self._late if packed else self._early
        if not waiting:
            return 0
        orders = Order.objects.filter(external_id__in=list(waiting), state="audited", progress="released")
        if packed:
            orders = orders.filter(lines__fulfilments__outbound_line__outbound__state="packed").distinct()
        found = dict(orders.values_list("id", "external_id"))
        for key in found.values():
            waiting.pop(key)
        outcome = oms.cancel_orders(list(found), by=BUYER, at=at, reason="changed my mind")
        return len(outcome.done)

    def send_back(self, at: datetime) -> int:
        """Buyers who do not like what they got a day ago ask to send one line back; the clerks agree."""
        orders = Order.objects.filter(
            external_id__in=list(self._back), state="completed", state_at__lte=at - timedelta(days=1)
        ).prefetch_related("lines")
        rows = []
        for order in orders.order_by("id"):
            self._back.pop(order.external_id)
            line = self.luck.choose("which_back", order.external_id, list(order.lines.all()))
            rows.append(NewReturn(order.id, {line.id: line.base_qty - line.cancelled}, "not_wanted"))
        if not rows:
            return 0
        asked = oms.request_returns(rows, by=BUYER, at=at)
        return len(oms.approve_returns(list(asked.made.values()), by=CLERK, at=at).done)

    def answer_surveys(self, at: datetime) -> int:
        """A day after they were asked, some customers answer."""
        with connection.cursor() as cursor:
            cursor.execute(ASKED, [at - timedelta(days=2), at - timedelta(days=1)])
            asked = [id for (id,) in cursor.fetchall()]
        answers = [
            Answer(
                secret_of(id),
                self.luck.between("stars", id, 1, 3) if self.luck.happens("unhappy", id, UNHAPPY) else 5,
            )
            for id in asked
            if self.luck.happens("answers", id, ANSWERING)
        ]
        return len(crm.answer_surveys(answers, by=BUYER, at=at).done) if answers else 0
