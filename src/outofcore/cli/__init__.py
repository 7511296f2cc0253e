"""The command `outofcore`: one module per subcommand, imported only when it is called.

A subcommand `x` is the function `x` in `outofcore/cli/x.py`, written for typer: its parameters are
the options, its docstring is the help. What it needs beyond the standard library it imports
inside, so that `outofcore --help` starts at once.
"""

from importlib import import_module

import typer
from typer.core import TyperGroup

COMMANDS = ("data", "info", "convert", "check", "bench", "doctor", "grade", "report")


class LazyCommands(TyperGroup):
    """The subcommands by name; each module is imported when its command is asked for."""

    def list_commands(self, ctx):
        """Return the names in the order in which the help lists them."""
        return list(COMMANDS)

    def get_command(self, ctx, cmd_name):
        """Return the command called `cmd_name`, or None when there is none."""
        if cmd_name not in COMMANDS:
            return None
        function = getattr(import_module(f"outofcore.cli.{cmd_name}"), cmd_name)
        single = typer.Typer(add_completion=False)
        single.command(cmd_name)(function)
        return typer.main.get_command(single)


app = typer.Typer(
    cls=LazyCommands, add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False
)


@app.callback()
def outofcore():
    """Arrays larger than memory: the course's data, checks and this machine's fitness."""


def main():
    """Run the command line."""
    app()
