"""Every word of the interface is translated, and every code that a page may show has a word."""

import importlib
import pkgutil
import subprocess
import sys
from pathlib import Path

import yunhe
from yunhe.kernel.events import KINDS
from yunhe.kernel.flow import FLOWS
from yunhe.oms.words import SOURCING
from yunhe.planning.sourcing.model import Why
from yunhe.tms.rules import Status
from yunhe.web.looks import WORDS
from yunhe.web.words import EVENTS, TRACKING

ROOT = Path(__file__).parents[2]
# Flows whose documents no page shows by state yet.
UNSEEN = {"wave"}
NAMES = {"work_order": "work", "payment": "money"}


def load(*endings: str) -> None:
    """Import every module whose name ends so: events and flows register by being defined."""
    for _, name, _ in pkgutil.walk_packages(yunhe.__path__, "yunhe."):
        if name.endswith(endings):
            importlib.import_module(name)


def test_catalogues_are_complete_and_compiled() -> None:
    done = subprocess.run([sys.executable, ".ci/messages.py", "--check"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_every_event_has_a_sentence_for_the_timeline() -> None:
    load(".events", ".cases")
    ours = {name for name, kind in KINDS.items() if kind.__module__.startswith("yunhe.")}
    assert ours - set(EVENTS) == set()


def test_every_state_of_every_flow_has_a_word() -> None:
    load(".flows")
    missing = {
        f"{kind}.{state}"
        for kind, flow in FLOWS.items()
        if kind not in UNSEEN
        for state in flow.states
        if state not in WORDS[NAMES.get(kind, kind)]
    }
    assert missing == set()


def test_every_reason_of_sourcing_and_tracking_has_a_word() -> None:
    assert {str(why) for why in Why} - set(SOURCING) == set()
    assert {str(status) for status in Status} - set(TRACKING) == set()
