"""Files that claim more than their experiment allows: told as damaged, and nobody waits."""

import json
import os
import zipfile
from itertools import islice
from pathlib import Path

import pytest

from rnn_tui.batch.runs import json_lines_of
from rnn_tui.data import DataError
from rnn_tui.data.vocabulary import Vocabulary
from rnn_tui.experiment import Experiment, infer, load, preset_names
from rnn_tui.results.exports.model import _is_whole
from rnn_tui.runs import RunDirectory, RunError, RunState, read_state
from rnn_tui.runs.files import checkpoints as points
from rnn_tui.runs.files.event_log import LogReader
from rnn_tui.runs.files.size_limits import (
    EPOCHS_BEYOND,
    checkpoint_bytes,
    model_bytes,
    trace_records,
    vocabulary_bytes,
)
from rnn_tui.runs.files.trace import TraceWriter
from rnn_tui.runs.lists import overview
from rnn_tui.runs.lists.overview import Overview, look_once
from rnn_tui.runs.lists.run_summary import summaries
from rnn_tui.runs.state.follower import Follower
from tests.made_checkpoints import point
from tests.made_runs import STEPS, begun, epoch, made_run, stopped, tell

GB = 1_000_000_000


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "runs"


def sparse(path: Path, size: int) -> Path:
    """Takes no room on the disk, and seems to hold so many bytes."""
    path.touch()
    os.truncate(path, size)
    return path


def bytes_read() -> int:
    """By this process so far, holes included."""
    about = Path("/proc/self/io")
    if not about.exists():
        pytest.skip("only Linux counts what a process reads")
    return int(about.read_text().split()[1])


@pytest.mark.parametrize("name", preset_names())
def test_the_limits_hold_what_a_run_writes_and_little_more(name: str) -> None:
    experiment = load(name)
    weights = infer(experiment.layers, experiment.data.maxlen).size_bytes
    assert 5 * weights + 1_000_000 < checkpoint_bytes(experiment) < 7 * weights + 3_000_000
    assert checkpoint_bytes(experiment) < model_bytes(experiment)
    words = experiment.data.num_words or 0
    assert 100 * words < vocabulary_bytes(experiment) < 25_000_000


def test_a_long_history_and_many_classes_have_room() -> None:
    plain = load("quickstart")
    long = load("quickstart", ["train.epochs=1000000"])
    columns = len(plain.columns)
    assert checkpoint_bytes(long) - checkpoint_bytes(plain) > 900_000 * 8 * (4 + columns)


def test_a_vocabulary_of_every_word_is_bounded_by_the_table_that_takes_it() -> None:
    experiment = load("quickstart", ["data.num_words=none"])
    assert vocabulary_bytes(experiment) > 100 * 10_000


def test_a_sparse_checkpoint_is_not_looked_into(tmp_path: Path) -> None:
    limit = checkpoint_bytes(load("imdb-gru"))
    folder = tmp_path / "checkpoints"
    points.save(folder, point(1))
    bad = sparse(folder / points.file_name(point(2).position), 2 * GB)
    said = rf"2,000,000,000 bytes are more than the {limit:,} that its experiment allows"
    before = bytes_read()
    with pytest.raises(points.CheckpointError, match=said):
        points.load(bad, limit)
    with pytest.raises(points.CheckpointError, match=said):
        points.load_weights(bad, limit)
    found, complaints = points.load_last(folder, limit)
    assert found is not None
    assert found.position == point(1).position
    assert len(complaints) == 1
    assert bytes_read() - before < 1_000_000


def test_a_vocabulary_of_brackets_is_not_parsed(tmp_path: Path) -> None:
    path = tmp_path / "vocabulary.json"
    path.write_text('{"format": 1, "words": [' + "[]," * 3_000_000 + "[]]}")
    with pytest.raises(DataError, match="larger than 8,000,000 bytes"):
        Vocabulary.load(path, vocabulary_bytes(load("imdb-gru")))


