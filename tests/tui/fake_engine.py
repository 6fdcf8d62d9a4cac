"""A stand-in for the engine: writes a run directory as the real one would, without Keras.

In a test, step by step and under its control; nothing happens between two calls:

    fake = FakeRun(tmp_path / "runs", experiment)        # queued, as `create` leaves it
    fake.start().epochs(2).partial(batch=5)              # two epochs and 5 batches of the third
    fake.stop()                                          # stopped; .finish(), .fail(), .pause() …

`FakeEngine` stands where the app takes `start_engine`: the app makes the run, the test
drives it (`open_app` of conftest.py passes one):

    opened.app.post_message(StartRun())
    await opened.until(lambda: opened.engine.runs)
    opened.engine.last.start().epochs(1)
    await opened.poll()                                  # the app looks at the run now

`fake.obey()` reads the control file once and does what it asks. For tests that need an engine
in a process of its own, `spawn(run)` starts this file as a program: it takes the lock,
beats, trains, and follows the control file until it has finished or is told to stop.
"""

import math
import os
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

from rnn_tui.experiment import Experiment, load
from rnn_tui.runs import Phase, Position, RunDirectory, RunState, State, create, read_state
from rnn_tui.runs.files import events as happened
from rnn_tui.runs.files.control import Ask, Control, read_control
from rnn_tui.runs.files.event_log import LogWriter
from rnn_tui.runs.files.history_csv import write_history
from rnn_tui.runs.files.identity import Identity
from rnn_tui.runs.files.lock import RunLock
from rnn_tui.runs.files.status import Status
from rnn_tui.runs.files.trace import TraceWriter
from rnn_tui.runs.process.live_runs import enter, leave

TRAIN, VALIDATION, TEST = 320, 80, 100
"""Sequences of each part."""

RECORDS_AN_EPOCH = 20
LEARNING_RATE = 0.001
SAMPLES_PER_SECOND = 1000.0


