"""Problems of an experiment as typed data, each with its fix."""

import json
from dataclasses import dataclass
from enum import StrEnum
from shlex import quote
from typing import Any

from rnn_tui.experiment.layers import Layer
from rnn_tui.experiment.toml import inline_table


class Severity(StrEnum):
    """An error forbids training; a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class SetKey:
    """Give the dotted key (`layers.1.units`) a value."""

    key: str
    value: Any


@dataclass(frozen=True, slots=True)
class InsertLayer:
    """Put a layer in, so that it stands at `index` (from 0)."""

    index: int
    layer: Layer


@dataclass(frozen=True, slots=True)
class RemoveLayer:
    """Take out the layer at `index` (from 0)."""

    index: int


Edit = SetKey | InsertLayer | RemoveLayer


PAST = {
    "add": "added",
    "append": "appended",
    "begin": "began",
    "empty": "emptied",
    "give": "gave",
    "pad": "padded",
    "put": "fixed: put",  # else it would be the label itself
    "remove": "removed",
    "rename": "renamed",
    "return": "returned",
    "set": "fixed: set",
    "undo": "undid",
    "use": "used",
    "watch": "watched",
}
"""The first words of the labels of fixes, and their past tense."""


@dataclass(frozen=True, slots=True)
class Fix:
    """Steps that remove a problem, in words and as edits."""

    label: str
    edits: tuple[Edit, ...]

    @property
    def done(self) -> str:
        """What has been done once the fix is applied: the label in the past tense."""
        verb, _, rest = self.label.partition(" ")
        return f"{PAST.get(verb, f'done: {verb}')} {rest}".rstrip()

    @property
    def as_options(self) -> str | None:
        """The fix as `--set` options for a shell; None where it inserts or removes a layer."""
        if not all(isinstance(edit, SetKey) for edit in self.edits):
            return None
        return " ".join(
            f"--set {quote(f'{edit.key}={_as_toml(edit.value)}')}"
            for edit in self.edits
            if isinstance(edit, SetKey)
        )


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that does not fit together.

    `code` names the kind of problem for programs; `layer` is the index (from 0) of the
    layer it belongs to, None where it belongs to the data or the training.
    """

    code: str
    message: str
    layer: int | None = None
    fix: Fix | None = None
    severity: Severity = Severity.ERROR

    @property
    def sentence(self) -> str:
        """The message and, after a colon, the fix."""
        return f"{self.message}: {self.fix.label}" if self.fix else self.message

    @property
    def sentence_to_type(self) -> str:
        """The sentence, and the fix as options where it can be typed."""
        options = self.fix.as_options if self.fix else None
        return f"{self.sentence} ({options})" if options else self.sentence


def _as_toml(value: Any) -> str:
    if isinstance(value, dict):
        return inline_table(value)
    return value if isinstance(value, str) else json.dumps(value)
