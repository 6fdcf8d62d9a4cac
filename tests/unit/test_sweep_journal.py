"""The journal of a sweep: whole lines, one writer at a time, torn and foreign lines."""

import json
import os
import threading
from pathlib import Path
from typing import get_args

import pytest

from rnn_tui.sweeps.journal import Journal, SweepError
from rnn_tui.sweeps.lines import (
    KINDS,
    AnyLine,
    Asked,
    ForeignLine,
    Moved,
    Removed,
    Requested,
    UnreadableLine,
    parse,
    written,
)
from tests.made_sweeps import asked, made_sweep, state_of, taken, told


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    path = tmp_path / "sweep.jsonl"
    path.touch()
    return Journal(path)


def test_every_line_is_read_as_it_was_written() -> None:
    lines: list[AnyLine] = [
        asked(0, 1, 2, values={"a.b": 1e-3, "c": "ü", "d": [1, {"e": None}]}),
        taken(0),
        told(0, "failed", None),
        Requested(request="hold", by="me"),
        Moved(trial=0, turn=-1.5),
        Removed(trial=0),
    ]
    assert [parse(written(line)) for line in lines] == lines
    assert len(KINDS) == len(get_args(AnyLine))


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"{",
        b"[1]",
        b'"asked"',
        b'{"v": 1, "event": "asked"}',
        b'{"v": 1, "event": "asked", "trial": "0"}',
        b'{"v": 1, "event": "asked", "trial": -1}',
        b'{"v": 1, "event": "asked", "trial": 0, "seeds": []}',
        b'{"v": 1, "event": "asked", "trial": 0, "seeds": [true]}',
        b'{"v": 1, "event": "told", "trial": 0, "seed": 0, "outcome": "won"}',
        b'{"v": 1, "event": "taken", "trial": 0, "seed": 0, "worker": null}',
    ],
)
def test_a_damaged_line_is_told_apart(text: bytes) -> None:
    with pytest.raises((UnreadableLine, ForeignLine)):
        parse(text)


@pytest.mark.parametrize(
    "text", [b'{"v": 2, "event": "asked", "trial": 0}', b'{"v": 1, "event": "voted"}', b"{}"]
)
def test_a_line_of_another_version_is_foreign(text: bytes) -> None:
    with pytest.raises(ForeignLine):
        parse(text)


def test_keys_that_a_later_version_adds_are_left_alone() -> None:
    record = json.loads(written(taken(3))) | {"mood": "fine"}
    assert parse(json.dumps(record).encode()) == taken(3)


def test_a_reader_gets_each_complete_line_once(journal: Journal) -> None:
    journal.append(asked(0))
    reader = Journal(journal.path)
    assert [type(line) for line in reader.read()] == [Asked]
    assert reader.read() == []
    with journal.path.open("ab") as file:
        file.write(written(taken(0))[:20])
    assert reader.read() == []  # its writer is not done
    journal.append(told(0))  # or was killed: the line is ended, and left out
    assert [line.event for line in reader.read()] == ["told"]
    assert reader.damaged == 1


def test_a_line_that_does_not_fit_is_taken_back_and_read_anew(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal.append(asked(0))
    reader = Journal(journal.path)
    before = journal.path.read_bytes()
    real = os.write
    calls = []

    def full(descriptor: int, content: bytes) -> int:
        calls.append(content)
        if len(calls) == 1:
            written_ = real(descriptor, content[: content.index(b"\n") + 1])
            assert len(reader.read()) == 2  # the first line of two, before it is taken back
            return written_
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "write", full)
    with pytest.raises(SweepError, match="no space left on device"):
        journal.append(taken(0), told(0))
    monkeypatch.undo()
    assert journal.path.read_bytes() == before
    assert [line.event for line in reader.read()] == ["asked"]
    assert reader.shrunk


def test_writers_take_turns(journal: Journal) -> None:
    """What one decides of what it has read holds until it has written."""

    def work() -> None:
        own = Journal(journal.path)
        for _ in range(25):
            with own.locked() as appender:
                numbers.append(sum(1 for _ in Journal(journal.path).read()))
                appender.append(asked(numbers[-1]))

    numbers: list[int] = []
    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(numbers) == list(range(100))
    assert [line.trial for line in journal.read() if isinstance(line, Asked)] == list(range(100))


def test_a_journal_that_cannot_be_locked_says_what_is_needed(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(37, "No locks available")

    monkeypatch.setattr("fcntl.flock", refuse)
    with pytest.raises(SweepError, match="needs a file system with locks, such as a local disk or"):
        journal.append(taken(0))


def test_the_first_word_about_a_run_counts() -> None:
    state = state_of(asked(0), asked(0, 5), told(0, value=0.1), told(0, "failed", None), told(9))
    assert [unit.seed for unit in state.trials[0].units] == [0]
    assert state.trials[0].value == 0.1


def test_the_value_of_a_trial_is_the_mean_over_its_seeds_once_all_are_told() -> None:
    lines = [asked(0, 0, 1), told(0, value=0.25), told(0, value=0.5, seed=1)]
    assert state_of(*lines[:2]).trials[0].value is None
    assert state_of(*lines).trials[0].value == 0.375
    assert state_of(*lines[:2], told(0, "failed", None, seed=1)).trials[0].value is None
    assert [unit.run for unit in state_of(*lines).trials[0].units] == ["000-s0", "000-s1"]


def test_trials_are_run_in_their_turn() -> None:
    lines = [asked(0), asked(1), asked(2), Moved(trial=2, turn=-1.0), Moved(trial=0, turn=9.0)]
    assert [trial.number for trial in state_of(*lines).in_turn] == [2, 1, 0]


def test_a_run_never_leaves_the_folder() -> None:
    state = state_of(asked(0, run="../../elsewhere"), asked(1, run=".hidden"), asked(2, run="mine"))
    assert [trial.units[0].run for trial in state.trials.values()] == ["000", "001", "mine"]


def test_a_sweep_of_another_version_is_read_but_not_worked_on(tmp_path: Path) -> None:
    sweep = made_sweep(tmp_path)
    with sweep.journal.path.open("ab") as file:
        file.write(b'{"v": 2, "event": "asked", "at": 1, "trial": 0}\n')
    with pytest.raises(SweepError, match="written by another version of rnn-tui"):
        sweep.check_usable()
    assert sweep.refresh().trials == {}


def test_a_configuration_of_another_version_is_named(tmp_path: Path) -> None:
    sweep = made_sweep(tmp_path)
    with (sweep.path / "sweep.toml").open("a") as file:
        file.write("\n[hyperband]\nbrackets = 3\n")
    with pytest.raises(SweepError, match=r"cannot be read: .*\n?.*hyperband: unknown key"):
        sweep.check_usable()
