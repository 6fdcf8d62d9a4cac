"""All commands: the name of each, and the module of this package that holds it.

The module has the command under its own name (`-` is `_` there). A new command is one line here.
"""

from importlib import import_module

import click

COMMANDS = {
    "attach": "going",
    "compare": "judging",
    "config": "configuring",
    "data": "data",
    "doctor": "checking",
    "evaluate": "judging",
    "export": "taking",
    "note": "tidying",
    "pause": "asking",
    "predict": "predicting",
    "presets": "model",
    "rename": "tidying",
    "resume": "going",
    "rm": "tidying",
    "runs": "listing",
    "sbatch": "cluster",
    "schema": "schemas",
    "show": "looking",
    "stop": "asking",
    "summary": "model",
}


class Commands(click.Group):
    """A group that imports a command's module when somebody asks for that command."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"rnn_tui.cli.{COMMANDS[cmd_name]}")
        command = getattr(module, cmd_name.replace("-", "_"))
        assert isinstance(command, click.Command)
        return command
