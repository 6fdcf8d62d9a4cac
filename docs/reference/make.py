"""Write the references: every key of an experiment, every command, every key of the app, settings.

    python docs/reference/make.py

The pages are made from the fields, the commands and the bindings themselves, beside this file;
`tests/unit/test_docs.py` fails where one is out of date.
"""

import inspect
import pkgutil
from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import click
from pydantic import BaseModel

import rnn_tui.tui
from rnn_tui.cli import cli
from rnn_tui.experiment import KINDS, Experiment, TrainSpec
from rnn_tui.experiment.data import SOURCES, DataSource
from rnn_tui.experiment.fields import field_facts, submodels
from rnn_tui.experiment.sweep import SweepSpec
from rnn_tui.tui.keys import DECLARED, Declared
from rnn_tui.tui.preferences.settings import Settings
from rnn_tui.tui.terminal.key_names import shown

HERE = Path(__file__).parent

CONFIGURATION = """\
# Every key of an experiment

Made from the fields themselves by `python docs/reference/make.py`. What a configuration looks like
as a whole is in [An experiment](../experiment.md); `rnn-tui presets --schema` prints the same as a
JSON schema, for an editor. A key without a default must be given. `none` is written as the text
`"none"`.
"""

COMMANDS = """\
# Every command

Made from the commands themselves by `python docs/reference/make.py`; `rnn-tui COMMAND --help`
prints the same. What they are good for is in [Commands](../commands.md). RUN is an id, a unique
beginning of one, a path, or `last` ([Runs](../runs.md#names)).
"""

KEYS = """\
# Every key of the app

Made from the bindings themselves by `python docs/reference/make.py`. `?` lists those that work
where you are, ctrl+p finds every command by its name. The last column is the id of a binding: in
the settings dialog, or in the table `[keymap]` of [settings.toml](settings.md#settingstoml), it can
be given another key.
"""

SETTINGS = """\
# Where settings lie
"""

FOLDERS = (
    ("what", "where", "chosen by"),
    (
        "your settings: `settings.toml` (`rnn-tui config path` prints where)",
        "Linux: `~/.config/rnn-tui`, macOS: `~/Library/Application Support/rnn-tui`",
        "`RNN_TUI_CONFIG`, a folder",
    ),
    (
        "state: the list of live runs, unsaved edits, where data was last loaded from",
        "Linux: `~/.local/state/rnn-tui`, macOS: `~/Library/Application Support/rnn-tui`",
        "`RNN_TUI_STATE`, a folder",
    ),
    (
        "cache: prepared data, measured speeds of devices; it can be deleted at any time",
        "Linux: `~/.cache/rnn-tui`, macOS: `~/Library/Caches/rnn-tui`",
        "`RNN_TUI_CACHE`, a folder",
    ),
    (
        "runs: one directory each ([Runs](../runs.md))",
        "`./runs` in the working folder",
        "`--runs-dir`, else `RNN_TUI_RUNS`",
    ),
    (
        "IMDB's files",
        "`~/.keras/datasets`, where Keras looks, too",
        "`data.path`, else `KERAS_HOME`",
    ),
)

VARIABLES = """\
`XDG_CONFIG_HOME`, `XDG_STATE_HOME` and `XDG_CACHE_HOME` are heeded on Linux.
[Without a home](../headless.md#folders-that-are-missing) a folder among the temporary files takes
the place of the first three.

Other variables that change something: `NO_COLOR` (no colours), `SSH_CONNECTION` (plots are painted
once a second), `CUDA_VISIBLE_DEVICES` ([GPUs](../gpu.md)), `RNN_TUI_ON_END` (as `--on-end`),
`RNN_TUI_LANG` (the language of app and commands, `en` or `zh_CN`; else that of `LC_ALL`,
`LC_MESSAGES` or `LANG`).

## settings.toml

The settings dialog of the app changes it (ctrl+p, then *Settings*). By hand it is a TOML file,
whose comments are kept. `[keymap]` maps the [ids of bindings](keys.md) to keys, separated by
commas:

```toml
bell = false

[keymap]
"model.add" = "a,insert"
```
"""

PLACES = {
    "": "Everywhere",
    "screen": "On all five screens",
    "screen/model": "1 Model",
    "screen/data": "2 Data",
    "screen/train": "3 Train",
    "screen/runs": "4 Runs",
    "screen/sweep": "4 Runs: a sweep",
    "screen/inspect": "5 Inspect",
    "screen/inspect/predict": "5 Inspect: Predict",
    "screen/inspect/lab": "5 Inspect: Cell lab",
    "screen/inspect/evaluate": "5 Inspect: Evaluate",
    "dialog": "In all dialogs",
}
"""Titles of the scopes, in the order of the page; one that is missing has its own name."""


def main() -> None:
    for name, text in pages().items():
        (HERE / name).write_text(text, encoding="utf-8")


def pages() -> dict[str, str]:
    """The text of each page by the name of its file."""
    return {
        "configuration.md": _page(CONFIGURATION, _configuration()),
        "commands.md": _page(COMMANDS, _commands()),
        "keys.md": _page(KEYS, _keys()),
        "settings.md": _page(SETTINGS, _settings()),
    }


