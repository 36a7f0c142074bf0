"""What people call the codes of the warehouse floor."""

from django.utils.translation import gettext_noop as N_

WAVE_STATES = {
    "open": N_("Waiting"),
    "picking": N_("Being picked"),
    "done": N_("Done"),
    "cancelled": N_("Cancelled"),
}
BIN_KINDS = {
    "receive": N_("Receiving dock"),
    "pack": N_("Pack table"),
    "main": N_("Main floor"),
    "shelf": N_("Shelf"),
}
