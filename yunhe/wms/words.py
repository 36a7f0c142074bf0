"""What people call the codes of the warehouse floor."""

from django.utils.translation import gettext_noop as N_

WAVE_STATES = {
    "open": N_("Waiting"),
    "picking": N_("Being picked"),
    "done": N_("Done"),
    "cancelled": N_("Cancelled"),
}
