"""The installation itself, for its owner: how fresh the backups are, how much room is left, what stands still."""

import shutil
from datetime import datetime

from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import gettext as _

from yunhe import __version__
from yunhe.insight.backups import LATE, Backups, backups
from yunhe.kernel.events.sequencer import oldest_unsequenced_seconds
from yunhe.kernel.models import Parked
from yunhe.kernel.scope import unlimited
from yunhe.web.documents.declare import Table, left, right, row
from yunhe.web.jinja import moment
from yunhe.web.render import page
from yunhe.web.routing import Call

RIGHT = "kernel.see_installation"
HOURS = round(LATE.total_seconds() / 3600)


def show(call: Call) -> HttpResponse:
    """A sentence about the backups, the figures of the house, and the automatic backups that are kept."""
    unlimited(call.actor)
    state = backups()
    trouble = warning(state, call.at)
    shown = {"tables": [_figures(), _kept(state)], "note": trouble or _well(state, call.at), "well": not trouble}
    return page(call.request, "installation.html", shown, actor=call.actor)


def warning(state: Backups, at: datetime) -> str:
    """What the owner must hear about the backups, in a sentence; empty when all is well."""
    if state.late(at):
        late = _("No automatic backup for more than {hours} hours.").format(hours=HOURS)
        return " ".join(
            [late, *([_("The last one failed: {error}").format(error=state.failure)] * bool(state.failure))]
        )
    if state.failure:
        return _("The last automatic backup failed: {error}").format(error=state.failure)
    return _("Automatic backups are turned off (YUNHE_BACKUPS=0).") if state.care == "off" else ""


def _well(state: Backups, at: datetime) -> str:
    if state.care == "elsewhere":
        return _("The database is not Yunhe's own: whoever keeps it backs it up.")
    if not state.kept:
        return _("The first automatic backup is made in the coming night.")
    return _("The newest automatic backup is {hours} hours old.").format(hours=state.age_hours(at))


def _figures() -> Table:
    free = shutil.disk_usage(settings.DATA).free
    rows = [
        row(_("Version"), __version__),
        row(_("Room left on the disk"), _size(free)),
        row(_("Oldest event that waits for its turn"), _("{n} seconds").format(n=round(oldest_unsequenced_seconds()))),
        row(_("Documents whose events wait for a person"), str(Parked.objects.count())),
    ]
    return Table(_("The house"), left(_("What"), _("Figure")), rows)


def _kept(state: Backups) -> Table:
    columns = [*left(_("File"), _("Made at")), *right(_("File size"))]
    rows = [row(one.path.name, moment(one.made_at), _size(one.bytes)) for one in state.kept]
    return Table(_("Automatic backups"), columns, rows, empty=_("None yet."))


def _size(bytes: int) -> str:
    return f"{bytes / 1_000_000:,.1f} MB"
