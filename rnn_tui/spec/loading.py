"""From TOML and `--set` to an experiment, and back."""

import tomllib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import tomli_w
from pydantic import BaseModel, ValidationError

from rnn_tui.spec.base import NONE_WORD
from rnn_tui.spec.data import SOURCES, Sequences
from rnn_tui.spec.errors import ConfigError, Fault, faults_of, nearest
from rnn_tui.spec.experiment import Experiment
from rnn_tui.spec.presets import preset_names, preset_text
from rnn_tui.spec.settings import Setting, apply_setting, parse_setting

PATH_KEYS = ("path", "word_index")
"""Keys of `[data]` that name files: relative to the configuration file or the working folder."""

MAX_BYTES = 1_000_000


def load(config: str | Path, settings: Sequence[str] = ()) -> Experiment:
    """The experiment of a TOML file or a preset, with `key=value` settings applied.

    Relative paths in a file are taken from the file's folder, those in settings from the
    working folder; the result holds absolute ones. Raises ConfigError with all faults.
    """
    document, where, base = _read(config)
    parsed = [parse_setting(text) for text in settings]
    _anchor(document, base)
    return _build(document, parsed, where)


def loads(text: str, settings: Sequence[str] = (), where: str = "configuration") -> Experiment:
    """The experiment that a TOML text describes. Raises ConfigError with all faults."""
    return _build(_parse(text, where), [parse_setting(item) for item in settings], where)


def save(experiment: Experiment, path: Path) -> None:
    """Write the experiment as TOML; `load` gives the same experiment back."""
    path.write_text(dumps(experiment), encoding="utf-8")


def dumps(experiment: Experiment) -> str:
    """The experiment as TOML, every key filled in."""
    return tomli_w.dumps(_plain(experiment))


def resolve(experiment: Experiment, base: Path | None = None) -> Experiment:
    """The same with absolute paths, taken from `base` (default: the working folder)."""
    document = _plain(experiment)
    _anchor(document, base or Path.cwd())
    return _build(document, [], "configuration")


def edited(experiment: Experiment, changes: Iterable[tuple[str, Any]]) -> Experiment:
    """The experiment with dotted keys set to values. Raises ConfigError with all faults."""
    return _build(_plain(experiment), [Setting(key, value) for key, value in changes], "")


def _read(config: str | Path) -> tuple[dict[str, Any], str, Path]:
    path = Path(config).expanduser()
    if isinstance(config, str) and config in preset_names():
        return _parse(preset_text(config), config), f"preset {config}", Path.cwd()
    looks_like_file = path.suffix == ".toml" or len(path.parts) > 1
    if not looks_like_file and not path.is_file():
        names = preset_names()
        hint = nearest(str(config), names) or f"; presets: {', '.join(names)}"
        raise ConfigError([Fault("", f"no preset and no file is called {config}{hint}")])
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ConfigError([Fault("", f"larger than {MAX_BYTES:,} bytes")], str(path))
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise ConfigError([Fault("", "is not UTF-8 text")], str(path)) from error
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise ConfigError([Fault("", f"cannot read it: {reason}")], str(path)) from error
    return _parse(text, str(path)), str(path), path.resolve().parent


def _parse(text: str, where: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ConfigError([Fault("", f"no valid TOML: {error}")], where) from error


def _build(document: dict[str, Any], settings: Sequence[Setting], where: str) -> Experiment:
    _drop_foreign_keys(document, settings)
    faults = [fault for item in settings if (fault := apply_setting(document, item))]
    for item in settings:
        _anchor_key(document, item.key.removeprefix("data."), Path.cwd())
    try:
        experiment = Experiment.model_validate(document)
    except ValidationError as error:
        raise ConfigError([*faults, *faults_of(error, Experiment)], where) from error
    if faults:
        raise ConfigError(faults, where)
    return experiment


def _drop_foreign_keys(document: dict[str, Any], settings: Sequence[Setting]) -> None:
    """When a setting changes the source, the old source's own keys go with it."""
    source = next((s.value for s in reversed(settings) if s.key == "data.source"), None)
    data = document.get("data")
    if source not in SOURCES or not isinstance(data, dict) or data.get("source") == source:
        return
    known = SOURCES[str(source)].model_fields
    old = SOURCES.get(str(data.get("source")), Sequences).model_fields
    for key in [key for key in data if key in old and (key not in known or key in PATH_KEYS)]:
        del data[key]


def _anchor(document: dict[str, Any], base: Path) -> None:
    for key in PATH_KEYS:
        _anchor_key(document, key, base)


def _anchor_key(document: dict[str, Any], key: str, base: Path) -> None:
    data = document.get("data")
    if key in PATH_KEYS and isinstance(data, dict) and isinstance(data.get(key), str):
        path = data[key]
        if path and path != NONE_WORD and "\0" not in path:
            data[key] = str((base / Path(path).expanduser()).resolve())


def _plain(value: Any) -> Any:
    """Models as TOML's types: None is left out where it is the default, else the word."""
    if isinstance(value, BaseModel):
        table = {}
        for name, info in type(value).model_fields.items():
            entry = getattr(value, name)
            if entry is None:
                if info.default is None:
                    continue
                entry = NONE_WORD
            table[name] = _plain(entry)
        return table
    if isinstance(value, tuple | list):
        return [_plain(entry) for entry in value]
    return value
