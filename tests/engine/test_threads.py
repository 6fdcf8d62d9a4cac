"""How many threads share a batch: measured where there are more than two, and never twice."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from rnn_tui.engine.build import build
from rnn_tui.engine.devices import threads as under_test
from rnn_tui.engine.devices.speed_cache import keep
from rnn_tui.engine.devices.threads import candidates, quickest
from rnn_tui.engine.sharing import share, threads_of_run
from rnn_tui.engine.variables import arrays_of
from rnn_tui.experiment import load
from tests.engine.test_parts import batches, network

SHARED = load("imdb-simple-rnn", ["train.batch_size=128"])


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RNN_TUI_CACHE", str(tmp_path))


def rates(monkeypatch: pytest.MonkeyPatch, of: dict[int, float]) -> list[int]:
    """Pretend these steps a second; the list fills with the numbers that are tried."""
    tried: list[int] = []

    def rate(experiment: Any, built: Any, batches: Any, threads: int) -> float:
        tried.append(threads)
        return of[threads]

    monkeypatch.setattr(under_test, "_rate", rate)
    return tried


def test_two_threads_are_what_the_rules_were_made_with(monkeypatch: pytest.MonkeyPatch) -> None:
    tried = rates(monkeypatch, {})
    for most in (1, 2):
        assert quickest(SHARED, None, lambda: None, most, "key") == most  # type: ignore[arg-type]
    assert quickest(load("imdb-simple-rnn"), None, lambda: None, 16, "key") == 16  # type: ignore[arg-type]
    assert tried == []


def test_numbers_that_share_alike_are_one() -> None:
    found = candidates(SHARED, 16)
    assert found[0] == 16
    parts = [share(SHARED, 128, at_once=threads) for threads in found]
    assert len({tuple(each) for each in parts}) == len(found) > 1
    assert all(len(each) > 1 and sum(each) == 128 for each in parts)
    assert candidates(load("imdb-simple-rnn"), 16) == []  # whole with any number
    assert candidates(load("imdb-lstm"), 16) == [16, 4]


def test_the_fastest_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    built = build(network(), on_gpu=False)
    found = candidates(SHARED, 16)
    tried = rates(monkeypatch, {each: 1.0 / each for each in found})
    for _ in range(2):
        assert quickest(SHARED, built, lambda: None, 16, "key") == found[-1]
    assert tried == found
    keep("key", {"threads": 99})  # of another machine, or nonsense
    assert quickest(SHARED, built, lambda: None, 16, "key") == found[-1]
    assert tried == found * 2


def test_what_takes_long_is_tried_no_further(monkeypatch: pytest.MonkeyPatch) -> None:
    built = build(network(), on_gpu=False)
    tried = rates(monkeypatch, {16: 1.0, 8: 2.0})
    monkeypatch.setattr(under_test, "BUDGET_SECONDS", -1.0)
    assert quickest(SHARED, built, lambda: None, 16, "key") == 16
    assert tried == [16]


def test_what_cannot_be_kept_is_not_measured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("RNN_TUI_CACHE", str(tmp_path / "file"))
    tried = rates(monkeypatch, {})
    assert quickest(SHARED, None, lambda: None, 16, "key") == 16  # type: ignore[arg-type]
    assert tried == []


def test_measuring_leaves_no_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    """Real steps, of a network that is made to be worth sharing."""
    monkeypatch.setattr("rnn_tui.engine.sharing.WORTH_A_THREAD", 1)
    monkeypatch.setattr("rnn_tui.engine.sharing.SMALLEST_PART", 1)
    experiment = network(dropout=0.5)
    size = batches(experiment)[0].shape[1]
    train = experiment.train.model_copy(update={"batch_size": size})
    experiment = experiment.model_copy(update={"train": train})
    assert len(candidates(experiment, 4)) > 1
    built = build(experiment, on_gpu=False)
    variables = [*built.model.variables, *built.model.optimizer.variables, *built.metric_variables]
    before = arrays_of(variables)
    chosen = quickest(experiment, built, lambda: batches(experiment), 4, "key")
    assert chosen in candidates(experiment, 4)
    for one, other in zip(before, arrays_of(variables), strict=True):
        np.testing.assert_array_equal(one, other)


def test_the_number_belongs_to_the_run() -> None:
    experiment = load("quickstart")
    assert threads_of_run(experiment, {}) is None
    assert threads_of_run(experiment, {"threads": 16}) == 16
    assert threads_of_run(load("quickstart", ["train.threads=3"]), {"threads": 16}) == 3
