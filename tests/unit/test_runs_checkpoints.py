"""Checkpoints: they come back to the bit, the right ones are kept, damage is found."""

import math
import os
from pathlib import Path

import pytest

from rnn_tui.runs import Phase, Position
from rnn_tui.runs.files import checkpoints as points
from rnn_tui.runs.files.checkpoints import BEST, CheckpointError
from tests.made_checkpoints import names, point


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "checkpoints"


def test_checkpoint_comes_back(folder: Path) -> None:
    saved = point(3, 1080)
    path = points.save(folder, saved)
    assert path.name == "epoch-0000003-1-train-00001080.npz"
    found, complaints = points.load_last(folder)
    assert found is not None
    assert complaints == []
    for group in points.GROUPS:
        before, after = getattr(saved, group), getattr(found, group)
        assert [(a.dtype, a.shape, a.tobytes()) for a in before] == [
            (a.dtype, a.shape, a.tobytes()) for a in after
        ]
    assert math.isnan(found.history[0].logs.pop("acc"))
    saved.history[0].logs.pop("acc")
    for name in ("position", "history", "variables", "trained", "interval", "elapsed", "extra"):
        assert getattr(found, name) == getattr(saved, name)
    assert found.trace_records == 9


def test_names_sort_like_positions() -> None:
    positions = [
        Position(0, 9),
        Position(0, 10),
        Position(0, 0, Phase.VALIDATE),
        Position(1),
        Position(10, 5),
        Position(10, 0, Phase.TEST),
        Position(999_999),
        Position(1_000_000, 3, Phase.TEST),
    ]
    assert sorted(positions, key=points.file_name) == positions


def test_last_two_and_the_best_are_kept(folder: Path) -> None:
    for epoch in range(1, 6):
        points.save(folder, point(epoch, value=epoch), best=epoch == 2)
    assert names(folder) == [
        BEST,
        "epoch-0000004-1-train-00000000.npz",
        "epoch-0000005-1-train-00000000.npz",
    ]
    assert points.load(folder / BEST).position == Position(2)


def test_best_is_written_before_it_counts_as_the_last(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    points.save(folder, point(1), best=True)

    def killed(*call: object) -> None:
        raise SystemExit

    monkeypatch.setattr(points, "link_atomically", killed)
    with pytest.raises(SystemExit):
        points.save(folder, point(2), best=True)
    last, _ = points.load_last(folder)
    assert last is not None
    assert last.position == Position(1)
    assert points.load(folder / BEST).position == Position(2)


@pytest.mark.parametrize("link", [True, False])
def test_best_needs_no_links(folder: Path, link: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*call: object, **places: object) -> None:
        raise OSError(1, "no links here")

    if not link:
        monkeypatch.setattr(os, "link", refuse)
    points.save(folder, point(1), best=True)
    path = points.save(folder, point(1), best=True)
    assert names(folder) == [BEST, path.name]
    assert (folder / BEST).samefile(path) == link
    points.save(folder, point(2))
    points.save(folder, point(3))
    assert points.load(folder / BEST).position == Position(1)


def test_checkpoints_of_an_extended_run_outlive_those_of_its_test(folder: Path) -> None:
    for batch in (0, 10):
        points.save(folder, point(4, batch, Phase.TEST))
    points.save(folder, point(4, 50))
    assert names(folder) == [points.file_name(Position(4, 50))]
    points.save(folder, point(4, 99))
    assert len(points.list_checkpoints(folder)) == 2


def test_unfinished_files_of_a_killed_engine_are_removed(folder: Path) -> None:
    folder.mkdir()
    (folder / ".epoch-0000001-1-train-00000000.npz.ab12.tmp").write_bytes(b"half")
    path = points.save(folder, point(1))
    assert names(folder) == [path.name]


def test_full_disk_keeps_what_is_there(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = points.save(folder, point(1))

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        points.save(folder, point(2))
    assert names(folder) == [path.name]


def test_damaged_checkpoint_is_skipped_and_removed(folder: Path) -> None:
    points.save(folder, point(1))
    path = points.save(folder, point(2))
    path.write_bytes(path.read_bytes()[:-30])
    found, complaints = points.load_last(folder)
    assert found is not None
    assert found.position == Position(1)
    assert len(complaints) == 1
    assert path.name in complaints[0]
    points.drop_after(folder, found.position)
    assert names(folder) == [points.file_name(Position(1))]


def test_other_files_stay(folder: Path) -> None:
    assert points.load_last(folder) == (None, [])
    folder.mkdir()
    for name in ("epoch-zzz.npz", "epoch-9.npz", "weights.npz"):
        (folder / name).write_bytes(b"theirs")
    points.save(folder, point(1))
    points.save(folder, point(2))
    points.save(folder, point(3))
    assert len(names(folder)) == 2 + 3
    assert points.list_checkpoints(folder)[-1].name == points.file_name(Position(3))


def test_folder_through_a_link_is_not_written(folder: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    folder.symlink_to(outside)
    with pytest.raises(OSError, match="link"):
        points.save(folder, point(1))
    assert names(outside) == []


def test_every_flipped_bit_is_found(folder: Path) -> None:
    path = points.save(folder, point(1))
    whole = path.read_bytes()
    same = 0
    for index in range(0, len(whole), 7):
        path.write_bytes(whole[:index] + bytes([whole[index] ^ 0x10]) + whole[index + 1 :])
        try:
            found = points.load(path)
        except CheckpointError:
            continue
        same += 1  # in a field that means nothing, as the time of a member
        assert all(
            a.tobytes() == b.tobytes() for a, b in zip(found.model, point(1).model, strict=True)
        )
    assert same < len(whole) / 7 / 2
