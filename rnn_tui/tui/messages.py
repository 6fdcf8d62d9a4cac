"""Requests of widgets and screens to the app: small messages that go up; state comes down."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from textual.message import Message

from rnn_tui.experiment import DataFacts, DataSpec, Experiment
from rnn_tui.runs import Ask, RunDirectory
from rnn_tui.tui.preferences.settings import Settings


class Request(Message):
    """Something that the workspace does (`state/workspace.py`)."""


@dataclass
class EditExperiment(Request):
    """Change the experiment, from a widget that knows no screen; screens use `WorkScreen.edit`.

    Equal `tag`s in a row are one step of undo.
    """

    experiment: Experiment
    tag: str = ""


@dataclass
class RejectEdit(Request):
    """Keep a value that the field of this key does not take, from a widget that knows no screen."""

    key: str
    value: Any
    message: str


class SettleEdit(Request):
    """Close the step of undo: a field has been left."""


@dataclass
class OpenExperiment(Request):
    """Edit another experiment: of a preset (no path), of a file, of a run (no path)."""

    experiment: Experiment
    path: Path | None = None


@dataclass
class SaveExperiment(Request):
    """Write the experiment as TOML and remember the file."""

    path: Path


@dataclass
class DataLoaded(Request):
    """Check the problems against these facts, which loading `data` has told."""

    facts: DataFacts
    data: DataSpec


@dataclass
class Doing(Request):
    """Show in the frame what the app does now; an empty text when it is done."""

    text: str = ""


@dataclass
class StartRun(Request):
    """Make a run of the experiment and start an engine on it.

    `offline`: it may download nothing, whatever the experiment says.
    """

    offline: bool = False


class QueueRequest(Request):
    """Something that is done to the queue."""


@dataclass
class MoveQueued(QueueRequest):
    """Move a waiting run of the queue so many places."""

    trial: int
    by: int


@dataclass
class RemoveQueued(QueueRequest):
    """Take a run out of the queue."""

    trial: int


@dataclass
class EditQueued(QueueRequest):
    """Edit the experiment of a waiting run; the next start puts it back into its place."""

    trial: int


@dataclass
class HoldQueue(QueueRequest):
    """Begin no queued run for now, or go on."""

    held: bool


@dataclass
class FollowRun(Request):
    """Make this run the current one; `edit` also opens its experiment."""

    run: RunDirectory
    edit: bool = False


@dataclass
class ResumeRun(Request):
    """Start an engine on a run that was stopped, and follow it; None: the current run.

    With `more` epochs it is extended first; a finished run can go on only so. `offline`: from
    now on it may download nothing, whatever its experiment says.
    """

    run: RunDirectory | None = None
    more: int = 0
    offline: bool = False


@dataclass
class AskRun(Request):
    """Ask the engine of a run for something; None: of the current run."""

    ask: Ask
    run: RunDirectory | None = None


@dataclass
class ChangeSettings(Message):
    """Put these settings in force, and keep them for the next start."""

    settings: Settings


@dataclass
class KillRun(Request):
    """End the engine of a run at once; None: of the current run."""

    run: RunDirectory | None = None
