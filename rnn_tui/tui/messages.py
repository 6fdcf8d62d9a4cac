"""What widgets and screens ask of the app: small messages that go up; state comes down."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from textual.message import Message

from rnn_tui.experiment import DataFacts, DataSpec, Experiment
from rnn_tui.runs import Ask, RunDirectory
from rnn_tui.tui.preferences.settings import Settings


@dataclass
class EditExperiment(Message):
    """From a widget that knows no screen: as `WorkScreen.edit`, which screens use.

    Equal `tag`s in a row are one step of undo.
    """

    experiment: Experiment
    tag: str = ""


@dataclass
class RejectEdit(Message):
    """From a widget that knows no screen: the field of this key does not take this value."""

    key: str
    value: Any
    message: str


class SettleEdit(Message):
    """A field has been left: what is typed next is a step of undo of its own."""


@dataclass
class OpenExperiment(Message):
    """Edit another experiment: of a preset (no path), of a file, of a run (no path)."""

    experiment: Experiment
    path: Path | None = None


@dataclass
class SaveExperiment(Message):
    """Write the experiment as TOML and remember the file."""

    path: Path


@dataclass
class DataLoaded(Message):
    """Loading `data` has told these facts: the problems are checked against them."""

    facts: DataFacts
    data: DataSpec


@dataclass
class Doing(Message):
    """What the app does now, for the frame; an empty text when it is done."""

    text: str = ""


@dataclass
class StartRun(Message):
    """Make a run of the experiment and start an engine on it.

    `offline`: it may download nothing, whatever the experiment says.
    """

    offline: bool = False


@dataclass
class FollowRun(Message):
    """Make this run the current one; `edit` also opens its experiment."""

    run: RunDirectory
    edit: bool = False


@dataclass
class ResumeRun(Message):
    """Start an engine on a run that was stopped, and follow it; None: the current run.

    With `more` epochs it is extended first; a finished run can go on only so. `offline`: from
    now on it may download nothing, whatever its experiment says.
    """

    run: RunDirectory | None = None
    more: int = 0
    offline: bool = False


@dataclass
class AskRun(Message):
    """Ask the engine of a run for something; None: of the current run."""

    ask: Ask
    run: RunDirectory | None = None


@dataclass
class ChangeSettings(Message):
    """The app is to be so from now on, and when it is started again."""

    settings: Settings


@dataclass
class KillRun(Message):
    """End the engine of a run at once; None: of the current run."""

    run: RunDirectory | None = None
