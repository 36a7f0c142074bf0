"""The way of a new company to its first delivered order: which steps are done, by the facts, and which comes next."""

from typing import NamedTuple

from django.db import connection
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as N_

from yunhe.kernel.actor import Actor

OWNERS = "kernel.see_installation"  # who sets the house up


class Step(NamedTuple):
    """A step in a sentence, and the page that does it. `mark` is done, here (the next one) or ahead."""

    label: str
    about: str
    url: str
    mark: str


STEPS = [
    (
        N_("Company, warehouse and shop"),
        N_("They were made with the company; orders by hand come in through the order desk."),
        "/shops?tab=active",
    ),
    (N_("An item"), N_("Give what you sell a code and a name."), "/enter/items"),
    (N_("Stock to begin with"), N_("Say how many lie in the warehouse, and what one of them cost."), "/enter/stock"),
    (N_("A carrier"), N_("Name who drives for you: a parcel service, or your own van."), "/enter/carriers"),
    (N_("An order"), N_("Type an order: the item, how many, and to whom they go."), "/orders/new"),
    (
        N_("In the warehouse"),
        N_("A clean order is audited, gets its goods and goes to the warehouse by itself; one that is held says why."),
        "/orders",
    ),
    (N_("Picked"), N_("Put the orders that wait on a cart and confirm what is taken from each bin."), "/waves"),
    (N_("Packed"), N_("Scan or type what goes into the parcel."), "/floor/pack"),
    (N_("A waybill number"), N_("Open the parcel and type the number on the carrier's paper."), "/parcels?tab=open"),
    (N_("Handed over"), N_("Hand the parcel to the carrier: that ships the order."), "/parcels?tab=labelled"),
    (N_("Delivered"), N_("When it has arrived, mark the parcel as delivered."), "/parcels?tab=moving"),
]

# One statement; no row once a sale was delivered, so that a company at work pays for one look only.
FACTS = """
    SELECT EXISTS (SELECT FROM stock_warehouse WHERE active AND kind <> 'transit')
               AND EXISTS (SELECT FROM oms_shop WHERE active),
           EXISTS (SELECT FROM catalog_item WHERE active),
           EXISTS (SELECT FROM stock_move),
           EXISTS (SELECT FROM tms_carrier WHERE active),
           EXISTS (SELECT FROM oms_order WHERE state <> 'cancelled'),
           EXISTS (SELECT FROM stock_outbound WHERE kind = 'sale'
                   AND state IN ('released', 'picking', 'picked', 'packed', 'shipped')),
           EXISTS (SELECT FROM stock_outbound WHERE kind = 'sale' AND state IN ('picked', 'packed', 'shipped')),
           EXISTS (SELECT FROM stock_outbound WHERE kind = 'sale' AND state IN ('packed', 'shipped')),
           EXISTS (SELECT FROM stock_parcel WHERE waybill <> ''),
           EXISTS (SELECT FROM stock_outbound WHERE kind = 'sale' AND state = 'shipped'),
           false
    WHERE NOT EXISTS (SELECT FROM stock_outbound WHERE kind = 'sale' AND state IN ('delivered', 'closed'))
"""


def first_order(actor: Actor) -> list[Step]:
    """The steps, for who sets the house up; none once an order was delivered, nor for anybody else."""
    if actor.limited or not actor.may(OWNERS):
        return []
    with connection.cursor() as cursor:
        cursor.execute(FACTS)
        facts = cursor.fetchone()
    if facts is None:
        return []
    following = facts.index(False)
    return [
        Step(gettext(label), gettext(about), url, "done" if done else "here" if n == following else "ahead")
        for n, ((label, about, url), done) in enumerate(zip(STEPS, facts))
    ]
