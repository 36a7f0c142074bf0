"""The list of cases: what needs a person, and whose it is."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_noop as N_

from yunhe.kernel.actor import Actor
from yunhe.kernel.cases import OfCases
from yunhe.kernel.conditions import Field, Type, Vocabulary
from yunhe.kernel.listing import Column, Listing, Tab, one_of, register

STATES = {"open": N_("Open"), "in_work": N_("In work"), "done": N_("Done"), "cancelled": N_("Cancelled")}


def cases_of(actor: Actor) -> QuerySet[Any]:
    """The cases about documents that the actor may see."""
    return OfCases().within(actor)


CASES = register(
    Listing(
        "cases",
        N_("Cases"),
        Vocabulary(
            "case",
            (
                Field("type", N_("Kind"), Type.TEXT),
                Field("state", N_("State"), Type.CHOICE, choices=STATES),
                Field("reason", N_("Reason"), Type.TEXT, json=("reason", "text")),
                Field("next_step", N_("Next step"), Type.TEXT),
                Field("owner_role", N_("Whose"), Type.TEXT),
                Field("opened_at", N_("Opened"), Type.MOMENT),
                Field("due_at", N_("Due"), Type.MOMENT),
                Field("resolution", N_("Resolution"), Type.TEXT),
            ),
        ),
        right="kernel.close_case",
        rows=cases_of,
        columns=(
            Column("type", 20),
            Column("state", 10),
            Column("reason", 50),
            Column("next_step", 20),
            Column("owner_role", 14),
            Column("opened_at", 18),
            Column("due_at", 18),
            Column("resolution", 30, shown=False),
        ),
        tabs=(
            Tab("open", N_("Open"), one_of("state", "open", "in_work")),
            Tab("closed", N_("Closed"), one_of("state", "done", "cancelled")),
        ),
        filters=("type", "owner_role", "opened_at", "due_at"),
        search=("type", "reason", "resolution"),
        sort=("-opened_at",),
    )
)
