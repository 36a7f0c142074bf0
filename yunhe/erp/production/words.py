"""What people call the codes of production."""

from django.utils.translation import gettext_noop as N_

WORK_STATES = {
    "planned": N_("Scheduled"),
    "firm": N_("Firmed"),
    "released": N_("Released"),
    "started": N_("Started"),
    "paused": N_("Paused"),
    "finished": N_("Finished"),
    "closed": N_("Closed"),
    "cancelled": N_("Cancelled"),
}
KITS = {"none": N_("Material lacks"), "part": N_("Part of the material"), "full": N_("Material complete")}
