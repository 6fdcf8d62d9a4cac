"""Checkpoints of a training: when, of what, and back."""

import time

import numpy as np

from rnn_tui.engine import variables
from rnn_tui.engine.build import Built
from rnn_tui.engine.progress import Progress
from rnn_tui.engine.record import Record
from rnn_tui.experiment import Experiment
from rnn_tui.runs.files import checkpoints, events
from rnn_tui.runs.files.checkpoints import Array, Checkpoint
from rnn_tui.runs.files.history_csv import EpochRecord
from rnn_tui.runs.files.size_limits import checkpoint_bytes
from rnn_tui.runs.position import Phase
from rnn_tui.runs.process.slurm import checkpoint_is_planned

FRESH_SECONDS = 1.0


class Saver:
    """Writes the state of a training and takes it up again."""

    def __init__(self, experiment: Experiment, built: Built, record: Record) -> None:
        self._seconds = experiment.train.checkpoint_seconds
        self._restore_best = experiment.train.restore_best
        self._limit = checkpoint_bytes(experiment)
        self._built = built
        self._record = record
        self._last = time.monotonic()
        self._resumable: tuple[Array, ...] | None = None

    @property
    def is_due(self) -> bool:
        """True if enough time has passed since the last checkpoint, or the job ends soon."""
        age = time.monotonic() - self._last
        due = 0 < self._seconds <= age
        return due or checkpoint_is_planned(self._record.job, time.time(), age)

    @property
    def is_fresh(self) -> bool:
        """True if the last checkpoint is so young that another one would save no work."""
        return time.monotonic() - self._last < min(FRESH_SECONDS, self._seconds or FRESH_SECONDS)

    def save(self, progress: Progress, *, best: bool) -> bool:
        """Write a checkpoint of the position. Raises OSError.

        Weights that are not finite are never written: False.
        """
        model, position = self._built.model, progress.position
        body = variables.arrays_of(model.variables)
        self._last = time.monotonic()
        if not variables.all_finite(body):
            return False
        self._record.sync_trace()
        path = checkpoints.save(
            self._record.run.checkpoints,
            Checkpoint(
                position=position,
                history=progress.history,
                model=self._resumable or body,
                optimizer=variables.arrays_of(model.optimizer.variables),
                metrics=variables.arrays_of(self._built.metric_variables),
                variables=variables.described(model),
                trained=progress.trained,
                interval=tuple(float(value) for value in progress.interval.reshape(-1)),
                trace_records=self._record.trace_records,
                elapsed=progress.elapsed,
                extra={
                    "confusion": progress.confusion.tolist(),
                    "train_rate": progress.train_rate,
                },
            ),
            best=best,
        )
        self._record.tell(
            events.Checkpoint(
                epoch=position.epoch,
                batch=position.batch,
                phase=position.phase,
                file=path.name,
                best=best,
            )
        )
        return True

    def restore(self, checkpoint: Checkpoint) -> Progress:
        """Put the variables into the state of the checkpoint. Raises DoesNotFit."""
        variables.restore(self._built, checkpoint)
        confusion = checkpoint.extra.get("confusion", [])
        rate = checkpoint.extra.get("train_rate")
        progress = Progress(
            position=checkpoint.position,
            history=checkpoint.history,
            trained=checkpoint.trained,
            interval=np.array(checkpoint.interval, np.float32).reshape(-1, 2),
            confusion=np.array(confusion, np.int64),
            elapsed=checkpoint.elapsed,
            train_rate=rate if isinstance(rate, float) else 0.0,
        )
        if checkpoint.position.phase == Phase.TEST:
            self.take_weights_to_keep(checkpoint.history)
        return progress

    def take_weights_to_keep(self, history: tuple[EpochRecord, ...]) -> None:
        """For the test: the best weights where `restore_best` asks for them.

        Checkpoints go on to hold the last ones, from which training can be extended.
        """
        best = self._record.run.checkpoints / checkpoints.BEST
        if not self._restore_best or not history or not best.is_file():
            return
        model = self._built.model
        self._resumable = variables.arrays_of(model.variables)
        variables.assign(model.variables, checkpoints.load(best, self._limit).model, "model")
