"""A GPU that cannot do its part: the run continues on the CPU from where it stood, and says so.

Whatever is called a GPU here has none: cuDNN's operation then fails as it does on a bad GPU.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tensorflow as tf
from tiny_runs import tiny, write_texts

from rnn_tui.engine import session
from rnn_tui.engine.build import build
from rnn_tui.engine.kept import Kept, Programs
from rnn_tui.engine.loading import load_data
from rnn_tui.engine.machine import started
from rnn_tui.engine.placement import Device, Placement
from rnn_tui.engine.record import Record
from rnn_tui.engine.request_listener import RequestListener
from rnn_tui.engine.steps import Steps
from rnn_tui.experiment import ConfigError
from rnn_tui.runs import RunDirectory, RunState, State, create, read_state
from rnn_tui.runs.files import checkpoints

Begin = Callable[[], RunDirectory]
PRETENDED = Placement(
    Device.GPU, "GPU Pretended", {"cudnn": "9.1"}, {"exact": False, "tf32": False}
)


@pytest.fixture
def begin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Begin:
    """A new run of the same tiny experiment each time."""
    monkeypatch.setenv("RNN_TUI_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("RNN_TUI_CACHE", str(tmp_path / "cache"))
    write_texts(tmp_path / "texts.csv")
    return lambda: create(tmp_path / "runs", tiny(tmp_path / "texts.csv", dropout=0.3))


def train(run: RunDirectory) -> RunState:
    experiment = read_state(run).experiment
    assert experiment is not None
    record = Record(run, read_state(run))
    record.enter()
    record.tell(started(record, experiment))
    _, data, plan, vectors = load_data(experiment, record, Kept().data)
    session.run_session(
        experiment, data, plan, vectors, record, RequestListener(record), Programs()
    )
    return read_state(run)


def warnings(state: RunState) -> list[str]:
    return [note.text for note in state.notes if note.warning]


def weights(run: RunDirectory) -> list[Any]:
    found, _ = checkpoints.load_last(run.checkpoints)
    assert found is not None
    return [*found.model, *found.optimizer, *found.metrics]


@pytest.fixture
def undisturbed(begin: Begin) -> RunDirectory:
    run = begin()
    assert train(run).state == State.FINISHED
    return run


def assert_same(run: RunDirectory, other: RunDirectory) -> None:
    for one, two in zip(weights(run), weights(other), strict=True):
        np.testing.assert_array_equal(one, two)
    assert [e.logs for e in read_state(run).epochs] == [e.logs for e in read_state(other).epochs]


def test_a_missing_cudnn_falls_back(
    begin: Begin, undisturbed: RunDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "settle", lambda *given: PRETENDED)
    run = begin()
    state = train(run)
    assert state.state == State.FINISHED
    (told,) = warnings(state)
    assert told == (
        "the GPU failed (InvalidArgumentError: No OpKernel was registered to support Op "
        "'CudnnRNNV3' used by "
        + told.partition("used by ")[2].partition(")")[0]
        + "); the run continues on the CPU from the beginning"
    )
    assert state.machine is not None
    assert state.machine.device.startswith("CPU")
    assert state.machine.settings["exact"] is True
    assert all("fused" in loop or "native" in loop for loop in state.layer_loops)
    assert_same(run, undisturbed)


def test_memory_that_runs_out_in_the_second_epoch(
    begin: Begin, undisturbed: RunDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "settle", lambda *given: PRETENDED)
    monkeypatch.setattr(session, "build", lambda of, **given: build(of, on_gpu=False))
    honest, calls = Steps.train, []

    def train_step(steps: Steps, x: Any, y: Any) -> Any:
        calls.append(len(y))
        if sum(calls) > 5 and not spent:
            spent.append(True)
            raise tf.errors.ResourceExhaustedError(None, None, "OOM when allocating tensor")
        return honest(steps, x, y)

    spent: list[bool] = []
    monkeypatch.setattr(Steps, "train", train_step)
    run = begin()
    state = train(run)
    assert spent
    assert state.state == State.FINISHED
    (told,) = warnings(state)
    assert told.startswith("the GPU failed (ResourceExhaustedError: OOM when allocating tensor); ")
    assert "the run continues on the CPU from the end of epoch 1" in told
    assert_same(run, undisturbed)


def test_a_failure_on_the_cpu_is_not_retried(begin: Begin, monkeypatch: pytest.MonkeyPatch) -> None:
    def train_step(steps: Steps, x: Any, y: Any) -> Any:
        raise tf.errors.InternalError(None, None, "broken")

    monkeypatch.setattr(Steps, "train", train_step)
    run = begin()
    with pytest.raises(tf.errors.InternalError):
        train(run)
    assert warnings(read_state(run)) == []


def test_a_second_failure_of_the_gpu_is_not_retried(
    begin: Begin, monkeypatch: pytest.MonkeyPatch
) -> None:
    def train_step(steps: Steps, x: Any, y: Any) -> Any:
        raise tf.errors.UnknownError(None, None, "CUDNN_STATUS_EXECUTION_FAILED")

    monkeypatch.setattr(session, "settle", lambda *given: PRETENDED)
    monkeypatch.setattr(Steps, "train", train_step)
    with pytest.raises(tf.errors.UnknownError):
        train(begin())


def test_a_gpu_that_is_asked_for_and_is_not_there_is_refused(begin: Begin) -> None:
    run = begin()
    state = read_state(run)
    assert state.experiment is not None
    asked = state.experiment.train.model_copy(update={"device": "gpu"})
    record = Record(run, state)
    experiment = state.experiment.model_copy(update={"train": asked})
    _, data, plan, vectors = load_data(experiment, record, Kept().data)
    with pytest.raises(ConfigError, match=r"train.device is gpu, but "):
        session.run_session(
            experiment, data, plan, vectors, record, RequestListener(record), Programs()
        )
