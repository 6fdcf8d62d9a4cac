"""All commands: the name of each, and the module of this package that holds it.

The module has the command under its own name (`-` is `_` there, `import` is `import_`). A new
command is one line here.
"""

from difflib import get_close_matches
from importlib import import_module
from keyword import iskeyword
from typing import Any

import click

from rnn_tui.io.faults import UserError
from rnn_tui.io.streams import tell

COMMANDS = {
    "attach": "running",
    "compare": "results",
    "config": "machine",
    "data": "experiments",
    "doctor": "machine",
    "evaluate": "results",
    "export": "results",
    "import": "folder",
    "note": "marks",
    "pause": "running",
    "predict": "results",
    "presets": "experiments",
    "queue": "queue",
    "rename": "folder",
    "resume": "running",
    "rm": "folder",
    "runs": "folder",
    "sbatch": "sbatch",
    "schema": "machine",
    "serve": "web",
    "show": "results",
    "star": "marks",
    "stop": "running",
    "summary": "experiments",
    "sweep": "sweep",
    "tag": "marks",
}


class Refusal(click.ClickException):
    """A UserError in the form in which click ends a command."""

    def __init__(self, error: UserError) -> None:
        super().__init__(str(error))
        self.exit_code = error.exit_code  # type: ignore[misc]

    def show(self, file: Any = None) -> None:
        tell(f"error: {self.message}")


class Hinting(click.Group):
    """A group that says which command may have been meant, or where a file belongs."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            raise click.UsageError(f"{error.message}{self._hint(ctx, args[0])}", ctx) from error

    def _hint(self, ctx: click.Context, given: str) -> str:
        if near := get_close_matches(given, self.list_commands(ctx), 1):
            return f" Did you mean {near[0]}?"
        takes_experiment = any("--config" in each.opts for each in self.params)
        if takes_experiment and given.endswith(".toml"):
            return f" An experiment is given with -c: {ctx.command_path} -c {given}"
        return ""


class Commands(Hinting):
    """A group that imports a command's module when the command is used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"rnn_tui.cli.{COMMANDS[cmd_name]}")
        name = f"{cmd_name}_" if iskeyword(cmd_name) else cmd_name.replace("-", "_")
        command = getattr(module, name)
        assert isinstance(command, click.Command)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except UserError as error:
            raise Refusal(error) from error
