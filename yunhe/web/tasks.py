"""The jobs of the pages, as the worker finds them."""

from procrastinate.contrib.django import app as jobs

from yunhe.web.jobs import print_rows, prove, run_action, take_file, try_file, write_list


@jobs.task(name="web.try_file")
def try_file_job(*, id: int, user: int) -> None:
    """Try a file."""
    try_file(id, user=user)


@jobs.task(name="web.take_file")
def take_file_job(*, id: int, user: int) -> None:
    """Take a file in."""
    take_file(id, user=user)


@jobs.task(name="web.run_action")
def run_action_job(*, id: int, user: int, ids: list[int], extra: str) -> None:
    """Run an action on many rows."""
    run_action(id, user=user, ids=ids, extra=extra)


@jobs.task(name="web.write_list")
def write_list_job(*, id: int, user: int) -> None:
    """Write a list to a file."""
    write_list(id, user=user)


@jobs.task(name="web.prove")
def prove_job(*, id: int, user: int) -> None:
    """Examine the database."""
    prove(id, user=user)


@jobs.task(name="web.print_rows")
def print_rows_job(*, id: int, user: int, ids: list[int], extra: str) -> None:
    """Draw the labels of many rows."""
    print_rows(id, user=user, ids=ids, extra=extra)
