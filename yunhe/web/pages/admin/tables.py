"""Which decision tables there are: what each is about, what its rules lead to, and on which documents one is tried."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.utils.translation import gettext_noop as N_

from yunhe.kernel.actor import Actor
from yunhe.kernel.conditions import Vocabulary
from yunhe.oms.listings import orders_of
from yunhe.oms.rules import AUDIT
from yunhe.oms.vocabulary import ORDER_WORDS
from yunhe.oms.words import HOLDS, NEXT_STEPS
from yunhe.web.words import ROLES


class Outcome(NamedTuple):
    """Something that a rule leads to: the key in its outcome, what it is called, and what it may be."""

    name: str
    label: str
    choices: Mapping[str, str]


class Table(NamedTuple):
    """`every`: all rules that hold speak; else the first one decides. `latest` gives the documents of a dry run, which who
    holds `right` sees."""

    name: str
    label: str
    about: str
    every: bool
    vocabulary: Vocabulary
    outcomes: tuple[Outcome, ...]
    latest: Callable[[Actor], QuerySet[Any]]
    right: str


TABLES = {
    table.name: table
    for table in (
        Table(
            AUDIT,
            N_("Order audit"),
            N_(
                "Judges every new order. All rules that hold speak: each puts a hold on the order, for a role to look at."
            ),
            True,
            ORDER_WORDS,
            (
                Outcome("hold", N_("Holds the order for"), HOLDS),
                Outcome("role", N_("Whose"), ROLES),
                Outcome("next_step", N_("Next step"), NEXT_STEPS),
            ),
            lambda actor: orders_of(actor).order_by("-placed_at", "-pk"),
            "oms.see",
        ),
    )
}
