"""However a run is interrupted, it ends with the same bits as one that never was."""

import os
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from rnn_tui.engine.sharing import threads
from rnn_tui.io.exits import Exit
from rnn_tui.results.exports.export import export
from rnn_tui.results.imports.importing import import_file
from rnn_tui.runs import Ask, Phase, Position, RunDirectory, State, request
from rnn_tui.runs.files import events
from rnn_tui.runs.files.event_log import LogReader
from tests.fingerprints import fingerprint
from tests.lives import Lab, Life, state_of, trace_length
from tests.small_text import write_experiment

STOCK = (
    "train.engine=stock",
    "train.jit_compile=false",
    "layers.1.recurrent_dropout=0.2",
    "train.validation_batch_size=10",
    "train.epochs=2",
)
IN_PARTS = (
    "layers.1.units=160",
    "train.batch_size=36",
    "train.validation_batch_size=10",
    "train.epochs=5",
    "train.early_stopping=none",
    "train.optimizer=rmsprop",
)
SIMPLE = ("layers.1.kind=SimpleRNN", "train.jit_compile=false")
"""Where the network is not what is tested: an engine takes half of the time."""
WEIGHTED = (
    *SIMPLE,
    "train.class_weight.good=3",
    'train.metrics=["acc", "f1_score"]',
    "train.monitor=val_f1_score",
    "train.bucket_by_length=true",
    "train.epochs=2",
    "train.early_stopping=none",
)
FIXED_LENGTH = (*SIMPLE, "train.early_stopping=none")


@pytest.fixture(scope="module")
def config(lab: Lab) -> Path:
    return write_experiment(lab.folder)


@pytest.fixture(scope="module")
def undisturbed(lab: Lab, config: Path) -> dict[str, str]:
    """What one run comes to that nobody interrupts; all that can go wrong happens in it."""
    run = lab.create(config)
    life = lab.live(run)
    assert life.ends() == 0
    state = state_of(run)
    assert state.finish_reason == "val_loss has not improved for 3 epochs"
    assert len({record.learning_rate for record in state.epochs}) >= 2
    assert state.best is not None
    assert state.best.epoch < len(state.epochs) - 1
    places = [event.position for event in life.events if isinstance(event, events.Checkpoint)]
    assert any(place.phase == Phase.TRAIN and place.batch for place in places)
    assert any(place.phase == Phase.VALIDATE and place.batch for place in places)
    return fingerprint(run)


def at_start_up(life: Life, draw: random.Random) -> None:
    life.sees(events.Started)


def in_compile(life: Life, draw: random.Random) -> None:
    life.sees(events.Resumed)


def at_a_batch(life: Life, draw: random.Random) -> None:
    after_records(life, draw.randint(2, 30))


def soon(life: Life, draw: random.Random) -> None:
    """A few batches on, where there are not many."""
    after_records(life, draw.randint(2, 8))


def after_records(life: Life, number: int) -> None:
    life.sees(events.Resumed)
    life.traced(trace_length(life.run) + number)


def in_an_epoch(life: Life, draw: random.Random) -> None:
    """Between two batches of which both have been saved."""
    first = draw.randint(1, 40)
    life.sees(events.Checkpoint, lambda at: at.phase == Phase.TRAIN and at.batch >= first)


def at_an_epochs_end(life: Life, draw: random.Random) -> None:
    begun = life.sees(events.Resumed).epoch
    life.sees(events.EpochEnded, lambda event: event.epoch >= begun)


def in_validation(life: Life, draw: random.Random) -> None:
    life.sees(events.Checkpoint, lambda at: at.phase == Phase.VALIDATE and at.batch > 0)


def in_the_test(life: Life, draw: random.Random) -> None:
    life.sees(events.Checkpoint, lambda at: at.phase == Phase.TEST and at.batch > 0)


def after_the_test(life: Life, draw: random.Random) -> None:
    life.sees(events.Tested)


def killed_at(
    lab: Lab, run: RunDirectory, moments: list[Callable[[Life, random.Random], None]]
) -> list[Position]:
    """Kill an engine at each moment, let the last one finish. Where each of them took up."""
    draw, places = random.Random(7), []
    for moment in moments:
        life = lab.live(run)
        moment(life, draw)
        life.kill()
        assert state_of(run).state == State.LOST
        places += [e.position for e in life.events if isinstance(e, events.Resumed)]
    life = lab.live(run)
    assert life.ends() == 0
    return [*places, life.sees(events.Resumed).position]


