"""A loss that is no number ends the run at its last good checkpoint and names the bad step."""

import re
from pathlib import Path

import numpy as np
import pytest

from rnn_tui.io.exits import Exit
from rnn_tui.runs import State, list_runs
from rnn_tui.runs.files import checkpoints, events
from rnn_tui.runs.files.trace import read_trace
from tests.lives import Lab, Life, state_of
from tests.small_text import write_experiment

EXPLODING = {
    "train.jit_compile": "false",
    "train.optimizer": "sgd",
    "train.learning_rate": "100",
    "layers.1.activation": "relu",
    "layers.1.dropout": "0",
}
"""Steps so large that a recurrence without bounds overflows within the first epochs."""


@pytest.fixture(scope="module")
def config(lab: Lab) -> Path:
    return write_experiment(lab.folder, kind="SimpleRNN", rows=400)


def diverging(lab: Lab, config: Path, **more: str) -> Life:
    settings = EXPLODING | {name.replace("__", "."): value for name, value in more.items()}
    typed = [text for name, value in settings.items() for text in ("--set", f"{name}={value}")]
    return lab.batch(config, *typed)


def diverged(life: Life) -> tuple[events.Failed, str]:
    """The last event, and what the front-end said on stderr."""
    assert life.ends() == Exit.DIVERGED
    out, err = life.process.communicate()
    told = life.last(events.Failed)
    assert told.kind == "diverged"
    assert err == f"error: {told.message}\n{told.hint}\n"
    for text in (out, life.run.engine_log.read_text()):
        assert "Traceback" not in text
    state = state_of(life.run)
    assert state.state == State.FAILED
    assert state.status is not None
    found, complaints = checkpoints.load_last(life.run.checkpoints)
    if found is not None:
        assert not complaints
        assert all(np.isfinite(array).all() for array in found.model if array.dtype.kind == "f")
        assert state.status.position == found.position
    return told, err


def test_the_step_that_diverged_is_named(lab: Lab, config: Path) -> None:
    """One record a step: the one before the step that is named was the last good one."""
    life = diverging(lab, config, train__trace_every="1")
    told, _ = diverged(life)
    trace, sizes = read_trace(life.run.trace), state_of(life.run).sizes
    assert sizes is not None
    assert np.isfinite(trace["loss"]).all()
    epoch, step = divmod(len(trace), sizes.steps)
    where = f"at epoch {epoch + 1}, step {step + 1}"
    assert told.message in (f"loss became nan {where}", f"loss became inf {where}")
    assert "train.learning_rate" in told.hint
    assert "train.clipnorm" in told.hint
    assert "checkpoint with finite weights is at epoch " in told.hint

    again = lab.resume(life.run)
    repeated, _ = diverged(again)
    assert repeated.message == told.message
    assert repeated.hint.startswith(
        "this happened the last time too, and a resume computes the same"
    )

    # Many batches in one call, and checkpoints at the ends of epochs alone: the same step.
    other, _ = diverged(diverging(lab, config, train__checkpoint_seconds="0"))
    assert other.message == told.message


def test_a_validation_loss_that_is_not_a_number_diverges(lab: Lab, tmp_path: Path) -> None:
    """One step an epoch: the weights that it spoils are tried by the validation first."""
    config = write_experiment(tmp_path, kind="SimpleRNN", rows=32)
    told, _ = diverged(diverging(lab, config, train__batch_size="18"))
    assert re.fullmatch(r"val_loss became (nan|inf) in the validation of epoch \d+", told.message)
    assert "train.learning_rate" in told.hint


def test_a_learning_rate_beyond_its_bounds_is_refused(lab: Lab, config: Path) -> None:
    before = list_runs(lab.runs)
    refused = lab.cli("--batch", "-c", config, "--set", "train.learning_rate=1e30", fork=True)
    assert refused.returncode == Exit.USAGE
    assert refused.stderr.startswith("error: ")
    assert "train.learning_rate" in refused.stderr
    assert "100" in refused.stderr
    assert list_runs(lab.runs) == before
