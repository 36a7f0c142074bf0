"""What keeps rights in order: nobody gives or takes what is not theirs, and somebody is left who may administer."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from contextlib import contextmanager

from django.db.models import QuerySet
from django.utils.translation import gettext_noop as N_

from yunhe.kernel.actor import Actor
from yunhe.kernel.models import Grant, Role
from yunhe.kernel.outcome import Reason, RefusalError

ADMINISTER = ("kernel.define_roles", "kernel.*", "*")
NOT_YOURS = N_("You do not hold the right {right} yourself, or not as widely")
NOBODY_LEFT = Reason("nobody_left", N_("Then nobody would be left who may change roles everywhere"))


def beyond(
    by: Actor, rights: Collection[str], shops: Collection[int] | None = None, warehouses: Collection[int] | None = None
) -> Reason | None:
    """Why an actor may not give or take these rights within these limits; None when all of them are the actor's own."""
    for right in sorted(rights):
        if not by.covers(right, shops, warehouses):
            return Reason("not_yours", NOT_YOURS, {"right": right})
    return None


def higher(by: Actor, user_ids: Collection[int]) -> dict[int, Reason]:
    """The users who hold a right that the actor does not, and which; one statement."""
    grants = defaultdict(list)
    for grant in Grant.objects.filter(user__in=user_ids).select_related("role"):
        grants[grant.user_id].append(grant)
    found = {
        user: next((reason for g in held if (reason := beyond(by, g.role.rights, g.shops, g.warehouses))), None)
        for user, held in grants.items()
    }
    return {user: reason for user, reason in found.items() if reason}


@contextmanager
def somebody_left() -> Iterator[None]:
    """Refuse, as a whole, what would leave nobody who may change roles everywhere. Who changes rights waits for the
    others who do. Raises RefusalError `nobody_left`."""
    list(Role.objects.select_for_update().order_by("id").values_list("id", flat=True))
    somebody = _administrators().exists()
    yield
    if somebody and not _administrators().exists():
        raise RefusalError(NOBODY_LEFT)


def _administrators() -> QuerySet[Grant]:
    return Grant.objects.filter(
        user__is_active=True, shops=None, warehouses=None, role__rights__overlap=list(ADMINISTER)
    )
