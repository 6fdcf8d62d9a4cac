"""When operations stay on one thread."""

import os

import pytest

from rnn_tui.engine.xla import NO_PASSES, ONE_THREAD, PARALLEL_TASKS, flags_for, set_flags
from rnn_tui.experiment import load

ALONE = f"{ONE_THREAD}=false"
IN_PARTS = f"{ALONE} {NO_PASSES}={PARALLEL_TASKS}"


@pytest.fixture(autouse=True)
def two_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("sharing", "xla"):
        monkeypatch.setattr(f"rnn_tui.engine.{module}.threads", lambda: 2)


@pytest.mark.parametrize(
    ("preset", "settings", "flags"),
    [
        ("imdb-simple-rnn", ["train.batch_size=10"], ALONE),
        ("imdb-simple-rnn", ["train.batch_size=128"], IN_PARTS),
        ("imdb-lstm", ["train.batch_size=10"], IN_PARTS),
        ("imdb-lstm", ["train.batch_size=10", "train.engine=stock"], ""),
    ],
)
def test_small_operations_stay_on_one_thread(
    monkeypatch: pytest.MonkeyPatch, preset: str, settings: list[str], flags: str
) -> None:
    monkeypatch.setenv("XLA_FLAGS", "--xla_dump_to=x")
    set_flags(load(preset, settings))
    assert os.environ["XLA_FLAGS"] == f"--xla_dump_to=x {flags}".strip()


def test_what_somebody_has_decided_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    given = f"{ONE_THREAD}=true {NO_PASSES}=x"
    monkeypatch.setenv("XLA_FLAGS", given)
    set_flags(load("imdb-lstm"))
    assert os.environ["XLA_FLAGS"] == given


@pytest.mark.parametrize("preset", ["imdb-simple-rnn", "imdb-lstm"])
def test_on_one_core_every_network_has_the_same_flags(
    monkeypatch: pytest.MonkeyPatch, preset: str
) -> None:
    """So that an engine need not begin anew for each."""
    for module in ("sharing", "xla"):
        monkeypatch.setattr(f"rnn_tui.engine.{module}.threads", lambda: 1)
    for size in (1, 512):
        assert flags_for(load(preset, [f"train.batch_size={size}"]), given="") == ALONE
