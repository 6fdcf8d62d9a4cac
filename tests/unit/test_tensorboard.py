"""Event files for TensorBoard, written and read back by TensorBoard's own reader."""

import io
import json
import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from rnn_tui.io.tfrecord import RecordError, crc32c, record, records
from rnn_tui.results.exports.export import export
from rnn_tui.results.exports.files import MARK, ExportError
from rnn_tui.results.exports.tensorboard import told
from rnn_tui.runs import RunState
from rnn_tui.runs.files import board, tfevents
from rnn_tui.runs.files.board import Board, is_shown
from rnn_tui.runs.files.history_csv import EpochRecord
from rnn_tui.runs.files.tfevents import Point, Restart, read_events, scalars
from rnn_tui.runs.state.run_state import TestResult
from tests.curve_runs import STEPS, run_of
from tests.made_runs import begun, epoch, made_run, stopped, tell

BYTES = b"123456789"


def state() -> RunState:
    """A tested run of three epochs and a half."""
    found = run_of(3, partial=0.5, trace=10)
    return replace(found, created_at=1000.0, test=TestResult({"loss": 0.25, "acc": 0.5}, (), 1.0))


def points(folder: Path) -> set[tuple[str, str, int, float]]:
    found = set()
    for path in folder.glob("**/events.out.tfevents.*"):
        with path.open("rb") as file:
            for each in read_events(file):
                if isinstance(each, Point):
                    place = str(path.parent.relative_to(folder))
                    found.add((place, each.tag, each.step, each.value))
    return found


def test_the_checksum_is_that_of_rfc_3720() -> None:
    assert crc32c(BYTES) == 0xE3069283
    assert crc32c(bytes(32)) == 0x8A9136AA


def test_records_come_back_and_damage_is_noticed() -> None:
    content = record(b"one") + record(b"") + record(BYTES)
    assert list(records(io.BytesIO(content))) == [b"one", b"", BYTES]
    assert list(records(io.BytesIO(content[:-1]))) == [b"one", b""], "a torn last one"
    for place in range(len(content)):
        damaged = bytearray(content)
        damaged[place] ^= 1
        with pytest.raises(RecordError):
            list(records(io.BytesIO(damaged)))


def test_a_record_that_claims_gigabytes_is_refused() -> None:
    head = (1 << 40).to_bytes(8, "little")
    content = record(head)[12:20] + record(head)[20:]
    with pytest.raises(RecordError, match="claims 1,099,511,627,776 bytes"):
        list(records(io.BytesIO(content)))


@pytest.mark.parametrize("value", [0.5, -1.0, math.inf, 1e300])
def test_numbers_come_back(value: float) -> None:
    (point,) = read_events(io.BytesIO(scalars(1.5, 7, {"loss": value})))
    expected = math.inf if value == 1e300 else value
    assert point == Point(1.5, 7, "loss", expected)


def test_garbage_in_a_record_raises_nothing_but_value_errors() -> None:
    draw = np.random.default_rng(0)
    good = scalars(1.5, 7, {"loss": 0.5, "acc": 1.0})[12:-4]
    for _ in range(2_000):
        content = bytearray(good)
        for place in draw.integers(0, len(content), 3):
            content[place] = draw.integers(0, 256)
        try:
            list(read_events(io.BytesIO(record(bytes(content)))))
        except ValueError:
            continue


def test_an_export_has_the_tags_of_keras(tmp_path: Path) -> None:
    run = made_run(tmp_path)
    tell(run, *begun(), epoch(0), epoch(1), stopped(2, 30, loss=0.1))
    out = tmp_path / "out"
    exported = export(run, "tensorboard", out)
    assert exported.paths == (out,)
    assert {(place, tag, step) for place, tag, step, _ in points(out)} == {
        *(("train", f"epoch_{name}", e) for name in ("loss", "learning_rate") for e in (0, 1)),
        *(("validation", "epoch_loss", e) for e in (0, 1)),
        *(("validation", "evaluation_loss_vs_iterations", s) for s in (100, 200)),
    }
    assert json.loads((out / MARK).read_text())["format"] == "tensorboard"
    with pytest.raises(ExportError, match=r"already exists: choose another name, or add --force"):
        export(run, "tensorboard", out)
    export(run, "tensorboard", out, force=True)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["imdb-1", "out"]


