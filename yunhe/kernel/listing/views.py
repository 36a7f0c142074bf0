"""Saved views: a list's state under a name, for oneself or for everybody."""

from collections.abc import Mapping, Sequence

from django.db.models import Q
from django.utils.translation import gettext_noop as N_

from yunhe.kernel.actor import Actor
from yunhe.kernel.commands import Reach, command
from yunhe.kernel.listing.declare import LISTINGS, Listing
from yunhe.kernel.listing.state import State
from yunhe.kernel.models import SavedView
from yunhe.kernel.outcome import Outcome, Reason, RefusalError


def views_of(listing: Listing, actor: Actor) -> list[tuple[SavedView, State]]:
    """The actor's own views of a list and those that others share, by name."""
    mine = Q(owner_id=actor.user_id) | Q(shared=True)
    found = SavedView.objects.filter(mine, listing=listing.name).order_by("name", "pk")
    return [(view, State.read(view.query)) for view in found]


@command("kernel.save_view", N_("Save a list under a name"), Reach.OWN)
def save_views(listing: str, views: Mapping[str, State], *, by: Actor, shared: bool = False) -> Outcome:
    """Save states under names; a name of one's own is overwritten. RefusalError `no_person` for an actor without user,
    `unknown_list` where there is no such list.
    """
    if by.user_id is None:
        raise RefusalError(Reason("no_person", N_("Only a person has views")))
    if listing not in LISTINGS:
        raise RefusalError(Reason("unknown_list", N_("There is no list {name}"), {"name": listing}))
    SavedView.objects.bulk_create(
        [
            SavedView(listing=listing, name=title, owner_id=by.user_id, shared=shared, query=state.stored())
            for title, state in views.items()
        ],
        update_conflicts=True,
        unique_fields=["listing", "owner", "name"],
        update_fields=["shared", "query"],
    )
    return Outcome(done=list(views))


@command("kernel.delete_view", N_("Delete a saved list"), Reach.OWN)
def delete_views(ids: Sequence[int], *, by: Actor) -> Outcome:
    """Delete views of one's own; those of others are refused."""
    own = list(SavedView.objects.filter(pk__in=ids, owner_id=by.user_id).values_list("pk", flat=True))
    SavedView.objects.filter(pk__in=own).delete()
    outcome = Outcome(done=own)
    outcome.refuse(set(ids) - set(own), Reason("not_yours", N_("This view belongs to somebody else")))
    return outcome