def epochs_in(run: RunDirectory) -> list[int]:
    return [record.epoch for record in state_of(run).epochs]


def test_a_run_killed_in_every_phase_ends_with_the_same_bits(
    lab: Lab, config: Path, undisturbed: dict[str, str]
) -> None:
    run = lab.create(config)
    moments = [
        at_start_up,
        in_compile,
        at_a_batch,
        in_an_epoch,
        at_an_epochs_end,
        in_validation,
        in_the_test,
        after_the_test,
    ]
    places = killed_at(lab, run, moments)
    assert fingerprint(run) == undisturbed
    assert epochs_in(run) == list(range(len(epochs_in(run))))
    for phase in Phase:
        assert any(place.phase == phase and place.batch for place in places), (phase, places)


def test_a_run_that_an_archive_takes_elsewhere_ends_with_the_same_bits(
    lab: Lab, config: Path, undisturbed: dict[str, str]
) -> None:
    run = lab.create(config)
    life = lab.live(run)
    in_an_epoch(life, random.Random(7))
    (archive,) = export(run, "archive", lab.folder / "live.zip").paths
    life.kill()
    elsewhere = import_file(archive, lab.folder / "elsewhere").run
    assert elsewhere.run_id == run.run_id
    assert state_of(elsewhere).state == State.LOST
    life = lab.live(elsewhere)
    assert life.ends() == 0
    assert life.sees(events.Resumed).position.batch, "it went on, and did not begin anew"
    assert fingerprint(elsewhere) == undisturbed


def test_a_run_stopped_and_paused_ends_with_the_same_bits(
    lab: Lab, config: Path, undisturbed: dict[str, str]
) -> None:
    run = lab.create(config)
    draw = random.Random(3)

    life = lab.live(run)
    in_an_epoch(life, draw)
    paused = pause(life)
    request(run.control, Ask.CONTINUE, "test")
    life.sees(events.Continued)
    life.sees(events.Checkpoint, lambda at: at.at > paused.at and at.position != paused.position)
    stopped = stop(life)
    partial = state_of(run).partial
    assert partial is not None
    assert partial.epoch == stopped.epoch
    if stopped.phase == Phase.TRAIN:  # the epoch's batches may all have been trained by then
        assert partial.batches == stopped.batch

    life = lab.live(run)
    in_validation(life, draw)
    paused = pause(life)
    assert stop(life).position == paused.position

    life = lab.live(run)
    in_the_test(life, draw)
    stopped = stop(life)

    life = lab.live(run)
    assert life.ends() == 0
    assert life.sees(events.Resumed).position == stopped.position
    assert fingerprint(run) == undisturbed


def pause(life: Life) -> events.Paused:
    request(life.run.control, Ask.PAUSE, "test")
    paused = life.sees(events.Paused)
    assert state_of(life.run).state == State.PAUSED
    return paused


def stop(life: Life) -> events.Stopped:
    """Ask for it; the position is that of the last checkpoint."""
    request(life.run.control, Ask.STOP, "test")
    assert life.ends() == 0
    stopped = life.sees(events.Stopped)
    assert life.last(events.Checkpoint).position == stopped.position
    assert state_of(life.run).state == State.STOPPED
    return stopped


def test_a_killed_run_on_stock_layers_ends_with_the_same_bits(lab: Lab, config: Path) -> None:
    run = lab.create(config, *STOCK)
    assert lab.live(run).ends() == 0
    assert all("stock" in loop for loop in state_of(run).layer_loops)
    again = lab.create(config, *STOCK)
    places = killed_at(lab, again, [in_an_epoch])
    assert fingerprint(again) == fingerprint(run)
    assert places[-1].batch, "it went on inside an epoch"


