"""The settings of the app, kept across sessions in one TOML file. No Textual.

The file lies in the platform's configuration folder, or in the one that RNN_TUI_CONFIG names.
"""

import contextlib
import os
from pathlib import Path
from typing import Any, Literal, Protocol, runtime_checkable

import tomli_w
from pydantic import Field, ValidationError, field_validator

from rnn_tui.experiment.base import NONE_WORD, Spec
from rnn_tui.experiment.errors import faults_of
from rnn_tui.experiment.revising import revised_table
from rnn_tui.experiment.toml import parse_toml
from rnn_tui.io.early_settings import MAX_BYTES
from rnn_tui.io.faults import reason
from rnn_tui.io.places import settings_path as settings_path
from rnn_tui.io.reading import read_bounded
from rnn_tui.io.writing import write_atomically
from rnn_tui.tui.preferences.colours import USUAL
from rnn_tui.wording.language import tr

ENVIRONMENT = "RNN_TUI_CONFIG"
VERSION = 1
USUAL_RATE, RATE_OVER_SSH = 2.0, 1.0
FIELDS = ("theme", "language", "refresh", "smoothing", "bell", "notify", "ready")
"""The fields of the form; the keys have a list of their own."""


class Settings(Spec):
    """`keymap` maps the id of a binding to keys, separated by commas."""

    theme: str = Field(USUAL, min_length=1, description="Colours of the app.")
    language: Literal["auto", "English", "中文"] = Field(
        "auto",
        description="Language of commands, and of the app from its next start on; auto: that of "
        "RNN_TUI_LANG, else of LANG.",
    )
    refresh: float | None = Field(
        None,
        ge=0.1,
        le=10,
        description="Updates per second of runs and plots; auto: 2, over SSH 1.",
    )
    smoothing: float = Field(
        0.0,
        ge=0,
        lt=1,
        description="Moving average of curves: share of the past kept at each step.",
    )
    bell: bool = Field(True, description="Ring the terminal's bell when a run has ended.")
    ready: bool = Field(
        True,
        description="Keep an engine ready while nothing trains: a run starts seconds sooner, for "
        "0.5 GB of memory.",
    )
    notify: bool = Field(
        True, description="Let the terminal show a notification when a run has ended."
    )
    on_end: str | None = Field(
        None, description="Shell command to run when one of your runs has ended."
    )
    keymap: dict[str, str] = Field(default_factory=dict, description="Keys that you changed.")

    @field_validator("keymap", mode="before")
    @classmethod
    def _texts(cls, keys: Any) -> Any:
        if not isinstance(keys, dict) or not all(isinstance(key, str) for key in keys.values()):
            raise ValueError('takes a table of lines such as "model.add" = "insert"')
        return keys

    @property
    def rate(self) -> float:
        """Refreshes a second: as chosen, else by how slow the line may be."""
        if self.refresh is not None:
            return self.refresh
        return RATE_OVER_SSH if os.environ.get("SSH_CONNECTION") else USUAL_RATE


@runtime_checkable
class WithSettings(Protocol):
    """An app whose reactive `settings` hold for its widgets."""

    settings: Settings


def load_settings() -> tuple[Settings, str]:
    """The settings, and a sentence where the file cannot be used as it is, or an empty text."""
    path = settings_path()
    try:
        return _read(path)
    except FileNotFoundError:
        return Settings(), ""
    except OSError as error:
        return Settings(), tr("cannot read {path}: {reason}", path=path, reason=reason(error))
    except ValueError as error:
        return Settings(), tr(
            "{path} cannot be used, so the default settings are used: {error}",
            path=path,
            error=error,
        )


def save_settings(settings: Settings) -> None:
    """Write the file, whose comments stay; one that cannot be used stays beside it as `.bak`.

    Raises OSError.
    """
    path = settings_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    before, complaint = load_settings()
    text = tomli_w.dumps(_document(settings))
    if complaint:
        with contextlib.suppress(FileNotFoundError):
            path.rename(_free_name(path))
    elif path.exists():
        old = read_bounded(path, MAX_BYTES).decode("utf-8-sig")
        text = revised_table(old, _document(before), _document(settings))
    write_atomically(path, text.encode(), durable=False)


def _document(settings: Settings) -> dict[str, Any]:
    document = {"version": VERSION, **settings.model_dump()}
    return document | {name: NONE_WORD for name, value in document.items() if value is None}


def _read(path: Path) -> tuple[Settings, str]:
    """Raises OSError, and ValueError where nothing in the file can be used."""
    document = parse_toml(read_bounded(path, MAX_BYTES).decode("utf-8-sig"))
    version = document.pop("version", VERSION)
    if version != VERSION:
        raise ValueError("it was written by another version of rnn-tui")
    try:
        return Settings.model_validate(document), ""
    except ValidationError as error:
        faults = faults_of(error, Settings)
    usable = _without(document, {fault.key.partition(".")[0] for fault in faults})
    told = "; ".join(str(fault) for fault in faults)
    return Settings.model_validate(usable), tr(
        "{path}: ignored invalid settings: {told}", path=path, told=told
    )


def _without(document: dict[str, Any], keys: set[str]) -> dict[str, Any]:
    return {key: value for key, value in document.items() if key not in keys}


def _free_name(path: Path) -> Path:
    names = (path.with_name(f"{path.name}.bak{number or ''}") for number in range(1000))
    return next((name for name in names if not name.exists()), path.with_name(f"{path.name}.bak"))
