"""All commands: the name of each, and the module of this package that holds it.

The module has the command under its own name (`-` is `_` there, `import` is `import_`). A new
command is one line here.
"""

from collections.abc import Iterator
from difflib import get_close_matches
from importlib import import_module
from keyword import iskeyword
from typing import Any

import click

from rnn_tui.io.faults import UserError
from rnn_tui.io.streams import tell
from rnn_tui.wording.language import ENGLISH, in_a_row, spoken, told_lines, tr

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
    "rm": "trash",
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
        tell(f"{tr('error: ')}{told_lines(self.message)}")


class Hinting(click.Group):
    """A group that says which command may have been meant, or where a file belongs."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            sentences = [error.message, *self._hints(ctx, args[0])]
            raise click.UsageError(in_a_row(sentences), ctx) from error

    def _hints(self, ctx: click.Context, given: str) -> Iterator[str]:
        takes_experiment = any("--config" in each.opts for each in self.params)
        if near := get_close_matches(given, self.list_commands(ctx), 1):
            yield tr("Did you mean {name}?", name=near[0])
        elif takes_experiment and given.endswith(".toml"):
            words = f"{ctx.command_path} -c {given}"
            yield tr("An experiment is given with -c: {words}", words=words)


def _hinting(error: click.NoSuchOption) -> click.UsageError:
    """The error; where a preset was meant, with the option that takes one."""
    params = error.ctx.command.params if error.ctx else ()
    if error.option_name == "--preset" and any("--config" in each.opts for each in params):
        text = tr("A preset is given with -c: -c imdb-gru")
        return click.UsageError(in_a_row([error.message, text]), error.ctx)
    return error


class Commands(Hinting):
    """A group that imports a command's module when the command is used."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        try:
            return super().parse_args(ctx, args)
        except click.NoSuchOption as error:
            raise _hinting(error) from error.__cause__

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"rnn_tui.cli.{COMMANDS[cmd_name]}")
        name = f"{cmd_name}_" if iskeyword(cmd_name) else cmd_name.replace("-", "_")
        command = getattr(module, name)
        assert isinstance(command, click.Command)
        if spoken() == ENGLISH:
            return command
        from rnn_tui.cli.translation import translated

        return translated(command)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except UserError as error:
            raise Refusal(error) from error
        except click.NoSuchOption as error:
            raise _hinting(error) from error.__cause__
