"""The training part of a Keras script: compile, early stopping, schedules, the best weights."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any

from rnn_tui.experiment import Experiment
from rnn_tui.experiment.registry.metrics import METRICS
from rnn_tui.experiment.registry.optimizers import OPTIMIZERS
from rnn_tui.experiment.toml import inline_table
from rnn_tui.experiment.train import (
    CosineDecay,
    EarlyStopping,
    ExponentialDecay,
    ReduceOnPlateau,
    StepDecay,
    TrainSpec,
)
from rnn_tui.results.script.source import INDENT, WIDTH, call, comment, keyword, literal
from rnn_tui.runs.state.ranking import lower_is_better

ROOM = WIDTH - 2 * len(INDENT) - 1

BALANCING = """\
# Every class with the same share in the loss: n / (classes * count)
labels = {part}
counts = np.bincount(labels)
class_weight = {{
    number: len(labels) / ((counts > 0).sum() * count)
    for number, count in enumerate(counts)
    if count
}}"""


@dataclass(slots=True)
class Callbacks:
    """Source texts: what stands before `fit`, the callbacks, what stands after `fit`."""

    definitions: list[str] = field(default_factory=list)
    entries: list[str] = field(default_factory=list)
    afterwards: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Weighing:
    """Class weights: what stands before `fit`, and the argument of `fit`; both may be empty."""

    before: str = ""
    argument: str = ""


def compile_call(experiment: Experiment) -> str:
    """The optimizer goes by its plain name where Keras's defaults are meant."""
    train = experiment.train
    changed: dict[str, Any] = {}
    record = OPTIMIZERS[train.optimizer]
    if train.rate() != record.learning_rate:
        changed["learning_rate"] = train.learning_rate
    if train.clipnorm is not None:
        changed["clipnorm"] = train.clipnorm
    optimizer = literal(train.optimizer)
    if changed:
        given = [keyword(name, value) for name, value in changed.items()]
        optimizer = call(f"keras.optimizers.{record.keras_class}", given)
    arguments = [f"optimizer={optimizer}", keyword("loss", train.loss)]
    arguments.append(f"metrics={_metrics(experiment)}")
    if not train.jit_compile:
        arguments.append(keyword("jit_compile", False))
    return call("model.compile", arguments)


def _metrics(experiment: Experiment) -> str:
    """A list of names, and of calls where the metric is defined in the script."""
    units = getattr(experiment.layers[-1], "units", 1) if experiment.layers else 1
    records = [METRICS[name] for name in experiment.train.metrics]
    made = [f"{each.own}({max(2, units)})" if each.own else literal(each.name) for each in records]
    return f"[{', '.join(made)}]"


def metric_definitions(experiment: Experiment) -> list[str]:
    """The classes of the metrics that Keras lacks.

    They are those of the engine, read and not imported: they stand on Keras.
    """
    named = [METRICS[name].own for name in experiment.train.metrics if METRICS[name].own]
    if not named:
        return []
    text = files("rnn_tui").joinpath("engine", "own_metrics.py").read_text(encoding="utf-8")
    blocks = re.sub(r"  # type: ignore.*", "", text).strip().split("\n\n\n")
    return [block for name in named for block in blocks if block.startswith(f"class {name}(")]


def class_weight(experiment: Experiment, classes: Sequence[str]) -> Weighing:
    """The weights of `classes`, numbered in this order."""
    given, data = experiment.train.class_weight, experiment.data
    if given is None:
        return Weighing()
    if isinstance(given, dict):
        named = {number: given[name] for number, name in enumerate(classes) if name in given}
        return Weighing(f"# Class weights: {comment(inline_table(given))}", f"class_weight={named}")
    held_out = data.in_keras and data.validates
    part = (
        f"y_train[: int(len(y_train) * (1 - {data.validation_split}))]" if held_out else "y_train"
    )
    return Weighing(BALANCING.format(part=part), "class_weight=class_weight")


def callbacks(experiment: Experiment, best_weights: str) -> Callbacks:
    """Callbacks for the ends of the epochs; `best_weights` is a file for the best ones."""
    found = Callbacks()
    train = experiment.train
    rule, schedule = train.early_stopping, train.schedule
    restored = False
    if rule is not None:
        watched = experiment.monitored["train.early_stopping.monitor"]
        of_all = rule.min_delta == 0 and rule.start_from_epoch == 0
        restored = train.restore_best and watched == experiment.monitor and of_all
        found.entries.append(_early_stopping(rule, watched, restored))
    if isinstance(schedule, ReduceOnPlateau):
        watched = experiment.monitored["train.schedule.monitor"]
        found.entries.append(_plateau(schedule, watched))
    elif schedule is not None:
        formula = _formula(schedule, train)
        found.definitions.append(f"\ndef learning_rate(epoch, current):\n    return {formula}\n")
        found.entries.append("keras.callbacks.LearningRateScheduler(learning_rate)")
    if train.restore_best and not restored:
        arguments = [literal(best_weights), *_watched(experiment.monitor)]
        arguments += ["save_best_only=True", "save_weights_only=True"]
        found.entries.append(call("keras.callbacks.ModelCheckpoint", arguments, ROOM))
        found.afterwards.append(call("model.load_weights", [literal(best_weights)]))
    return found


def needs_math(experiment: Experiment) -> bool:
    """True if the schedule's formula uses the module."""
    return isinstance(experiment.train.schedule, CosineDecay)


def _watched(column: str) -> list[str]:
    """The monitor, and the direction where its name does not tell Keras."""
    mode = [] if lower_is_better(column) else [keyword("mode", "max")]
    return [keyword("monitor", column), *mode]


def _early_stopping(rule: EarlyStopping, watched: str, restore: bool) -> str:
    arguments = [*_watched(watched), keyword("patience", rule.patience)]
    if rule.min_delta:
        arguments.append(keyword("min_delta", rule.min_delta))
    if rule.start_from_epoch:
        arguments.append(keyword("start_from_epoch", rule.start_from_epoch))
    if restore:
        arguments.append(keyword("restore_best_weights", True))
    return call("keras.callbacks.EarlyStopping", arguments, ROOM)


def _plateau(rule: ReduceOnPlateau, watched: str) -> str:
    arguments = [*_watched(watched), keyword("factor", rule.factor)]
    arguments += [keyword("patience", rule.patience), keyword("min_delta", rule.min_delta)]
    if rule.cooldown:
        arguments.append(keyword("cooldown", rule.cooldown))
    if rule.min_lr:
        arguments.append(keyword("min_lr", rule.min_lr))
    return call("keras.callbacks.ReduceLROnPlateau", arguments, ROOM)


def _formula(rule: StepDecay | ExponentialDecay | CosineDecay, train: TrainSpec) -> str:
    """The rate of an epoch, counted from 0."""
    rate, whole = train.rate(), train.cosine_epochs
    match rule:
        case StepDecay():
            return f"{rate!r} * {rule.factor!r} ** (epoch // {rule.every})"
        case ExponentialDecay():
            return f"{rate!r} * {rule.factor!r} ** epoch"
        case CosineDecay():
            at = "epoch" if whole >= train.epochs else f"min(epoch, {whole})"
            wave = f"(1 + math.cos(math.pi * {at} / {whole})) / 2"
            if not rule.min_lr:
                return f"{rate!r} * {wave}"
            return f"{rule.min_lr!r} + ({rate!r} - {rule.min_lr!r}) * {wave}"
