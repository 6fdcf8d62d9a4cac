"""Options and arguments that several commands share."""

import os
from collections.abc import Callable
from functools import wraps
from importlib import import_module
from pathlib import Path
from typing import Any, TypeVar

import click

from rnn_tui.io.faults import UserError
from rnn_tui.wording.language import tr

ON_END = "RNN_TUI_ON_END"
"""The variable that `runs.process.on_end` reads; importing that module takes its time."""

Command = TypeVar("Command", bound=Callable[..., Any])


class Folder(click.Path):
    """A folder, which need not exist yet; empty is refused: a variable may have been unset."""

    def __init__(self) -> None:
        super().__init__(path_type=Path, file_okay=False)

    def convert(self, value: Any, param: Any, ctx: Any) -> Any:
        if value == "":
            self.fail(tr("the folder has no name; use . for the current folder"), param, ctx)
        return super().convert(value, param, ctx)


class Range(click.ParamType):  # type: ignore[type-arg] # click 8.1 has no argument here
    """Two whole numbers, of which one may be left out: `100-200`, `-50`, `300-`."""

    name = "range"

    def convert(self, value: Any, param: Any, ctx: Any) -> tuple[int | None, int | None]:
        if isinstance(value, tuple):
            return value
        low, dash, high = str(value).replace(",", "").partition("-")
        ends = [int(end) if end.isdecimal() else None for end in (low, high if dash else low)]
        wrong = [end for end in (low, high) if end and not end.isdecimal()]
        if wrong or ends == [None, None]:
            words = tr("{value!r} is not a range of numbers; write 100-200, -50 or 300-")
            self.fail(words.format(value=value), param, ctx)
        first, last = ends
        if first is not None and last is not None and first > last:
            words = tr("{value!r} holds no number: {first} is more than {last}")
            self.fail(words.format(value=value, first=first, last=last), param, ctx)
        return first, last


def _later(name: str) -> Callable[..., Any]:
    """A function of `completion`, which is imported when a shell asks for it."""

    def complete(*arguments: Any) -> Any:
        return getattr(import_module("rnn_tui.cli.completion"), name)(*arguments)

    return complete


def _remember_on_end(context: click.Context, _: click.Parameter, command: str | None) -> None:
    """Pass it on to the engine in its environment: no run keeps it."""
    if command is not None:
        context.meta[ON_END] = os.environ[ON_END] = command


setting_keys = _later("settings")
sweeps = _later("sweep_names")

config = click.option(
    "-c",
    "--config",
    metavar="FILE-OR-PRESET",
    help="A TOML file, or a preset (see presets).",
    shell_complete=_later("configs"),
)
settings = click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="KEY=VALUE",
    help="Set a dotted key, such as layers.1.units=64; lists count from 0. Repeatable.",
    shell_complete=setting_keys,
)
runs_dir = click.option(
    "--runs-dir",
    type=Folder(),
    metavar="DIRECTORY",
    help="Folder of the runs (default: RNN_TUI_RUNS, or ./runs).",
)
as_json = click.option("--json", "json_lines", is_flag=True, help="JSON on stdout, nothing else.")
everywhere = click.option(
    "--all", "everywhere", is_flag=True, help="Look for RUN among live runs in other folders too."
)
yes = click.option("--yes", is_flag=True, help="Do not ask for confirmation.")
run = click.argument("reference", metavar="RUN", shell_complete=_later("run_ids"))
runs = click.argument("references", metavar="RUN...", nargs=-1, shell_complete=_later("run_ids"))
on_end = click.option(
    "--on-end",
    metavar="COMMAND",
    expose_value=False,
    callback=_remember_on_end,
    help="Shell command at the end of the run; it gets RNN_TUI_RUN_ID, _STATE, _BEST.",
)


def must_follow(context: click.Context) -> UserError:
    """The error for options of a group that stand before the command, which would not get them."""
    words = f"rnn-tui {context.info_name} {context.invoked_subcommand}"
    return UserError(f"put the options after the command: {words} --option")


def found_run(command: Command) -> Callable[..., Any]:
    """RUN, --runs-dir and --all; the command gets the run that they mean as `run`."""

    @wraps(command)
    def call(*, reference: str, runs_dir: Path | None, everywhere: bool, **rest: Any) -> Any:
        from rnn_tui.runs import find_run

        return command(run=find_run(reference, runs_dir, everywhere), **rest)

    return run(runs_dir(everywhere(call)))
