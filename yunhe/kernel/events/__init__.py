"""The event ledger: declare kinds, record them in the caller's transaction, sequence them, hand them to subscriptions.

`kinds` declares, `record` writes, `sequencer` gives positions, `subscriptions` delivers, `pump` runs the last two.
"""

from yunhe.kernel.events.kinds import KINDS, Event
from yunhe.kernel.events.record import record
from yunhe.kernel.events.recorded import Recorded

__all__ = ["KINDS", "Event", "Recorded", "record"]
