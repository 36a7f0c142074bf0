"""The entry point `yunhe`: which file holds which command. A command's file is imported when it is called."""

from importlib import import_module

import click

COMMANDS = {
    "backup": "yunhe.cli.backup",
    "company": "yunhe.cli.company",
    "demo": "yunhe.cli.demo",
    "doctor": "yunhe.cli.doctor",
    "import": "yunhe.cli.files",
    "migrate": "yunhe.cli.migrate",
    "parked": "yunhe.cli.parked",
    "plan": "yunhe.cli.plan",
    "replay": "yunhe.cli.replay",
    "restore": "yunhe.cli.restore",
    "up": "yunhe.cli.up",
    "upgrade": "yunhe.cli.upgrade",
    "web": "yunhe.cli.web",
    "worker": "yunhe.cli.worker",
}


class Commands(click.Group):
    """A group whose commands live in one file each; `yunhe plan` never pays for Django."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(COMMANDS[cmd_name]).command
        return command


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="yunhe")
def main() -> None:
    """Yunhe 运河: orders, stock, production, delivery and customers in one loop."""


if __name__ == "__main__":
    main()
