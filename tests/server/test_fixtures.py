"""The fixtures of conftest.py: fresh databases, real commits, rollbacks that leave nothing behind."""

import os
import threading

import psycopg
import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone


def a_session(key: str) -> None:
    Session.objects.create(session_key=key, session_data="", expire_date=timezone.now())


@pytest.mark.parametrize("turn", [1, 2])
def test_each_db_starts_empty_and_commits_for_real(db: str, turn: int) -> None:
    assert Session.objects.count() == 0
    a_session(f"turn-{turn}")
    with psycopg.connect(db) as other:
        assert other.execute("SELECT session_key FROM django_session").fetchall() == [(f"turn-{turn}",)]


def test_db_is_the_address_that_child_processes_see(db: str) -> None:
    assert os.environ["YUNHE_DATABASE_URL"] == db


def test_other_threads_work_on_the_same_db(db: str) -> None:
    def write() -> None:
        a_session("thread")
        connection.close()

    thread = threading.Thread(target=write)
    thread.start()
    thread.join()
    assert Session.objects.get().session_key == "thread"


@pytest.mark.parametrize("turn", [1, 2])
def test_db_tx_leaves_nothing_behind(db_tx: None, turn: int) -> None:
    assert Session.objects.count() == 0
    a_session(f"turn-{turn}")
    assert Session.objects.count() == 1