@pytest.mark.skipif(threads() == 1, reason="one thread takes a batch as a whole")
def test_a_killed_run_with_batches_in_parts_ends_with_the_same_bits(lab: Lab, config: Path) -> None:
    """With dropout, which draws for each part, and a short last batch.

    The parts are the run's, also where a life of it has fewer processors.
    """
    run = lab.create(config, *IN_PARTS)
    assert lab.live(run).ends() == 0
    machine = state_of(run).machine
    assert machine is not None
    assert "parts" in machine.device
    again, processors = lab.create(config, *IN_PARTS), os.sched_getaffinity(0)

    def before_only_one_is_left(life: Life, draw: random.Random) -> None:
        soon(life, draw)
        os.sched_setaffinity(0, {min(processors)})

    try:
        killed_at(lab, again, [soon, before_only_one_is_left])
    finally:
        os.sched_setaffinity(0, processors)
    assert fingerprint(again) == fingerprint(run)
    assert not [note.text for note in state_of(again).notes if note.warning]


def test_a_killed_run_with_class_weights_and_f1_ends_with_the_same_bits(
    lab: Lab, config: Path
) -> None:
    whole = lab.create(config, *WEIGHTED)
    assert lab.live(whole).ends() == 0
    state = state_of(whole)
    assert state.class_weights == (1.0, 3.0)
    assert state.best is not None
    assert state.best.logs["val_f1_score"] == max(state.column("val_f1_score"))
    run = lab.create(config, *WEIGHTED)
    killed_at(lab, run, [in_an_epoch, in_validation, in_the_test])
    assert fingerprint(run) == fingerprint(whole)
    assert state_of(run).baseline == state.baseline is not None
    assert state.baseline.words["acc"] > state.baseline.constant["acc"]
    told = [each for each in LogReader(run.events).poll() if isinstance(each, events.Baseline)]
    assert len(told) == 1  # by four engines


def test_a_run_extended_and_stopped_equals_one_trained_at_once(lab: Lab, config: Path) -> None:
    """Two epochs and then two more, the third one stopped on its way, equal four at once."""
    whole = lab.create(config, "train.epochs=4", *FIXED_LENGTH)
    assert lab.live(whole).ends() == 0
    run = lab.create(config, "train.epochs=2", *FIXED_LENGTH)
    assert lab.live(run).ends() == 0
    longer = lab.resume(run, "--set", "train.epochs=4")
    longer.sees(events.Checkpoint, lambda at: at.epoch == 2 and at.batch > 0)
    request(run.control, Ask.STOP, "test")
    assert longer.ends() == Exit.INTERRUPTED
    stopped = longer.sees(events.Stopped)
    assert (stopped.epoch, stopped.phase) == (2, Phase.TRAIN)
    life = lab.live(run)
    assert life.ends() == 0
    assert life.sees(events.Resumed).position == stopped.position
    assert fingerprint(run) == fingerprint(whole)


def test_an_extended_run_counts_its_patience_anew(lab: Lab, config: Path) -> None:
    """Its patience is new from there on, also for an engine that takes over in the middle."""
    early = ("train.early_stopping={patience = 1, min_delta = 10.0}", "train.epochs=4")
    run = lab.create(config, *early, *SIMPLE)
    assert lab.live(run).ends() == 0
    before = state_of(run)
    assert before.finish_reason == "val_loss has not improved for 1 epoch"
    done = len(before.epochs)
    assert lab.resume(run, "--set", f"train.epochs={done + 1}").ends() == 0
    after = state_of(run)
    assert after.epochs[:done] == before.epochs
    assert len(after.epochs) == done + 1
    assert after.finish_reason == f"all {done + 1} epochs are done"
    assert lab.resume(run, "--set", "train.epochs=9").ends() == 0
    last = state_of(run)
    assert len(last.epochs) == done + 2  # one that counts from there, one that is no better
    assert last.finish_reason == "val_loss has not improved for 1 epoch"


def test_an_epoch_whose_validation_is_resumed_knows_its_time_and_pace(
    lab: Lab, config: Path
) -> None:
    run = lab.create(config, *FIXED_LENGTH, "train.epochs=1")
    life = lab.live(run)
    in_validation(life, random.Random(1))
    first = stop(life)
    assert first.phase == Phase.VALIDATE
    began = next(event.at for event in life.events if isinstance(event, events.Resumed))
    assert lab.live(run).ends() == 0
    (epoch,) = state_of(run).epochs
    assert epoch.samples_per_second > 0
    assert epoch.seconds > 0.9 * (first.at - began)
