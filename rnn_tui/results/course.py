"""Findings on the course of a training: each rule with its threshold and where that comes from.

A rule is silent unless it is sure: chance alone must make it speak in fewer than one of twenty
runs, or what it says must have been read off the numbers themselves.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import fsum, isfinite, log, sqrt

from rnn_tui.experiment.experiment import Experiment
from rnn_tui.runs.state.ranking import LOSS
from rnn_tui.runs.state.run_state import RunState
from rnn_tui.wording.numbers import figure, percent

VALIDATION = f"val_{LOSS}"

GENERALIZATION_LOSS = 0.05
"""Share by which the validation loss must lie above its least: the criterion GL with alpha 5 of
Prechelt, "Early Stopping - But When?" (1998)."""

STRIPS = 2
"""Epochs in a row in which it must: a single one may be chance (UP of the same paper)."""

NOISES = 4.0
"""Standard deviations of the noise that the validation loss must lie above its least as well.
That least is one of many values, and the lower the more there are: of 4 to 50 epochs at rest
with 2 to 10 % of noise, 1 to 4 of a hundred runs reach this (`tests/unit/test_course.py`)."""

FALLS = 3
"""Epochs at the end in each of which the loss must have fallen, to a new least. Of four values
in a random order 1 in 24 falls all the way."""

STILL_FALLING = 0.01
"""Share of the loss that each of these epochs must have taken off: less is no reason to go on."""

LOST = 1.2
"""Times its least, and above that of the first epoch, that the training loss must have risen to,
twice in a row. It is a mean over all batches, whose noise is far smaller; that too large a step
makes it rise is the sign named by Goodfellow, Bengio and Courville, "Deep Learning", 11.4.1."""


GUESSED, WORSE = 0.99, 1.5
"""Times the crossentropy of a guess, which gives all C classes the same probability: ln C. From
the first on nothing has been learned, from the second on the weights are worse than none."""

FEWEST = 4
"""Epochs below which noise and course cannot be told apart."""


@dataclass(frozen=True, slots=True)
class Finding:
    """`code` names the rule for programs; `advice` is what helps, empty where nothing is known."""

    code: str
    sentence: str
    advice: str = ""

    @property
    def words(self) -> str:
        """The sentence and the advice as one line."""
        return f"{self.sentence}; try {self.advice}" if self.advice else self.sentence


def course_findings(state: RunState) -> tuple[Finding, ...]:
    """All that the epochs of a run tell, whether it runs or has ended."""
    found = (rule(state) for rule in RULES)
    return tuple(each for each in found if each is not None)


def _diverges(state: RunState) -> Finding | None:
    """The training loss rises above where it began, or lies far above that of a guess.

    A run that has failed says itself why.
    """
    losses = _losses(state, LOSS)
    if state.failure is not None or len(losses) < FEWEST:
        return None
    first, least, last = losses[0], min(losses), losses[-1]
    guess = _loss_of_a_guess(state)
    if losses[-3] < losses[-2] < last and last > max(first, LOST * least):
        held_against = f"{figure(first)} in the first epoch"
    elif guess is not None and min(losses[-STRIPS:]) > WORSE * guess:
        held_against = f"{figure(guess)} of a guess"
    else:
        return None
    return Finding(
        "diverges",
        f"diverges: {LOSS} {figure(last)} against {held_against}",
        f"a smaller train.learning_rate than {state.epochs[-1].learning_rate:g}, or "
        "train.clipnorm = 1.0",
    )


def _learns_nothing(state: RunState) -> Finding | None:
    """The training loss is still that of a guess."""
    losses, guess = _losses(state, LOSS), _loss_of_a_guess(state)
    if guess is None or len(losses) < FEWEST:
        return None
    if not GUESSED * guess <= min(losses[-STRIPS:]) <= WORSE * guess or _diverges(state):
        return None
    return Finding(
        "learns-nothing",
        f"has learned nothing: {LOSS} {figure(losses[-1])} is that of a guess",
        f"another train.learning_rate than {state.epochs[-1].learning_rate:g}",
    )


def _overfits(state: RunState) -> Finding | None:
    """The validation loss has risen above its least while the training loss went on falling."""
    losses, trained = _losses(state, VALIDATION), _losses(state, LOSS)
    if len(losses) < FEWEST or len(losses) != len(trained):
        return None
    least = min(losses)
    best = losses.index(least)
    limit = least + max(GENERALIZATION_LOSS * abs(least), NOISES * _noise(losses))
    if len(losses) - 1 - best < STRIPS or min(losses[-STRIPS:]) <= limit:
        return None
    if max(trained[-STRIPS:]) >= trained[best]:
        return None
    return Finding(
        "overfits",
        f"overfits since epoch {state.epochs[best].epoch + 1}: {VALIDATION} rose from "
        f"{figure(least)} to {figure(losses[-1])} while {LOSS} fell from "
        f"{figure(trained[best])} to {figure(trained[-1])}",
        _against_overfitting(state.experiment),
    )


def _not_converged(state: RunState) -> Finding | None:
    """All epochs are trained, and the loss fell in each of the last ones."""
    name = VALIDATION if any(VALIDATION in each.logs for each in state.epochs) else LOSS
    losses = _losses(state, name)
    trained_all = state.total_epochs and len(state.epochs) >= state.total_epochs
    if not trained_all or len(losses) <= FALLS or losses[-1] > min(losses):
        return None
    falls = [(a - b) / abs(a) for a, b in pairwise(losses[-FALLS - 1 :]) if a]
    if len(falls) < FALLS or min(falls) < STILL_FALLING:
        return None
    return Finding(
        "not-converged",
        f"has not converged: {name} still fell by {percent(min(falls), 0)} or more in each of the "
        f"last {FALLS} epochs",
        "more train.epochs (a finished run can be extended)",
    )


RULES: tuple[Callable[[RunState], Finding | None], ...] = (
    _diverges,
    _learns_nothing,
    _overfits,
    _not_converged,
)
"""In the order in which they are read."""


def _loss_of_a_guess(state: RunState) -> float | None:
    """None where the loss is no plain crossentropy, or the number of classes is not known."""
    experiment, classes = state.experiment, len(state.classes)
    if experiment is None or classes < 2 or state.class_weights:
        return None
    plain = experiment.train.loss in ("binary_crossentropy", "sparse_categorical_crossentropy")
    return log(classes) if plain else None


def _losses(state: RunState, name: str) -> list[float]:
    """One for each epoch; empty where one is missing or no finite number."""
    values = state.column(name)
    return values if all(map(isfinite, values)) else []


def _noise(values: Sequence[float]) -> float:
    """Standard deviation of what is not smooth in at least three values.

    Second differences of independent noise have 6 times its variance; those of a smooth course are
    small (von Neumann et al., "The Mean Square Successive Difference", 1941, one order higher).
    """
    bends = [a - 2 * b + c for a, b, c in zip(values, values[1:], values[2:], strict=False)]
    return sqrt(fsum(bend * bend for bend in bends) / (6 * len(bends)))


def _against_overfitting(experiment: Experiment | None) -> str:
    """The keys that help and are not in use yet."""
    if experiment is None:
        return ""
    train = experiment.train
    keys = [] if train.early_stopping else ["train.early_stopping"]
    keys += [] if train.restore_best else ["train.restore_best"]
    keys += [] if _drops(experiment) else ["a Dropout layer"]
    return _listed(keys) if keys else "fewer units"


def _drops(experiment: Experiment) -> bool:
    """Check whether anything is dropped while training."""
    return any(
        "Dropout" in layer.kind or getattr(layer, "dropout", 0) for layer in experiment.layers
    )


def _listed(words: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))
