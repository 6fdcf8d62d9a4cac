"""The training loop: epochs, and in each of them batches, validation, decisions; then the test.

Everything that the rest of a run depends on is in `Checkpoint`: position, variables,
metrics, history. A resumed run therefore goes through the very same states.
"""

import time
from contextlib import nullcontext
from typing import Any

import numpy as np

from rnn_tui.engine.build import Built
from rnn_tui.engine.call_size import CallSize
from rnn_tui.engine.decisions import best_of, rate_of, reason_to_end
from rnn_tui.engine.failures import Diverged
from rnn_tui.engine.feeding import Feed
from rnn_tui.engine.progress import Progress
from rnn_tui.engine.record import Record
from rnn_tui.engine.request_listener import RequestListener, StopRequested
from rnn_tui.engine.saving import Saver
from rnn_tui.engine.steps import Steps
from rnn_tui.experiment import Experiment
from rnn_tui.runs.files import events
from rnn_tui.runs.files.checkpoints import Checkpoint
from rnn_tui.runs.files.history_csv import EpochRecord
from rnn_tui.runs.position import Phase, Position, State


class Training:
    """One run from a position to its end, or to a stop."""

    def __init__(
        self,
        experiment: Experiment,
        built: Built,
        steps: Steps,
        feed: Feed,
        record: Record,
        listener: RequestListener,
    ) -> None:
        self._experiment = experiment
        self._built = built
        self._feed = feed
        self._plan = feed.plan
        self._record = record
        self._listener = listener
        self._steps = steps
        self._call_size = CallSize()
        self._saver = Saver(experiment, built, record)
        self._progress = Progress()
        self._began = time.monotonic()
        self._rate = (-1, 0, 0.0)
        self._evaluation_rate = 0.0

    def begin(self, checkpoint: Checkpoint | None) -> None:
        """Take up the state of the checkpoint, or the one before the first step."""
        columns = tuple(metric.name for metric in self._built.means)
        self._record.open_trace(columns, checkpoint.trace_records if checkpoint else 0)
        if checkpoint is None:
            self._progress.interval = self._steps.totals()
        else:
            self._progress = self._saver.restore(checkpoint)
            self._began = time.monotonic() - self._progress.elapsed
            self._record.keep(checkpoint.position, self.partial_logs(), self.rate)
        self._record.history(self._progress.history)
        self._record.open_board(self._experiment, self._progress.history, self._plan.steps)
        self._show_position()

    def run(self) -> str:
        """Train, validate and test. Returns why it ended, in words.

        Raises StopRequested, with a checkpoint of the last batch boundary written, and
        Diverged, with the last finite checkpoint left as it was.
        """
        while (reason := self._reason_to_end()) is None:
            if self._progress.position.phase == Phase.TRAIN:
                self._train()
            if self._progress.position.phase == Phase.VALIDATE:
                self._validate()
            self._end_epoch()
        self._test()
        return reason

    def keep(self) -> None:
        """Write a checkpoint of the state as it is."""
        self._save()

    @property
    def history(self) -> tuple[EpochRecord, ...]:
        return self._progress.history

    def partial_logs(self) -> dict[str, float]:
        """The means of the epoch that is under way; empty where none is."""
        position = self._progress.position
        if position.phase == Phase.TRAIN:
            return self._built.logs() if position.batch else {}
        return self._progress.trained if position.phase == Phase.VALIDATE else {}

    @property
    def rate(self) -> float:
        """The learning rate of the epoch that is under way, found once: it takes the history."""
        position, history = self._progress.position, self._progress.history
        if self._rate[:2] != (position.epoch, len(history)):
            rate = rate_of(self._experiment, position.epoch, history)
            self._rate = (position.epoch, len(history), rate)
        return self._rate[2]

    def _reason_to_end(self) -> str | None:
        progress = self._progress
        return reason_to_end(self._experiment, progress.position, progress.history)

    def _train(self) -> None:
        """The batches of one epoch, from where the position stands."""
        progress, plan = self._progress, self._plan
        epoch = progress.position.epoch
        self._began = time.monotonic() - progress.elapsed
        self._built.model.optimizer.learning_rate = self.rate
        if progress.position.batch == 0:
            self._built.reset_metrics()
            progress.interval = self._steps.totals()
        while progress.position.batch < plan.steps:
            batch = progress.position.batch
            until = min(plan.steps, (batch // plan.trace_every + 1) * plan.trace_every)
            x, y = self._batches(Phase.TRAIN, epoch, batch, until)
            running, totals = self._call("train", x, y)
            self._check_finite("loss", running, epoch, batch)
            progress.position = Position(epoch, batch + len(running))
            if progress.position.batch == until:
                self._trace(totals)
            self._attend()
        progress.trained = self._built.logs()
        progress.position = Position(epoch, 0, Phase.VALIDATE)
        if plan.validation_steps:
            self._built.reset_metrics()
            if not self._saver.is_fresh:
                self._save()

    def _validate(self) -> None:
        """The validation part, from where the position stands; nothing to do without one."""
        steps = self._plan.validation_steps
        self._record.now(logs=self._progress.trained)
        self._evaluate(Phase.VALIDATE, steps)

    def _end_epoch(self) -> None:
        """The epoch is complete: record it, decide about the best, save."""
        progress = self._progress
        logs = dict(progress.trained)
        if self._plan.validation_steps:
            logs |= {f"val_{name}": value for name, value in self._built.logs().items()}
        epoch = progress.position.epoch
        if not np.isfinite(value := logs.get("val_loss", 0.0)):
            raise Diverged("val_loss", value, f"in the validation of epoch {epoch + 1}")
        seconds = time.monotonic() - self._began
        record = EpochRecord(epoch, logs, self.rate, seconds, progress.train_rate)
        progress.history = (*progress.history, record)
        self._record.epoch(record)
        progress.trained, self._began = {}, time.monotonic()
        progress.position = Position(epoch + 1)
        self._built.reset_metrics()
        progress.interval = self._steps.totals()
        best = best_of(self._experiment, progress.history) == epoch
        if not self._save(best=best):
            raise Diverged.in_weights(progress.position)
        self._show_position()
        if (asked := self._listener.last_epoch) is not None and self._reason_to_end() is None:
            raise StopRequested(asked)

    def _test(self) -> None:
        """Loss, metrics and confusion matrix on the test part, with the weights to keep."""
        progress, plan = self._progress, self._plan
        classes = max(2, int(self._built.model.output_shape[-1]))
        if progress.position.phase != Phase.TEST:
            progress.position = Position(len(progress.history), 0, Phase.TEST)
            progress.confusion = np.zeros((classes, classes), np.int64)
            self._built.reset_metrics()
            self._saver.take_weights_to_keep(progress.history)
            self._save()
        if plan.test_steps == 0 or not self._experiment.train.test:
            return
        self._record.now(logs={})  # those of the last epoch are not the test's
        self._began = began = time.monotonic()
        self._evaluate(Phase.TEST, plan.test_steps)
        self._save()
        self._record.tested(
            events.Tested(
                logs=self._built.logs(),
                confusion=tuple(tuple(int(n) for n in row) for row in progress.confusion),
                seconds=time.monotonic() - began,
            )
        )

    def _evaluate(self, phase: Phase, steps: int) -> None:
        progress = self._progress
        while progress.position.batch < steps:
            epoch, batch = progress.position.epoch, progress.position.batch
            x, y = self._batches(phase, epoch, batch, steps)
            predicted = self._call("evaluate", x, y)
            if phase == Phase.TEST:
                np.add.at(progress.confusion, (y.reshape(-1), predicted), 1)
            progress.position = Position(epoch, batch + len(y), phase)
            self._attend()

    def _batches(self, phase: Phase, epoch: int, batch: int, until: int) -> tuple[Any, Any]:
        """As many batches as may go into one call, from `batch` up to `until`."""
        count = min(self._call_size.batches(phase), until - batch)
        return self._feed.batches(phase, epoch, batch, count)

    def _call(self, what: str, x: Any, y: Any) -> Any:
        """One call into the compiled steps, timed; the first one compiles."""
        phase = self._progress.position.phase
        if not self._steps.is_compiled(what, x):
            self._record.now(doing="compiling")
            if self._record.saved != self._progress.position:
                self._save()  # so that a stop need not wait for the compiler
            is_saved = self._record.saved == self._progress.position
            with self._listener.expendable() if is_saved else nullcontext():
                result = self._function(what)(x, y)
            self._record.now(doing="")
            return result
        began = time.monotonic()
        result = self._function(what)(x, y)
        rate = self._call_size.learn(phase, len(y), y.size, time.monotonic() - began)
        if phase == Phase.TRAIN:
            self._progress.train_rate = rate
        elif phase == Phase.VALIDATE:
            self._evaluation_rate = rate
        return result

    def _function(self, what: str) -> Any:
        return self._steps.train if what == "train" else self._steps.evaluate

    def _check_finite(self, name: str, running: Any, epoch: int, batch: int) -> None:
        bad = np.flatnonzero(~np.isfinite(running))
        if len(bad):
            raise Diverged.at_step(name, float(running[bad[0]]), epoch, batch + int(bad[0]) + 1)

    def _trace(self, totals: Any) -> None:
        """The means of the interval alone, from the totals at its two ends."""
        progress = self._progress
        delta = totals.astype(np.float64) - progress.interval.astype(np.float64)
        means = delta[:, 0] / np.maximum(delta[:, 1], 1e-12)
        names = [metric.name for metric in self._built.means]
        step = progress.position.epoch * self._plan.steps + progress.position.batch - 1
        self._record.trace(step, progress.position, dict(zip(names, means, strict=True)))
        progress.interval = totals
        running = totals[:, 0] / np.maximum(totals[:, 1], 1.0)
        measured = {metric.name for metric in self._built.metrics}
        logs = {n: float(v) for n, v in zip(names, running, strict=True) if n in measured}
        self._record.now(logs=logs)

    def _attend(self) -> None:
        """At each batch boundary: show the position, save when it is time, do what is asked."""
        self._show_position()
        try:
            if self._listener.pause_asked:
                self._pause()
            self._listener.check()
        except StopRequested as stop:
            if not self._save():
                raise Diverged.in_weights(self._progress.position) from stop
            raise
        if self._saver.is_due:
            self._save()

    def _pause(self) -> None:
        self._save()
        position = self._progress.position
        at = {"epoch": position.epoch, "batch": position.batch, "phase": position.phase}
        self._enter(State.PAUSED)
        self._record.tell(events.Paused(**at))
        began = time.monotonic()
        self._listener.wait_while_paused()
        self._began += time.monotonic() - began
        self._enter(State.RUNNING)
        self._record.tell(events.Continued(**at))

    def _enter(self, state: State) -> None:
        """Show the state at once: whoever reads the event after it finds it there."""
        self._record.now(state=state)
        self._record.heartbeat()

    def _save(self, *, best: bool = False) -> bool:
        """Returns False, with nothing written, where a weight is not finite."""
        self._progress.elapsed = time.monotonic() - self._began
        if not self._saver.save(self._progress, best=best):
            return False
        self._record.keep(self._progress.position, self.partial_logs(), self.rate)
        return True

    def _show_position(self) -> None:
        position = self._progress.position
        self._record.now(
            position=position,
            train_rate=self._progress.train_rate,
            evaluation_rate=self._evaluation_rate,
        )