def test_a_model_too_large_packed_or_unpacked_is_refused(tmp_path: Path) -> None:
    limit = model_bytes(load("quickstart"))
    assert not _is_whole(sparse(tmp_path / "sparse.keras", 2 * GB), limit)
    with zipfile.ZipFile(tmp_path / "bomb.keras", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("weights", bytes(limit + 1))
    assert (tmp_path / "bomb.keras").stat().st_size < limit
    assert not _is_whole(tmp_path / "bomb.keras", limit)
    with zipfile.ZipFile(tmp_path / "good.keras", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("weights", bytes(limit - 1))
    assert _is_whole(tmp_path / "good.keras", limit)


def test_a_hole_in_a_log_is_skipped(folder: Path) -> None:
    run = made_run(folder)
    tell(run, *begun())
    with run.events.open("ab") as log:
        log.truncate(20 * GB)
        log.seek(0, os.SEEK_END)
        log.write(b"\n" + stopped(0, 9).line())
    before = bytes_read()
    state = read_state(run)
    assert bytes_read() - before < 50_000_000
    assert state.stop_reason == "app"
    assert "a line that is too long" in " ".join(note.text for note in state.notes)


def test_a_hole_at_the_end_of_a_log_is_skipped(folder: Path) -> None:
    run = made_run(folder)
    tell(run, *begun())
    sparse(run.events, 20 * GB)
    before = bytes_read()
    assert read_state(run).parameters == 33
    assert bytes_read() - before < 50_000_000


def test_reading_stops_in_time_and_continues_there(folder: Path) -> None:
    run = made_run(folder)
    tell(run, *begun(), epoch(0), epoch(1))
    reader = LogReader(run.events)
    first = list(islice(reader.read(), 2))
    assert list(reader.read(until=0.0)) == []
    assert reader.behind
    rest = list(reader.read())
    assert not reader.behind
    assert first + rest == LogReader(run.events).poll()


def test_too_many_epochs_are_refused_early(folder: Path) -> None:
    run = made_run(folder, epochs=2)
    tell(run, *begun())
    lines = [epoch(number).line() for number in range(2 + EPOCHS_BEYOND + 1)]
    with run.events.open("ab") as log:
        log.writelines(lines[:-1])
    assert len(read_state(run).epochs) == 2 + EPOCHS_BEYOND
    with run.events.open("ab") as log:
        log.write(lines[-1])
    with pytest.raises(RunError, match="has 1,003 epochs, its experiment 2"):
        read_state(run)


def test_a_trace_has_no_more_records_than_steps(folder: Path) -> None:
    run = made_run(folder, epochs=2)
    tell(run, *begun())
    writer = TraceWriter(run.trace, ("loss",))
    writer.close()
    sparse(run.trace, 5 * GB)
    assert len(read_state(run).trace) == trace_records(Experiment(train={"epochs": 2}), STEPS)


class Slow:
    """Lets the log of one run never come to an end."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, run: RunDirectory) -> None:
        self.asked: list[str] = []
        poll = Follower.poll

        def polled(follower: Follower, seconds: float = 0.0) -> RunState:
            self.asked.append(follower.run.run_id)
            state = poll(follower, seconds)
            if follower.run == run:
                follower._log.behind = True
            return state

        monkeypatch.setattr(Follower, "poll", polled)


@pytest.fixture
def three(folder: Path) -> list[RunDirectory]:
    runs = [made_run(folder) for _ in range(3)]
    for run in runs:
        tell(run, *begun(), stopped(0, 9))
    return runs


def test_a_run_that_takes_long_comes_after_the_others(
    folder: Path, three: list[RunDirectory], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RNN_TUI_STATE", str(folder / "state"))
    monkeypatch.setattr(overview, "QUICK_BYTES", 0)
    slow = Slow(monkeypatch, three[0])
    seen = Overview(folder)
    seen.look()
    slow.asked.clear()
    tell(three[1], stopped(0, 19))
    entries = {entry.run: entry for entry in seen.look([three[1].path])}
    assert slow.asked == [three[1].run_id, three[0].run_id]
    assert [entries[run].unread for run in three] == [True, False, False]
    state = entries[three[1]].state
    assert state is not None
    assert state.position.batch == 19


def test_a_list_names_a_run_that_takes_too_long(
    three: list[RunDirectory], monkeypatch: pytest.MonkeyPatch
) -> None:
    Slow(monkeypatch, three[1])
    monkeypatch.setattr(overview, "TOGETHER_SECONDS", 0.0)
    assert [entry.unread for entry in look_once(three)] == [False, True, False]
    told = [json.loads(line) for line in json_lines_of(three)]
    assert [run["state"] for run in told] == ["stopped", "damaged", "stopped"]
    assert "is too long for a list" in told[1]["error"]


def test_all_slow_runs_share_one_time_limit(
    three: list[RunDirectory], monkeypatch: pytest.MonkeyPatch
) -> None:
    for run in three:
        with run.events.open("ab") as log:
            log.write(b"odd\n")
    slow = Slow(monkeypatch, three[0])
    monkeypatch.setattr(overview, "TOGETHER_SECONDS", 0.0)
    found = summaries(three)
    assert slow.asked == [run.run_id for run in three]  # each once, the slow one too
    assert [each.run for each in found] == three
    assert [each.state for each in found] == ["damaged", "stopped", "stopped"]
    assert "is too long for a list" in found[0].error