def test_a_folder_that_is_no_export_is_never_replaced(tmp_path: Path) -> None:
    run = made_run(tmp_path)
    tell(run, *begun(), epoch(0))
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "thesis.tex").touch()
    with pytest.raises(ExportError, match="is not an export of rnn-tui and is not replaced"):
        export(run, "tensorboard", mine, force=True)
    assert [path.name for path in mine.iterdir()] == ["thesis.tex"]


def test_what_was_added_to_an_export_is_never_replaced(tmp_path: Path) -> None:
    run = made_run(tmp_path)
    tell(run, *begun(), epoch(0))
    out = tmp_path / "out"
    export(run, "tensorboard", out)
    (out / "__pycache__").mkdir()
    (out / "__pycache__" / "predict.pyc").touch()
    export(run, "tensorboard", out, force=True)
    (out / ".git").mkdir()
    (out / ".git" / "HEAD").touch()
    with pytest.raises(ExportError, match=r"out holds \.git/HEAD, which no export has written"):
        export(run, "tensorboard", out, force=True)
    assert (out / ".git" / "HEAD").exists()


def test_links_beside_and_in_an_export_are_never_replaced(tmp_path: Path) -> None:
    run = made_run(tmp_path)
    tell(run, *begun(), epoch(0))
    out, link = tmp_path / "out", tmp_path / "link"
    export(run, "tensorboard", out)
    link.symlink_to(out)
    with pytest.raises(ExportError, match="link is not an export of rnn-tui and is not replaced"):
        export(run, "tensorboard", link, force=True)
    assert link.is_symlink()
    (out / "data").symlink_to(tmp_path)
    with pytest.raises(ExportError, match="out holds data, which no export has written"):
        export(run, "tensorboard", out, force=True)
    assert (out / "data").is_symlink()


def test_long_curves_are_thinned_and_stay_bounded() -> None:
    shown = [sum(is_shown(number) for number in range(most)) for most in (20_000, 40_000, 640_000)]
    assert shown[:2] == [20_000, 30_000]
    assert shown[2] < 80_000


def test_a_live_board_has_what_an_export_has(tmp_path: Path) -> None:
    """It is begun at a checkpoint, after more had been told, and goes on to the end."""
    whole = told(state())
    folder = tmp_path / "tensorboard"
    early = replace(whole, epochs=whole.epochs[:2], trace=whole.trace[:25], test={})
    Board(folder, early).epoch(EpochRecord(2, {"loss": 9.0}, 1.0))
    early = replace(whole, epochs=whole.epochs[:1], trace=whole.trace[:12], test={})
    live = Board(folder, early)
    for values in whole.trace[12:]:
        live.trace(values)
    for each in whole.epochs[1:]:
        live.epoch(each)
    live.test(whole.test)
    live.end(failed=False)
    exported: dict[str, bytes] = {}
    for place, content in board.pieces(whole):
        exported[place] = exported.get(place, b"") + content
    found = set()
    for place, content in exported.items():
        for each in read_events(io.BytesIO(content)):
            if isinstance(each, Point):
                found.add((place or ".", each.tag, each.step, each.value))
    assert points(folder) == found
    assert len(list((folder / "train").iterdir())) == 1, "the files of earlier engines are gone"


def test_a_link_in_the_place_of_a_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "board").mkdir()
    (tmp_path / "board" / "train").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError, match="links are not followed"):
        Board(tmp_path / "board", told(state()))
    assert not list((tmp_path / "elsewhere").iterdir())


Accumulator = Callable[[Path], Any]


@pytest.fixture
def accumulator() -> Accumulator:
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    def opened(folder: Path) -> Any:
        return EventAccumulator(str(folder), size_guidance={"scalars": 0, "tensors": 0}).Reload()

    return opened


def curve(found: Any, tag: str) -> list[tuple[int, float]]:
    return [(each.step, each.value) for each in found.Scalars(tag)]