class FakeRun:
    """One run and the engine that seems to work on it; all steps return the run itself.

    `clock` counts made-up seconds from `since`, so that dumps are the same every time.
    """

    def __init__(
        self,
        folder: Path | None = None,
        experiment: Experiment | None = None,
        *,
        run: RunDirectory | None = None,
        since: float | None = None,
    ) -> None:
        if run is None:
            assert folder is not None
            run = create(folder, experiment or load("quickstart"))
        self.run = run
        self.experiment = load(run.experiment)
        self.clock = time.time() if since is None else since
        self.position = Position()
        self.process = Identity.own()
        self.status = Status(State.QUEUED)
        self.obeyed: Control | None = None
        self._log = LogWriter(run.events)
        self._trace: TraceWriter | None = None

    @property
    def steps(self) -> int:
        return math.ceil(TRAIN / self.experiment.train.batch_size)

    @property
    def state(self) -> RunState:
        return read_state(self.run)

    def start(self) -> "FakeRun":
        """The engine has started, loaded the data and built the model; training begins."""
        return self.take().load().compile()

    def take(self) -> "FakeRun":
        """An engine takes the run; nothing is loaded yet."""
        self._happened(
            happened.Started(
                at=self.clock,
                pid=self.process.pid,
                host=self.process.host,
                versions={"keras": "3.15.0", "tensorflow": "2.21.0"},
                settings={"threads": 2, "jit_compile": True},
            )
        )
        enter(self.run, self.process)
        return self.beat(state=State.STARTING, doing="importing TensorFlow")

    def loading(self, done: int, total: int | None = None, unit: str = "bytes") -> "FakeRun":
        """Progress of a start, as the heartbeat tells it."""
        return self.beat(doing="reading the data", done=done, total=total, unit=unit)

    def load(self) -> "FakeRun":
        size = self.experiment.train.batch_size
        validation = VALIDATION if self.experiment.data.validation_split else 0
        self._happened(
            happened.Loaded(
                at=self.clock,
                train=TRAIN,
                validation=validation,
                test=TEST,
                train_sequences=TRAIN + validation,
                maxlen=self.experiment.data.maxlen,
                classes=("negative", "positive"),
                notes=("shortest 3, longest 41 words",),
                steps=self.steps,
                validation_steps=math.ceil(validation / size),
                test_steps=math.ceil(TEST / size),
            )
        )
        return self

    def compile(self, *, at: Position | None = None) -> "FakeRun":
        """The model is built and training goes on at `at`."""
        self.position = at or Position()
        self._happened(
            happened.Compiled(
                at=self.clock,
                device="a CPU of cardboard",
                parameters=22_369,
                layers=("gru: fused",),
            )
        )
        self._happened(happened.Resumed(at=self.clock, **self._place()))
        columns = ("loss", *self.experiment.train.metrics)
        kept = self.position.epoch * RECORDS_AN_EPOCH
        self._trace = TraceWriter(self.run.trace, columns, keep=kept)
        return self.beat(state=State.RUNNING, doing="")

    def epochs(self, count: int = 1, **logs: float) -> "FakeRun":
        """Whole epochs, each with its trace, event and checkpoint; `logs` replace numbers."""
        for _ in range(count):
            epoch = self.position.epoch
            self.partial(self.steps)
            seconds = TRAIN / SAMPLES_PER_SECOND
            self._happened(
                happened.EpochEnded(
                    at=self.clock,
                    epoch=epoch,
                    logs={**self.logs(epoch + 1), **logs},
                    learning_rate=LEARNING_RATE,
                    seconds=seconds,
                    samples_per_second=SAMPLES_PER_SECOND,
                )
            )
            self.position = Position(epoch + 1)
            self.checkpoint()
            self.beat()
        return self

    def partial(self, batch: int, phase: Phase = Phase.TRAIN) -> "FakeRun":
        """Up to `batch` batches of the epoch at work."""
        assert self._trace is not None, "start() first"
        epoch, every = self.position.epoch, max(1, self.steps // RECORDS_AN_EPOCH)
        if phase is Phase.TRAIN:
            for done in range(self.position.batch + 1, batch + 1):
                self.clock += self.experiment.train.batch_size / SAMPLES_PER_SECOND
                if done % every == 0 or done == self.steps:
                    means = self.logs(epoch + done / self.steps)
                    self._trace.append(
                        epoch * self.steps + done - 1, epoch, done, self.clock, means
                    )
        self.position = Position(epoch, batch, phase)
        return self.beat()

    def logs(self, epochs: float) -> dict[str, float]:
        """Made-up means after so many epochs: the loss falls, everything else rises."""
        falling, rising = 0.1 + 0.6 * math.exp(-0.35 * epochs), 1 - 0.5 * math.exp(-0.4 * epochs)
        values = {}
        for name in self.experiment.columns:
            validation = name.startswith("val_")
            is_loss = name.removeprefix("val_") == "loss"
            value = falling if is_loss else rising
            drift = 0.02 * epochs if validation else 0.0
            values[name] = round(value + drift if is_loss else value - drift, 4)
        return values

    def beat(self, **changes: object) -> "FakeRun":
        """A heartbeat; `changes` are fields of Status."""
        running = self.status.state is State.RUNNING or changes.get("state") is State.RUNNING
        done = self.position.epoch + self.position.batch / self.steps
        logs = {n: v for n, v in self.logs(done).items() if not n.startswith("val_")}
        self.status = replace(
            self.status,
            process=self.process,
            position=self.position,
            heartbeat=self.clock,
            logs=logs if running and self.position.batch else {},
            train_rate=SAMPLES_PER_SECOND if running else 0.0,
            evaluation_rate=3 * SAMPLES_PER_SECOND if running else 0.0,
        )
        self.status = replace(self.status, **changes)  # type: ignore[arg-type]
        self.status.write(self.run.status)
        return self

    def checkpoint(self, *, best: bool = False) -> "FakeRun":
        """The event alone: there are no weights to keep."""
        name = f"epoch-{self.position.epoch:06d}.npz"
        self._happened(happened.Checkpoint(at=self.clock, file=name, best=best, **self._place()))
        return self

    def warn(self, message: str) -> "FakeRun":
        self._happened(happened.Warned(at=self.clock, message=message))
        return self

    def asked(self, ask: Ask, by: str = "app") -> "FakeRun":
        """The engine has seen a request and not done it yet."""
        self._happened(happened.Request(at=self.clock, request=ask.value, by=by))
        return self.beat(state=State.STOPPING) if ask is Ask.STOP else self

    def pause(self) -> "FakeRun":
        self._happened(happened.Paused(at=self.clock, **self._place()))
        return self.beat(state=State.PAUSED)

    def go_on(self) -> "FakeRun":
        self._happened(happened.Continued(at=self.clock, **self._place()))
        return self.beat(state=State.RUNNING)

    def stop(self, reason: str = "asked by app") -> "FakeRun":
        """Checkpoint, then the end; the means of the epoch that was cut short are kept."""
        self.checkpoint()
        cut = self.position.batch > 0
        done = self.position.epoch + self.position.batch / self.steps
        logs = {n: v for n, v in self.logs(done).items() if not n.startswith("val_")}
        self._happened(
            happened.Stopped(
                at=self.clock,
                reason=reason,
                logs=logs if cut else {},
                learning_rate=LEARNING_RATE,
                **self._place(),
            )
        )
        return self._end(State.STOPPED)

    def resume(self) -> "FakeRun":
        """Another engine goes on from where this one stopped."""
        at = self.position
        return self.take().load().compile(at=at)

    def baseline(self, words: float) -> "FakeRun":
        """What a bag of words gets on the test part, in accuracy."""
        constant = {"acc": 0.5, "f1_score": 1 / 3}
        told = happened.Baseline(
            at=self.clock, most_frequent=0, constant=constant, words={"acc": words}
        )
        self._happened(told)
        return self

    def test(self) -> "FakeRun":
        logs = {"loss": 0.3012, **dict.fromkeys(self.experiment.train.metrics, 0.88)}
        confusion = ((45, 5), (7, 43))
        self._happened(happened.Tested(at=self.clock, logs=logs, confusion=confusion, seconds=0.1))
        return self

    def finish(self, reason: str = "all epochs are trained") -> "FakeRun":
        self._happened(happened.Finished(at=self.clock, reason=reason, best_epoch=0))
        return self._end(State.FINISHED)

    def fail(
        self, kind: str = "engine", message: str = "out of memory", hint: str = ""
    ) -> "FakeRun":
        self._happened(
            happened.Failed(at=self.clock, kind=kind, message=message, hint=hint)  # type: ignore[arg-type]
        )
        return self._end(State.FAILED)

    def die(self) -> "FakeRun":
        """The engine is gone without a word, as after SIGKILL: readers find the run lost."""
        gone = replace(self.process, start=self.process.start - 1e6)
        self.beat(process=gone)
        return self

    def obey(self) -> "FakeRun":
        """Do what the control file asks, if it asks for something new."""
        control = read_control(self.run.control)
        if control is None or (self.obeyed and control.id == self.obeyed.id):
            return self
        self.obeyed = control
        self.asked(control.ask, control.by)
        match control.ask:
            case Ask.STOP:
                return self.stop(f"asked by {control.by}")
            case Ask.STOP_AFTER_EPOCH:
                return self.epochs(1).stop(f"asked by {control.by}")
            case Ask.PAUSE:
                return self.pause()
            case Ask.CONTINUE:
                return self.go_on()

    def _end(self, state: State) -> "FakeRun":
        write_history(self.run.history, self.state.epochs)
        leave(self.run)
        if self._trace is not None:
            self._trace.close()
            self._trace = None
        return self.beat(state=state)

    def _happened(self, event: happened.Event) -> None:
        self._log.append(event)

    def _place(self) -> dict[str, object]:
        at = self.position
        return {"epoch": at.epoch, "batch": at.batch, "phase": at.phase}


class FakeEngine:
    """What the app calls instead of `start_engine`; a call with a known run resumes it."""

    def __init__(self) -> None:
        self.runs: list[FakeRun] = []

    def __call__(self, run: RunDirectory) -> FakeRun:
        fake = next((old for old in self.runs if old.run == run), None) or FakeRun(run=run)
        run.control.unlink(missing_ok=True)
        self.runs = [*(old for old in self.runs if old is not fake), fake]
        return fake

    @property
    def last(self) -> FakeRun:
        """The one that was started last."""
        return self.runs[-1]


def spawn(run: RunDirectory, batch_seconds: float = 0.005) -> "subprocess.Popen[bytes]":
    """This file as an engine in a process of its own, one batch every `batch_seconds`."""
    return subprocess.Popen(
        [sys.executable, __file__, str(run.path), str(batch_seconds)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        start_new_session=True,
    )


def main(path: str, batch_seconds: str) -> None:
    """Train to the end, or until the control file says otherwise."""
    run = RunDirectory(Path(path))
    lock = RunLock(run.lock)
    before = read_state(run)
    fake = FakeRun(run=run)
    fake.position = before.position
    fake.take().load().compile(at=before.position)
    tick, pace = threading.Event(), float(batch_seconds)
    after_epoch = False
    while fake.position.epoch < fake.experiment.train.epochs:
        tick.wait(pace)
        fake.clock = time.time()
        control = read_control(run.control)
        fresh = control if control and control != fake.obeyed else None
        if fresh and fresh.ask is Ask.STOP_AFTER_EPOCH:
            fake.obeyed, after_epoch = fresh, True
            fake.asked(fresh.ask, fresh.by)
        elif fresh and fake.obey().status.state is State.STOPPED:
            break
        elif fake.status.state is State.PAUSED:
            fake.beat()
        elif fake.position.batch < fake.steps:
            fake.partial(fake.position.batch + 1)
        else:
            fake.epochs(1)
            if after_epoch:
                fake.stop("asked to stop after the epoch")
                break
    else:
        fake.test().finish()
    lock.release()


if __name__ == "__main__":
    main(*sys.argv[1:])