def _page(introduction: str, parts: Iterable[str]) -> str:
    return "\n".join([introduction, *parts])


def _table(heading: tuple[str, ...], *rows: tuple[str, ...]) -> str:
    lines = [heading, ("---",) * len(heading), *rows]
    return "".join(f"| {' | '.join(map(_cell, line))} |\n" for line in lines)


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())


def _configuration() -> Iterator[str]:
    yield "## At the top\n"
    yield _fields(Experiment, without=("data", "layers", "train", "sweep"))
    yield "## `[data]`\n"
    yield "Keys of every source:\n"
    yield _fields(DataSource, without=("source",))
    for source, model in SOURCES.items():
        yield f'### `source = "{source}"`\n'
        yield _sentence(model)
        yield _fields(model, without=DataSource.model_fields)
    yield "## `[[layers]]`\n"
    yield "One table for each layer, input first; `kind` is one of the names below.\n"
    for kind, layer in KINDS.items():
        yield f"### {kind}\n"
        yield _sentence(layer)
        yield _fields(layer, without=("kind",))
    yield "## `[train]`\n"
    yield _fields(TrainSpec, without=("early_stopping", "schedule"))
    [early_stopping] = submodels(TrainSpec.model_fields["early_stopping"].annotation).values()
    yield "## `[train.early_stopping]`\n"
    yield _sentence(early_stopping)
    yield _fields(early_stopping)
    yield "## `[train.schedule]`\n"
    for kind, schedule in submodels(TrainSpec.model_fields["schedule"].annotation).items():
        yield f'### `kind = "{kind}"`\n'
        yield _sentence(schedule)
        yield _fields(schedule, without=("kind",))
    yield "## `[sweep]`\n"
    yield _sentence(SweepSpec)
    yield _fields(SweepSpec)


def _sentence(model: type[BaseModel]) -> str:
    return f"{inspect.cleandoc(model.__doc__ or '')}\n"


def _fields(model: type[BaseModel], without: Iterable[str] = ()) -> str:
    names = [name for name in model.model_fields if name not in set(without)]
    if not names:
        return "No keys of its own.\n"
    heading = ("key", "default", "takes", "what it is")
    return _table(heading, *(_field(model, name) for name in names))


def _field(model: type[BaseModel], name: str) -> tuple[str, ...]:
    facts = field_facts(model, name)
    default = "" if facts.required else f"`{_toml(facts.default)}`"
    return f"`{name}`", default, facts.allowed, facts.help


def _toml(value: Any) -> str:
    if value is None:
        return "none"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return f"[{', '.join(map(_toml, value))}]"
    return f'"{value}"' if isinstance(value, str) else str(value)


def _settings() -> Iterator[str]:
    yield _table(*FOLDERS)
    yield VARIABLES
    yield _fields(Settings, without=("keymap",))


def _commands() -> Iterator[str]:
    context = click.Context(cli, info_name="rnn-tui")
    yield from _command(cli, context)
    for name in cli.list_commands(context):
        command = cli.get_command(context, name)
        assert command is not None
        yield from _command(command, click.Context(command, info_name=name, parent=context))


def _command(command: click.Command, context: click.Context) -> Iterator[str]:
    yield f"## {context.command_path}\n"
    usage = " ".join([context.command_path, *command.collect_usage_pieces(context)])
    yield f"`{usage}`\n"
    yield f"{inspect.cleandoc(command.help or '')}\n"
    # Not get_params: click keeps the help option of the context that first asked for it.
    records = [option.get_help_record(context) for option in command.params]
    records.append(("-h, --help", "Show this message and exit."))
    rows = [(f"`{record[0]}`", record[1]) for record in records if record and record[1]]
    yield _table(("option", "what it does"), *rows)
    if command.epilog:
        yield f"{inspect.cleandoc(command.epilog)}\n"
    if isinstance(command, click.Group) and command is not cli:
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            assert inner is not None
            yield from _command(inner, click.Context(inner, info_name=name, parent=context))


def _keys() -> Iterator[str]:
    for module in pkgutil.walk_packages(rnn_tui.tui.__path__, "rnn_tui.tui."):
        import_module(module.name)
    # Table after table, whichever module was imported first; a table keeps its own order.
    declared = sorted(DECLARED.values(), key=lambda binding: binding.id.partition(".")[0])
    scopes = {scope for binding in declared for scope in binding.scopes}
    known = [scope for scope in PLACES if scope in scopes]
    for scope in [*known, *sorted(scopes - set(known))]:
        yield f"## {PLACES.get(scope) or _dialog(scope)}\n"
        own = [binding for binding in declared if scope in binding.scopes]
        yield _table(("key", "what it does", "id"), *map(_key, own))


def _dialog(scope: str) -> str:
    return f"In the dialog “{scope.partition('/')[2]}”"


def _key(binding: Declared) -> tuple[str, ...]:
    return shown(",".join(binding.keys)), binding.tooltip, f"`{binding.id}`"


if __name__ == "__main__":
    main()
