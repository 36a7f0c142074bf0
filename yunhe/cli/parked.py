"""`yunhe parked`: the documents whose events a handler could not take; hand them to it again once the cause is mended."""

import sys
from datetime import UTC, datetime
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from yunhe.cli.server.installation import data_option, opened


@click.command("parked")
@data_option
@click.option("--retry", is_flag=True, help="Hand the events of each to its handler again, oldest first.")
@click.argument("ids", type=int, nargs=-1)
def command(data: Path | None, retry: bool, ids: tuple[int, ...]) -> None:
    """Show what is parked, all of it or these IDS. Exits with 1 when something stays parked."""
    with opened(data):
        from yunhe.kernel.events.subscriptions import retry as hand_again  # these name models, which exist only now
        from yunhe.kernel.models import Parked
        from yunhe.loop import SUBSCRIPTIONS

        handlers = {subscription.name: subscription for subscription in SUBSCRIPTIONS}
        waiting = Parked.objects.filter(pk__in=ids) if ids else Parked.objects.all()
        if retry:
            for name in sorted(set(waiting.values_list("subscription_id", flat=True)) & handlers.keys()):
                theirs = list(waiting.filter(subscription=name).values_list("pk", flat=True))
                hand_again(handlers[name], theirs, at=datetime.now(UTC))
        left = list(waiting.order_by("pk"))
    table = Table("id", "handler", "document", "since", "attempts", "error")
    for row in left:
        document = f"{row.subject_kind} {row.subject_id}"
        table.add_row(
            str(row.pk), row.subscription_id, document, f"{row.parked_at:%Y-%m-%d %H:%M}", str(row.attempts), row.error
        )
    Console().print(table if left else "Nothing is parked.")
    sys.exit(1 if left else 0)
