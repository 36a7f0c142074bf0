"""What the database refuses or nobody can compute, as a reason for whoever asked: the last line of defence says no, and
the house stands."""

import logging
from typing import TypeAlias

from django.db import DataError, IntegrityError
from django.utils.translation import gettext_noop as N_

from yunhe.kernel.outcome import Reason

Unstorable: TypeAlias = DataError | IntegrityError | OverflowError  # the last: a date or a number beyond all bounds

LOG = logging.getLogger("yunhe.unstorable")

UNFIT = Reason("unfit_value", N_("A value is too large or too long, or holds a character that no text may have"))
UNSOUND = Reason("unsound", N_("This names something that does not exist, or contradicts what is stored"))


def reason_of(error: Unstorable, path: str) -> Reason:
    """Why nothing was done at this address. A constraint that a command ran into is told to the log: the command should
    have refused the row itself."""
    if not isinstance(error, IntegrityError):
        return UNFIT
    LOG.error("a constraint refused %s: %s", path, error)
    return UNSOUND
