"""The state of loading, as one immutable value from which the parts of the screen are drawn."""

from dataclasses import dataclass

from rnn_tui.data import Progress
from rnn_tui.experiment import DataSpec
from rnn_tui.results.data.coverage import Figures, Measured


@dataclass(frozen=True, slots=True)
class Unloaded:
    """Nothing is loaded, for this reason and with this to do."""

    text: str


@dataclass(frozen=True, slots=True)
class Loading:
    """A process is at it; no progress before its first word."""

    progress: Progress | None = None


@dataclass(frozen=True, slots=True)
class Failed:
    """It cannot be loaded; the message says what to do."""

    message: str


@dataclass(frozen=True, slots=True, eq=False)
class Loaded:
    """The corpus, and its figures at the settings of `data`."""

    measured: Measured
    figures: Figures
    data: DataSpec


DataState = Unloaded | Loading | Failed | Loaded
