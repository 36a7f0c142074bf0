"""The jobs of the pages, as the worker finds them."""

from procrastinate.contrib.django import app as jobs

from yunhe.web.jobs import run_action, take_file


@jobs.task(name="web.take_file")
def take_file_job(*, id: int, user: int) -> None:
    """Take a file in."""
    take_file(id, user=user)


@jobs.task(name="web.run_action")
def run_action_job(*, id: int, user: int, ids: list[int], extra: str) -> None:
    """Run an action on many rows."""
    run_action(id, user=user, ids=ids, extra=extra)
