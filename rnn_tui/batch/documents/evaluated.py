"""The line of `evaluate --json`."""

from dataclasses import dataclass
from typing import Literal

from rnn_tui.results.course import Finding
from rnn_tui.results.evaluate.calibration import Calibration
from rnn_tui.results.evaluate.measures import Band
from rnn_tui.results.evaluate.mistakes import Mistake
from rnn_tui.runs.state.class_scores import ClassScores


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluated:
    """A network on labelled texts: those at `data`, or the test part of its run.

    `confusion[true][predicted]` counts texts, in the order of `classes`; `baseline` holds the
    accuracies of simple rules on the test part, by their names, and `findings` what the figures
    say beside them; `bands` count the texts by their tokens. `wrong` counts the mistakes among
    the texts that were asked for, `mistakes` are those that the network was surest of.
    """

    v: Literal[1] = 1
    run: str
    checkpoint: str
    data: str | None
    texts: int
    logs: dict[str, float]
    classes: list[str]
    confusion: list[list[int]]
    by_class: list[ClassScores]
    baseline: dict[str, float]
    findings: list[Finding]
    bands: list[Band]
    calibration: Calibration
    wrong: int
    mistakes: list[Mistake]
