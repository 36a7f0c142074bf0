"""`yunhe plan …`: the planning modules on plain files, without a database. One file per command."""

from importlib import import_module

import click

COMMANDS = ("forecast", "mrp", "simulate", "source", "pick", "pack", "route", "schedule")


class PlanCommands(click.Group):
    """`yunhe plan NAME` is the `command` of `yunhe/cli/plan/NAME.py`, imported when called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"{__name__}.{cmd_name}").command
        return command


@click.group(cls=PlanCommands)
def command() -> None:
    """Plan from files: forecast, net requirements, sourcing, picking, packing, routes, schedules."""
