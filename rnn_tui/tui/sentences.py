"""The sentences of the Train screen about a run, each made from a RunState. No Textual."""

from collections.abc import Mapping

from rnn_tui.experiment import Experiment
from rnn_tui.experiment.class_weight import BALANCED
from rnn_tui.experiment.train import TrainSpec
from rnn_tui.io.text import one_line
from rnn_tui.runs import Phase, RunState, State
from rnn_tui.runs.lists.differences import short_names
from rnn_tui.wording.endings import origin
from rnn_tui.wording.language import listed, told, tr
from rnn_tui.wording.numbers import best_figure, counted, figures
from rnn_tui.wording.positions import place
from rnn_tui.wording.progress import STOPPING_WORDS
from rnn_tui.wording.times import clock

PENDING = {
    "stop": STOPPING_WORDS,
    "stop-after-epoch": "stops after this epoch",
    "pause": "about to pause",
}
"""A request that has not been carried out yet."""


def metric_groups(state: RunState, *, short: bool = False) -> list[str]:
    """Training, validation and best metrics; those that there are.

    `short` leaves out by what the best epoch was chosen.
    """
    last = state.epochs[-1].logs if state.epochs else {}
    training = state.live_logs or {n: v for n, v in last.items() if not n.startswith("val_")}
    validation = {n: v for n, v in last.items() if n.startswith("val_")}
    groups = [figures(training), figures(validation), best_words(state, short=short)]
    return [group for group in groups if group]


def best_words(state: RunState, *, short: bool = False) -> str:
    """`best val_loss 0.4217 @1`."""
    best = state.best
    if best is None:
        return ""
    name = tr("best") if short else tr("best {monitor}", monitor=state.monitor)
    return f"{name} {best_figure(best.logs[state.monitor], best.epoch)}"


def best_line(state: RunState) -> str:
    """A run in one line, to be pasted: `gru-1  finished, epoch 3 of 10: val_loss 0.3428 …  test
    acc 0.8800`; empty before an epoch is complete."""
    best = state.best
    if best is None:
        return ""
    line = tr(
        "{label}  {value}, epoch {epoch} of {total_epochs}",
        label=state.label,
        value=state.state.value,
        epoch=best.epoch + 1,
        total_epochs=state.total_epochs,
    )
    tested = tr("  test {figures}", figures=figures(state.test.logs)) if state.test else ""
    return f"{line}: {figures(best.logs)}{tested}"


def pending_words(state: RunState) -> str:
    """The request that an active run will carry out, or that it waits; empty while it trains."""
    if state.silent_seconds and state.status is not None and state.status.process is not None:
        pid, silence = state.status.process.pid, clock(state.silent_seconds)
        return tr(
            "no sign of the engine (pid {pid}) for {silence}: suspended or hung; s kills it",
            pid=pid,
            silence=silence,
        )
    if state.state is State.PAUSED:
        return tr("paused at {place}: nothing is lost, r continues", place=place(state.position))
    if state.state is State.STOPPING:
        return tr(PENDING["stop"])
    if state.state is State.RUNNING and (doing := _doing(state)):
        return told(doing)
    asked = tr(PENDING.get(state.asked, ""))
    return tr("{asked}: s changes that", asked=asked) if asked else ""


def _doing(state: RunState) -> str:
    """What keeps a running run from its batches, as its last heartbeat says; the trace may know
    better, which is written more often."""
    status, sizes = state.status, state.sizes
    if status is None or sizes is None or not len(state.trace):
        return status.doing if status else ""
    told_at = status.position.epoch * sizes.steps + status.position.batch
    return status.doing if int(state.trace["step"][-1]) < told_at else ""


def next_words(state: RunState) -> str:
    """The key that continues a run that ended early."""
    if state.state is State.FINISHED:
        return ""
    if state.state is State.STOPPED:
        return tr("r resumes from there")
    if state.checkpoint is None:
        return tr("r starts it from {origin}: no checkpoint yet", origin=origin(state))
    return tr("r resumes from {origin}", origin=origin(state))


def partial_words(state: RunState) -> str:
    """The epoch that was cut short."""
    record = state.partial
    if record is None:
        return ""
    if state.sizes and record.batches == state.sizes.steps:
        return tr(
            "epoch {epoch} was trained, but its validation was cut short", epoch=record.epoch + 1
        )
    steps = tr(" of {steps:,}", steps=state.sizes.steps) if state.sizes else ""
    return tr(
        "epoch {epoch} was cut short after {batches:,}{steps} steps",
        epoch=record.epoch + 1,
        batches=record.batches,
        steps=steps,
    )


def training_words(train: TrainSpec, seed: int) -> str:
    """The hyperparameters in a line, the most telling first."""
    words = [
        told(counted(train.epochs, "epoch")),
        tr("batch {batch_size:,}", batch_size=train.batch_size),
        f"{train.optimizer} {train.rate():g}",
        tr("seed {seed}", seed=seed),
    ]
    if train.early_stopping is not None:
        first = train.early_stopping.start_from_epoch
        since = tr(" from epoch {first}", first=first + 1) if first else ""
        words.append(
            tr(
                "early stopping {patience}{since}",
                patience=train.early_stopping.patience,
                since=since,
            )
        )
    if train.schedule is not None:
        words.append(train.schedule.kind.replace("_", " "))
    if train.class_weight is not None:
        balanced = train.class_weight == BALANCED
        words.append(tr("balanced classes") if balanced else tr("weighted classes"))
    if train.clipnorm is not None:
        words.append(f"clipnorm {train.clipnorm:g}")
    if train.restore_best:
        words.append(tr("restores the best"))
    if train.engine != "auto":
        words.append(tr("{engine} engine", engine=train.engine))
    return listed(words)


def experiment_words(experiment: Experiment) -> str:
    """The kinds of the layers in order."""
    return " › ".join(layer.kind for layer in experiment.layers)


def epoch_share(state: RunState) -> float:
    """The share of all epochs that is done, from 0 to 1; validation does not count."""
    at, total = state.position, state.total_epochs
    if at.phase is Phase.TEST or not total:
        return float(at.phase is Phase.TEST)
    within = step_share(state) if at.phase is Phase.TRAIN else 1.0
    return min(1.0, (at.epoch + within) / total)


def step_share(state: RunState) -> float:
    """The share of the current phase that is done, from 0 to 1."""
    return min(1.0, state.steps_done / state.steps_total) if state.steps_total else 0.0


def sweep_words(tried: Mapping[str, str], seeds: int) -> str:
    """`units 16,32, lr 1e-4..1e-2:log, 3 seeds`: what a sweep tries."""
    names = short_names(list(tried))
    parts = [one_line(f"{names[key]} {words}") for key, words in tried.items()]
    return listed([*parts, *([told(counted(seeds, "seed"))] if seeds > 1 or not parts else [])])
