"""Files that are kept for one person and for a while."""

import io
import os
from datetime import timedelta

import pytest

from tests.kernel.sample import AT
from yunhe.kernel.actor import person
from yunhe.kernel.files import path_of
from yunhe.kernel.kept import keep_for, kept_of, let_go
from yunhe.kernel.models import KeptFile
from yunhe.kernel.outcome import RefusalError

ALICE, BOB = person("alice", []), person("bob", [])
LATER = AT + timedelta(days=3)


def test_a_kept_file_is_its_owners_until_it_expires(db_tx: None) -> None:
    """Fails when kept_of asks neither whose it is nor the time."""
    file = keep_for(io.BytesIO(b"orders"), "../orders.xlsx", 3, by=ALICE, at=AT)
    assert (file.name, file.size) == ("orders.xlsx", 6)
    assert kept_of(file.pk, by=ALICE, at=LATER - timedelta(seconds=1)).digest == file.digest
    for by, at in ((BOB, AT), (ALICE, LATER)):
        with pytest.raises(RefusalError, match="not_found"):
            kept_of(file.pk, by=by, at=at)


def test_what_has_expired_goes_and_its_content_with_the_last_who_had_it(db_tx: None) -> None:
    """Fails when the sweep takes a content that another row still names, or one that is just being written."""
    first = keep_for(io.BytesIO(b"same"), "a", 3, by=ALICE, at=AT)
    keep_for(io.BytesIO(b"same"), "b", 5, by=BOB, at=AT)
    path = path_of(first.digest)
    os.utime(path, (AT.timestamp(), AT.timestamp()))
    assert let_go(by=ALICE, at=LATER) == 1
    assert (path.exists(), list(KeptFile.objects.values_list("name", flat=True))) == (True, ["b"])
    over = AT + timedelta(days=5)
    os.utime(path, (over.timestamp(), over.timestamp()))
    assert (let_go(by=ALICE, at=over), path.exists()) == (1, True)  # as young as something that is being sent
    keep_for(io.BytesIO(b"same"), "c", 0, by=BOB, at=over)
    os.utime(path, (AT.timestamp(), AT.timestamp()))
    assert (let_go(by=ALICE, at=over), path.exists()) == (1, False)
