"""From TOML and `--set` to an experiment."""

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from rnn_tui.experiment.base import AUTO_WORD, NONE_WORD
from rnn_tui.experiment.dumping import plain
from rnn_tui.experiment.earlier_versions import complete
from rnn_tui.experiment.errors import ConfigError, Fault, faults_of, nearest, shown
from rnn_tui.experiment.experiment import Experiment
from rnn_tui.experiment.overrides import Override, apply_override, parse_overrides
from rnn_tui.experiment.presets import preset_names, preset_text
from rnn_tui.experiment.space_faults import space_faults
from rnn_tui.experiment.switching import LAYER_PATH_KEYS, PATH_KEYS, drop_foreign_keys
from rnn_tui.experiment.toml import parse_toml
from rnn_tui.io.faults import reason
from rnn_tui.io.places import WorkingFolderGone, expanded, with_home
from rnn_tui.io.reading import open_to_read

MAX_BYTES = 200_000


def load(config: str | Path, settings: Sequence[str] = ()) -> Experiment:
    """The experiment of a TOML file or a preset, with `key=value` settings applied.

    Relative paths in a file are taken from the file's folder, those in settings from the
    working folder; the result holds absolute ones. Raises ConfigError with all faults.
    """
    document, where, base = _read(config)
    _anchor(document, base)
    return _build(document, *parse_overrides(settings), where)


def loads(
    text: str,
    settings: Sequence[str] = (),
    where: str = "configuration",
    base: Path | None = None,
) -> Experiment:
    """The experiment that a TOML text describes; with a `base`, relative paths start there.

    Raises ConfigError with all faults.
    """
    document = _parse(text, where)
    if base is not None:
        _anchor(document, base)
    return _build(document, *parse_overrides(settings), where)


def read_text(path: Path) -> str:
    """The text of a configuration file. Raises ConfigError."""
    try:
        with open_to_read(path) as file:
            content = file.read(MAX_BYTES + 1)
        if len(content) > MAX_BYTES:
            raise ConfigError([Fault("", f"larger than {MAX_BYTES:,} bytes")], str(path))
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ConfigError([Fault("", "is not UTF-8 text")], str(path)) from error
    except (OSError, RuntimeError, UnicodeEncodeError) as error:
        raise ConfigError([Fault("", f"cannot read it: {reason(error)}")], str(path)) from error


def resolve(experiment: Experiment, base: Path | None = None) -> Experiment:
    """The same with absolute paths, taken from `base` (default: the working folder)."""
    document = plain(experiment)
    _anchor(document, base)
    return _build(document, [], [], "configuration")


def edited(experiment: Experiment, changes: Iterable[tuple[str, Any]]) -> Experiment:
    """The experiment with dotted keys set to values. Raises ConfigError with all faults."""
    return _build(plain(experiment), [Override(key, value) for key, value in changes], [], "")


def with_settings(experiment: Experiment, settings: Sequence[str]) -> Experiment:
    """The experiment with `key=value` settings applied. Raises ConfigError with all faults."""
    return _build(plain(experiment), *parse_overrides(settings), "")


def _read(config: str | Path) -> tuple[dict[str, Any], str, Path | None]:
    """The document, what to call it in messages, and the folder its paths start from.

    Those of a preset start from the working folder: None.
    """
    if config in preset_names():
        name = str(config)
        return _parse(preset_text(name), name), f"preset {name}", None
    path = with_home(config)
    looks_like_file = path.suffix == ".toml" or len(path.parts) > 1
    if "\0" in str(path) or not (looks_like_file or _is_there(path)):
        names = preset_names()
        hint = nearest(str(config), names) or f"; presets: {', '.join(names)}"
        raise ConfigError([Fault("", f"no preset or file named {shown(str(config))}{hint}")])
    return _parse(read_text(path), str(path)), str(path), path.resolve().parent


def _is_there(path: Path) -> bool:
    """A folder of that name does not hinder a preset from being misspelt."""
    return os.path.exists(path) and not os.path.isdir(path)  # noqa: PTH110, PTH112 - never raise


def _parse(text: str, where: str) -> dict[str, Any]:
    try:
        document = parse_toml(text)
    except ValueError as error:
        raise ConfigError([Fault("", f"not valid TOML: {error}")], where) from error
    complete(document)
    return document


def _build(
    document: dict[str, Any], overrides: Sequence[Override], faults: Iterable[Fault], where: str
) -> Experiment:
    drop_foreign_keys(document, overrides)
    found = [*faults]
    for item in overrides:
        if fault := apply_override(document, item):
            found.append(fault)
        else:
            _anchor(document, None, item.key)
    try:
        experiment = Experiment.model_validate(document)
    except ValidationError as error:
        raise ConfigError([*found, *faults_of(error, Experiment)], where) from error
    found += space_faults(experiment, edited)
    if found:
        raise ConfigError(found, where)
    return experiment


def _anchor(document: dict[str, Any], base: Path | None, below: str = "") -> None:
    """Make paths absolute: all, or those at the dotted key `below` and under it.

    Without a `base` they start from the working folder. Raises ConfigError where that is gone.
    """
    for key, table, name in _paths(document):
        path = table[name]
        meant = not below or f"{key}.".startswith(f"{below}.")
        if meant and path and path not in (AUTO_WORD, NONE_WORD) and "\0" not in path:
            try:
                path = expanded(path, base)
            except WorkingFolderGone as error:
                raise ConfigError([Fault(key, str(error))]) from error
            table[name] = os.path.realpath(path)  # never raises


def _paths(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any], str]]:
    """(dotted key, table, key in it) of all texts that name files."""
    layers = document.get("layers")
    tables: list[tuple[str, Any, tuple[str, ...]]] = [("data", document.get("data"), PATH_KEYS)]
    if isinstance(layers, list):
        tables += [(f"layers.{i}", layer, LAYER_PATH_KEYS) for i, layer in enumerate(layers)]
    for way, table, names in tables:
        for name in names:
            if isinstance(table, dict) and isinstance(table.get(name), str):
                yield f"{way}.{name}", table, name
