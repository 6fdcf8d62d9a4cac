"""Completion in a shell: runs, presets, keys of --set. Files complete by themselves.

In the shell's own start file, one of

    eval "$(_RNN_TUI_COMPLETE=bash_source rnn-tui)"     # bash 4.4 or later
    eval "$(_RNN_TUI_COMPLETE=zsh_source rnn-tui)"      # zsh
    _RNN_TUI_COMPLETE=fish_source rnn-tui | source      # fish
"""

import contextlib
from collections.abc import Callable
from pathlib import Path

import click
from click.shell_completion import BashComplete, CompletionItem, add_completion_class

Items = list[CompletionItem]

_REPLY = "COMPREPLY+=($value)"


def run_ids(context: click.Context, parameter: click.Parameter, incomplete: str) -> Items:
    """The runs of the folder that the line names so far, the last one begun first; also paths."""
    from rnn_tui.runs import list_runs

    return _in_folder(context, incomplete, lambda folder: [run.run_id for run in list_runs(folder)])


def sweep_names(context: click.Context, parameter: click.Parameter, incomplete: str) -> Items:
    """The sweeps of the folder that the line names so far; also paths."""
    from rnn_tui.sweeps.folder import list_sweeps

    return _in_folder(
        context, incomplete, lambda folder: [sweep.name for sweep in list_sweeps(folder)]
    )


def _in_folder(
    context: click.Context, incomplete: str, names_in: Callable[[Path], list[str]]
) -> Items:
    """What is in the folder that the line names so far, and `last`; also paths."""
    from rnn_tui.runs import runs_folder

    if "/" in incomplete:
        return [CompletionItem(incomplete, type="dir")]
    names = names_in(runs_folder(context.params.get("runs_dir") or None))
    return _beginning(["last", *(name for name in names if name.isprintable())], incomplete)


def configs(context: click.Context, parameter: click.Parameter, incomplete: str) -> Items:
    """The presets that match, or else files."""
    from rnn_tui.experiment import preset_names

    found = _beginning(preset_names(), incomplete)
    return found or [CompletionItem(incomplete, type="file")]


def settings(context: click.Context, parameter: click.Parameter, incomplete: str) -> Items:
    """The keys of the experiment that the line names so far, each with its `=`."""
    if "=" in incomplete:
        return [CompletionItem(incomplete, type="file")] if incomplete.endswith("/") else []
    return _beginning([f"{key}=" for key in _keys(context.params.get("config"))], incomplete)


def _keys(config: str | None) -> list[str]:
    """All keys of the experiment, those that it leaves out included."""
    from pydantic import BaseModel

    from rnn_tui.batch.experiments import QUICKSTART
    from rnn_tui.experiment import ConfigError, dumps, load
    from rnn_tui.runs.lists.flat_toml import flat_toml

    experiment = load(QUICKSTART)
    with contextlib.suppress(ConfigError):
        experiment = load(config or QUICKSTART)
    keys = dict.fromkeys(flat_toml(dumps(experiment)))
    parts: dict[str, BaseModel] = {"train": experiment.train, "data": experiment.data}
    parts |= {f"layers.{index}": layer for index, layer in enumerate(experiment.layers)}
    for prefix, part in parts.items():
        keys |= dict.fromkeys(f"{prefix}.{name}" for name in type(part).model_fields)
    return list(keys)


def _beginning(names: list[str] | tuple[str, ...], incomplete: str) -> Items:
    return [CompletionItem(name) for name in names if name.startswith(incomplete)]


class Bash(BashComplete):
    """Puts no blank after the `=` of a key: its value comes next."""

    source_template = BashComplete.source_template.replace(
        _REPLY, f"{_REPLY}\n            [[ $value == *= ]] && compopt -o nospace"
    )


def register() -> None:
    """Let click use our bash completion."""
    add_completion_class(Bash, "bash")