@pytest.mark.extra("tensorboard")
def test_tensorboard_reads_every_number(tmp_path: Path, accumulator: Accumulator) -> None:
    whole = told(state())
    Board(tmp_path, whole)
    train, validation = (accumulator(tmp_path / place) for place in ("train", "validation"))
    for name in ("loss", "acc"):
        expected = [(e.epoch, np.float32(e.logs[name])) for e in whole.epochs]
        assert curve(train, f"epoch_{name}") == expected
        batches = list(zip(whole.trace["step"], whole.trace[name], strict=True))
        assert curve(train, f"batch_{name}") == batches
        expected = [(e.epoch, np.float32(e.logs[f"val_{name}"])) for e in whole.epochs]
        assert curve(validation, f"epoch_{name}") == expected
        by_step = [((number + 1) * STEPS, value) for number, value in expected]
        assert curve(validation, f"evaluation_{name}_vs_iterations") == by_step
    rates = [(e.epoch, np.float32(e.learning_rate)) for e in whole.epochs]
    assert curve(train, "epoch_learning_rate") == rates
    assert train.Scalars("batch_loss")[0].wall_time == float(whole.trace["time"][0])
    assert curve(accumulator(tmp_path / "test"), "epoch_acc") == [(2, 0.5)]


@pytest.mark.extra("tensorboard")
def test_tensorboard_reads_the_experiment(tmp_path: Path, accumulator: Accumulator) -> None:
    from tensorboard.plugins.hparams import metadata
    from tensorboard.util import tensor_util

    whole = told(state())
    Board(tmp_path, whole).end(failed=True)
    found = accumulator(tmp_path)
    (shown,) = found.Tensors("experiment")
    (text,) = tensor_util.make_ndarray(shown.tensor_proto)
    assert '    name = "imdb-simple-rnn"' in text.decode().splitlines()
    content = found.SummaryMetadata(metadata.SESSION_START_INFO_TAG).plugin_data.content
    start = metadata.parse_session_start_info_plugin_data(content)
    assert start.hparams["train.batch_size"].number_value == 32
    assert start.hparams["train.shuffle"].bool_value is True
    assert start.hparams["data.source"].string_value == "sample"
    assert start.group_name == "imdb-simple-rnn-1"
    content = found.SummaryMetadata(metadata.SESSION_END_INFO_TAG).plugin_data.content
    assert metadata.parse_session_end_info_plugin_data(content).status == 2


@pytest.mark.extra("tensorboard")
def test_what_a_lost_engine_told_is_taken_back_in_an_open_tensorboard(
    tmp_path: Path, accumulator: Accumulator
) -> None:
    whole = told(state())
    Board(tmp_path, whole)
    open_one = accumulator(tmp_path / "train")
    assert len(curve(open_one, "epoch_loss")) == 3
    kept = replace(whole, epochs=whole.epochs[:1], trace=whole.trace[:15], test={})
    live = Board(tmp_path, kept)
    open_one.Reload()
    assert [step for step, _ in curve(open_one, "epoch_loss")] == [0]
    assert curve(open_one, "batch_loss") == curve(accumulator(tmp_path / "train"), "batch_loss")
    live.epoch(EpochRecord(1, {"loss": 0.125}, 0.5))
    open_one.Reload()
    assert curve(open_one, "epoch_loss")[1:] == [(1, 0.125)]


@pytest.mark.extra("tensorboard")
def test_curves_that_keras_and_tensorflow_write_are_read(tmp_path: Path) -> None:
    """Tensors of several types, as `tf.summary.scalar` writes them, by TensorBoard's own code."""
    from tensorboard.compat.proto.event_pb2 import Event, SessionLog
    from tensorboard.compat.proto.summary_pb2 import Summary
    from tensorboard.plugins.scalar.summary import pb
    from tensorboard.summary.writer.event_file_writer import EventFileWriter

    writer = EventFileWriter(str(tmp_path))
    writer.add_event(Event(step=3, session_log=SessionLog(status=SessionLog.START)))
    summary = Summary.FromString(pb("loss", 0.5).SerializeToString())
    writer.add_event(Event(wall_time=1.0, step=5, summary=summary))
    writer.close()
    (path,) = tmp_path.iterdir()
    assert tfevents.is_event_file(path)
    with path.open("rb") as file:
        assert list(read_events(file)) == [Restart(3), Point(1.0, 5, "loss/scalar_summary", 0.5)]


def test_a_run_that_is_stopped_and_one_with_nothing_yet_export_too(tmp_path: Path) -> None:
    run = made_run(tmp_path)
    assert export(run, "tensorboard", tmp_path / "queued").paths
    assert not points(tmp_path / "queued")
