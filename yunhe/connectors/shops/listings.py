"""The lists of connected shops, and of what they were told: what may be sold of each code, and what the shop knows."""

from typing import Any

from django.db.models import Case, CharField, Count, F, Max, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_noop as N_

from yunhe.connectors.models import Feed, Offer
from yunhe.kernel.actor import Actor
from yunhe.kernel.conditions import Field, Type, Vocabulary
from yunhe.kernel.listing import Column, Listing, Tab, every, one_of, register, tab_each
from yunhe.kernel.names import Named
from yunhe.kernel.scope import scope

KNOWN = {"known": N_("Shop knows"), "to_tell": N_("To be told"), "not_taken": N_("Not taken")}
STATE = Case(
    When(Q(refused_version=F("version")), then=Value("not_taken")),
    When(Q(told_version=F("version")), then=Value("known")),
    default=Value("to_tell"),
    output_field=CharField(),
)
CONNECTIONS = {"told": N_("Is told"), "silent": N_("Does not answer"), "stopped": N_("Stopped")}
CONNECTION = Case(
    When(Q(active=False) | Q(shop__active=False), then=Value("stopped")),
    When(failures__gt=0, then=Value("silent")),
    default=Value("told"),
    output_field=CharField(),
)


def feeds_of(actor: Actor) -> QuerySet[Any]:
    """The connections of an actor's shops."""
    return Feed.objects.filter(scope(actor, shop="shop_id"))


def offers_of(actor: Actor) -> QuerySet[Any]:
    """The offers of connected shops that an actor may see. An offer is a sum over warehouses: who is limited to some sees
    those of feeds for which no others count."""
    seen = Offer.objects.filter(scope(actor, shop="feed__shop_id"), feed__active=True)
    if actor.trusted or actor.warehouses is None:
        return seen
    return seen.filter(feed__warehouses__contained_by=sorted(actor.warehouses))


OFFERS = register(
    Listing(
        "offers",
        N_("Told to shops"),
        Vocabulary(
            "offer",
            (
                Field("shop", N_("Shop"), Type.TEXT, expression=Named("feed__shop__name")),
                Field("sku", N_("SKU"), Type.TEXT),
                Field("item", N_("Item"), Type.TEXT, path="item__code"),
                Field("name", N_("Name"), Type.TEXT, expression=Named("item__name")),
                Field("sellable", N_("May be sold"), Type.NUMBER, path="qty"),
                Field("told", N_("Told"), Type.NUMBER),
                Field("told_at", N_("Told at"), Type.MOMENT),
                Field("changed_at", N_("Changed at"), Type.MOMENT),
                Field("state", N_("State"), Type.CHOICE, expression=STATE, choices=KNOWN),
                Field("refusal", N_("The shop says"), Type.TEXT),
                Field("failing_since", N_("Silent since"), Type.MOMENT, path="feed__failing_since"),
            ),
        ),
        right="stock.see_available",
        rows=offers_of,
        columns=(
            Column("shop", 16),
            Column("sku", 16),
            Column("item", 14),
            Column("name", 24),
            Column("sellable", 10),
            Column("told", 10),
            Column("told_at", 18),
            Column("state", 12),
            Column("failing_since", 18),
            Column("refusal", 24, shown=False),
            Column("changed_at", 18, shown=False),
        ),
        tabs=(
            Tab("to_tell", N_("To be told"), one_of("state", "to_tell")),
            Tab("sold_out", N_("Sold out"), every(one_of("sellable", 0), one_of("state", "known", "to_tell"))),
            Tab("not_taken", N_("Not taken"), one_of("state", "not_taken")),
        ),
        filters=("shop", "item", "told_at"),
        search=("sku", "item", "name"),
        sort=("shop", "sku"),
    )
)
_OF_FEED = Offer.objects.filter(feed=OuterRef("pk")).order_by().values("feed")
LAST_TOLD = Subquery(_OF_FEED.annotate(x=Max("told_at")).values("x"))
TO_TELL = Coalesce(
    Subquery(
        _OF_FEED.filter(told_version__lt=F("version"), refused_version__lt=F("version"))
        .annotate(x=Count("pk"))
        .values("x")
    ),
    0,
)
FEEDS = register(
    Listing(
        "connections",
        N_("Connected shops"),
        Vocabulary(
            "connection",
            (
                Field("code", N_("Code"), Type.TEXT, path="shop__code"),
                Field("shop", N_("Shop"), Type.TEXT, expression=Named("shop__name")),
                Field("state", N_("State"), Type.CHOICE, expression=CONNECTION, choices=CONNECTIONS),
                Field("told_at", N_("Last told"), Type.MOMENT, expression=LAST_TOLD),
                Field("to_tell", N_("Codes to be told"), Type.NUMBER, expression=TO_TELL),
                Field("failing_since", N_("Silent since"), Type.MOMENT),
                Field("failures", N_("Failures in a row"), Type.NUMBER),
                Field("error", N_("The shop says"), Type.TEXT),
                Field("endpoint", N_("Address"), Type.TEXT),
            ),
        ),
        right="shops.connect",
        rows=feeds_of,
        columns=(
            Column("code", 14),
            Column("shop", 22),
            Column("state", 14),
            Column("told_at", 18),
            Column("to_tell", 12),
            Column("failing_since", 18),
            Column("error", 30),
            Column("endpoint", 30, shown=False),
            Column("failures", 10, shown=False),
        ),
        tabs=tab_each("state", CONNECTIONS),
        filters=("shop", "told_at"),
        search=("code", "shop"),
        sort=("code",),
    )
)
