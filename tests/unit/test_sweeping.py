"""A sweep resumed in the app starts the workers that are missing, and no others."""

import os
from pathlib import Path
from types import SimpleNamespace

import pytest

from rnn_tui.sweeps.folder import Sweep
from rnn_tui.sweeps.workers import present
from rnn_tui.tui.state.sweeping import Sweeping
from tests.made_sweeps import UNITS, made_sweep


class Started:
    """What stands for the processes of workers; `codes` are their exit codes, None while alive.

    The first has the number of this process.
    """

    def __init__(self) -> None:
        self.codes: list[int | None] = []

    def start(self, _: Sweep, count: int) -> list[SimpleNamespace]:
        first = len(self.codes)
        self.codes += [None] * count
        return [self._process(number) for number in range(first, first + count)]

    def _process(self, number: int) -> SimpleNamespace:
        return SimpleNamespace(pid=os.getpid() + number, poll=lambda: self.codes[number])


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> Started:
    found = Started()
    monkeypatch.setattr("rnn_tui.tui.state.sweeping.start_workers", found.start)
    monkeypatch.setattr("rnn_tui.sweeps.places.usual_workers", lambda wanted: 2)
    return found


def test_workers_that_are_starting_are_not_started_again(tmp_path: Path, started: Started) -> None:
    sweeping, path = Sweeping(), made_sweep(tmp_path, UNITS).path
    assert not sweeping.are_starting(path)
    assert sweeping.resume(path).endswith("and started 2 workers")
    assert sweeping.are_starting(path)
    assert sweeping.resume(path).endswith("are starting")
    assert started.codes == [None, None]


def test_workers_that_have_ended_are_started_again_at_once(
    tmp_path: Path, started: Started
) -> None:
    sweeping, path = Sweeping(), made_sweep(tmp_path, UNITS).path
    sweeping.resume(path)
    sweeping.stop(path, after_runs=False)
    started.codes[:] = [0, 0]
    assert not sweeping.are_starting(path)
    assert sweeping.resume(path).endswith("and started 2 workers")


def test_of_two_workers_one_that_has_ended_is_replaced(tmp_path: Path, started: Started) -> None:
    sweeping, path = Sweeping(), made_sweep(tmp_path, UNITS).path
    sweeping.resume(path)
    started.codes[0] = 5
    assert sweeping.resume(path).endswith("and started 1 worker")


def test_a_worker_that_has_shown_itself_is_counted_once(tmp_path: Path, started: Started) -> None:
    sweeping, sweep = Sweeping(), made_sweep(tmp_path, UNITS)
    sweeping.resume(sweep.path)
    with present(sweep):  # as the first of them
        assert sweeping.resume(sweep.path).endswith("are starting")
        started.codes[1] = 0
        assert not sweeping.are_starting(sweep.path)
        assert sweeping.resume(sweep.path).endswith("and started 1 worker")
