"""What the Train screen says about a run, each sentence made from a RunState. No Textual."""

import math

from rnn_tui.runs import Phase, Position, RunState, State
from rnn_tui.runs.history import place
from rnn_tui.spec import Experiment
from rnn_tui.spec.train import TrainSpec
from rnn_tui.tui.words import clock, counted, size_words

PHASES = {Phase.TRAIN: "step", Phase.VALIDATE: "validation", Phase.TEST: "test"}

PENDING = {
    "stop": "stopping: it writes a checkpoint first",
    "stop-after-epoch": "stops after this epoch",
    "pause": "about to pause",
}
"""What has been asked for and is not done yet."""


def figure(value: float) -> str:
    """`.4217`: four digits, as the figures of a run are written."""
    if not math.isfinite(value):
        return str(value)
    text = f"{value:.4f}" if abs(value) < 1e6 else f"{value:.4g}"
    return text.removeprefix("0") if text.startswith("0.") else text


def figures(logs: dict[str, float]) -> str:
    return "  ".join(f"{name} {figure(value)}" for name, value in logs.items())


def metric_groups(state: RunState) -> list[str]:
    """Training, validation and best metrics; those that there are."""
    last = state.epochs[-1].logs if state.epochs else {}
    training = state.live_logs or {n: v for n, v in last.items() if not n.startswith("val_")}
    validation = {n: v for n, v in last.items() if n.startswith("val_")}
    groups = [figures(training), figures(validation), best_words(state)]
    return [group for group in groups if group]


def best_words(state: RunState) -> str:
    """`best val_loss .4217 @1`."""
    best = state.best
    if best is None:
        return ""
    return f"best {state.monitor} {figure(best.logs[state.monitor])} @{best.epoch + 1}"


def pending_words(state: RunState) -> str:
    """What a live run has been asked for, or that it waits; empty while it just trains."""
    if state.state is State.PAUSED:
        return f"paused at {place(state.position)}: nothing is lost, r goes on"
    if state.state is State.STOPPING:
        return PENDING["stop"]
    if state.state is State.RUNNING and state.status is not None and state.status.doing:
        return state.status.doing
    asked = PENDING.get(state.asked, "")
    return f"{asked}: s changes that" if asked else ""


def start_words(state: RunState) -> str:
    """What a start is waiting for."""
    status = state.status
    doing = status.doing if status else ""
    if not doing:
        return "the engine is on its way" if state.state is State.QUEUED else str(state.state)
    if status is None or not status.total:
        return doing
    if status.unit == "bytes":
        return f"{doing}: {size_words(status.done)} of {size_words(status.total)}"
    return f"{doing}: {status.done:,} of {status.total:,} {status.unit}".rstrip()


def ended_words(state: RunState) -> tuple[str, str]:
    """How a run ended, in one word and in the rest of the sentence."""
    match state.state:
        case State.FINISHED:
            epochs = counted(len(state.epochs), "epoch")
            return "finished", f"{state.finish_reason}: {epochs} in {clock(state.worked_seconds)}"
        case State.STOPPED:
            by = f" ({state.stop_reason})" if state.stop_reason else ""
            return "stopped", f"at {place(state.position)}{by}: nothing is lost"
        case State.FAILED if state.failure is not None:
            word = "diverged" if state.failure.kind == "diverged" else "failed"
            return word, state.failure.message
        case State.LOST:
            return "lost", "the engine is gone without a word: killed, or the machine went down"
    return str(state.state), ""


def next_words(state: RunState) -> str:
    """What one key does about a run that has ended before its time."""
    if state.state is State.FINISHED:
        return ""
    if state.state is State.STOPPED:
        return "r resumes from that very batch"
    if state.checkpoint is None:
        return "r starts it from the beginning: there is no checkpoint yet"
    return f"r resumes from the checkpoint {checkpoint_words(state.checkpoint)}"


def checkpoint_words(position: Position) -> str:
    """`after epoch 2`, or the very batch."""
    if position.phase is Phase.TRAIN and position.batch == 0:
        return f"after epoch {position.epoch}" if position.epoch else "at the start"
    return f"at {place(position)}"


def partial_words(state: RunState) -> str:
    """The epoch that was cut short."""
    record = state.partial
    if record is None:
        return ""
    steps = f" of {state.sizes.steps:,}" if state.sizes else ""
    return f"epoch {record.epoch + 1} is cut short after {record.batches:,}{steps} steps"


def training_words(train: TrainSpec, seed: int) -> str:
    """The hyperparameters in a line, the most telling first."""
    words = [
        counted(train.epochs, "epoch"),
        f"batch {train.batch_size:,}",
        f"{train.optimizer} {train.rate():g}",
        f"seed {seed}",
    ]
    if train.early_stopping is not None:
        words.append(f"early stopping {train.early_stopping.patience}")
    if train.schedule is not None:
        words.append(train.schedule.kind.replace("_", " "))
    if train.clipnorm is not None:
        words.append(f"clipnorm {train.clipnorm:g}")
    if train.restore_best:
        words.append("keeps the best")
    if train.engine != "auto":
        words.append(f"{train.engine} engine")
    return ", ".join(words)


def experiment_words(experiment: Experiment) -> str:
    """The kinds of the layers, one behind the other."""
    return " > ".join(layer.kind for layer in experiment.layers)


def epoch_share(state: RunState) -> float:
    """How much of all epochs is done, from 0 to 1; the validation counts as nothing."""
    at, total = state.position, state.total_epochs
    if at.phase is Phase.TEST or not total:
        return float(at.phase is Phase.TEST)
    within = step_share(state) if at.phase is Phase.TRAIN else 1.0
    return min(1.0, (at.epoch + within) / total)


def step_share(state: RunState) -> float:
    """How much of the phase at work is done, from 0 to 1."""
    return min(1.0, state.steps_done / state.steps_total) if state.steps_total else 0.0
