"""The command line: `yunhe COMMAND`. One file per command or group of commands."""
