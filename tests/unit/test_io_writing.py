"""Writing where others write, too: exclusive names, no links, a folder that is held open."""

import errno
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from rnn_tui.io.faults import reason
from rnn_tui.io.writing import (
    draft,
    held,
    link_atomically,
    make_folder,
    open_to_append,
    remove,
    replacing,
    save_for_user,
    write_atomically,
)


@pytest.fixture
def umask() -> Iterator[None]:
    before = os.umask(0o022)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_link_at_the_name_is_replaced_and_what_it_names_untouched(tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.write_text("old")
    (tmp_path / "status").symlink_to(precious)
    write_atomically(tmp_path / "status", b"new")
    assert precious.read_text() == "old"
    assert (tmp_path / "status").read_bytes() == b"new"
    assert not (tmp_path / "status").is_symlink()


def test_the_name_of_a_draft_is_another_each_time(tmp_path: Path) -> None:
    found = set()
    for _ in range(3):
        with draft(tmp_path / "file") as new:
            found.add(new.name)
            assert (tmp_path / new.name).exists()
    assert len(found) == 3
    assert names(tmp_path) == []


def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("old")

    def write() -> None:
        with replacing(tmp_path / "file") as file:
            file.write(b"half")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write()
    assert (tmp_path / "file").read_text() == "old"
    assert names(tmp_path) == ["file"]


def test_an_error_names_the_file_that_was_meant(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError) as raised:
        write_atomically(tmp_path / "gone" / "file", b"")
    assert raised.value.filename == str(tmp_path / "gone" / "file")
    assert reason(raised.value) == "no such file or directory"


def test_a_held_folder_is_written_into_although_a_link_has_taken_its_name(tmp_path: Path) -> None:
    run, other = tmp_path / "run", tmp_path / "other"
    for folder in (run, other):
        folder.mkdir()
        (folder / "status").write_text("old")
    with held(run):
        make_folder(run / "checkpoints")
        run.rename(tmp_path / "moved")
        run.symlink_to(other)
        write_atomically(run / "status", b"new")
        write_atomically(run / "checkpoints" / "1.npz", b"new")
        os.close(open_to_append(run / "events"))
        remove(run / "experiment")
    assert names(other) == ["status"]
    assert (other / "status").read_text() == "old"
    assert (tmp_path / "moved" / "status").read_bytes() == b"new"
    assert names(tmp_path / "moved" / "checkpoints") == ["1.npz"]
    assert (tmp_path / "moved" / "events").exists()


def test_a_linked_folder_in_a_held_one_is_not_followed(tmp_path: Path) -> None:
    run, other = tmp_path / "run", tmp_path / "other"
    run.mkdir()
    other.mkdir()
    (run / "checkpoints").symlink_to(other)
    with held(run), pytest.raises(OSError, match=str(run / "checkpoints" / "1.npz")):
        write_atomically(run / "checkpoints" / "1.npz", b"")
    assert names(other) == []


def test_what_is_appended_to_is_one_regular_file_with_one_name(tmp_path: Path) -> None:
    (tmp_path / "log").write_text("old")
    (tmp_path / "link").symlink_to("log")
    os.link(tmp_path / "log", tmp_path / "second")
    os.mkfifo(tmp_path / "pipe")
    for name, code in (("link", errno.ELOOP), ("log", errno.EMLINK), ("pipe", errno.EINVAL)):
        with pytest.raises(OSError, match=f"Errno {code}]"):
            open_to_append(tmp_path / name)
    assert (tmp_path / "log").read_text() == "old"


@pytest.mark.usefixtures("umask")
@pytest.mark.parametrize(
    ("above", "folder", "file"),
    [
        (0o755, 0o700, 0o600),
        (0o777, 0o700, 0o600),
        (0o1777, 0o700, 0o600),
        (0o2755, 0o755, 0o644),
        (0o2770, 0o750, 0o640),
        (0o2700, 0o700, 0o600),
    ],
)
def test_folders_are_private_unless_the_one_above_is_shared_on_purpose(
    tmp_path: Path, above: int, folder: int, file: int
) -> None:
    tmp_path.chmod(above)
    made = tmp_path / "run"
    make_folder(made)
    write_atomically(made / "status", b"")
    os.close(open_to_append(made / "events"))
    assert mode(made) & 0o777 == folder
    assert {mode(made / "status"), mode(made / "events")} == {file}


def test_the_umask_opens_nothing_that_the_folder_does_not(tmp_path: Path) -> None:
    tmp_path.chmod(0o2775)
    before = os.umask(0o002)
    try:
        make_folder(tmp_path / "run")
        write_atomically(tmp_path / "run" / "status", b"")
    finally:
        os.umask(before)
    assert mode(tmp_path / "run") & 0o777 == 0o775
    assert mode(tmp_path / "run" / "status") == 0o664


def test_a_users_file_keeps_its_permissions_and_its_link(tmp_path: Path) -> None:
    (tmp_path / "dotfiles").mkdir()
    real = tmp_path / "dotfiles" / "mine.toml"
    real.write_text("a longer old text")
    real.chmod(0o604)
    (tmp_path / "mine.toml").symlink_to(real)
    save_for_user(tmp_path / "mine.toml", b"new")
    assert (tmp_path / "mine.toml").is_symlink()
    assert real.read_bytes() == b"new"
    assert mode(real) == 0o604
    assert names(tmp_path / "dotfiles") == ["mine.toml"]


def test_a_users_file_that_cannot_be_replaced_is_written_in_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "mine.toml"
    path.write_text("a longer old text")

    def busy(*call: object, **places: object) -> None:
        raise OSError(errno.EBUSY, os.strerror(errno.EBUSY))

    monkeypatch.setattr(os, "replace", busy)  # as of a file that a container has mounted
    save_for_user(path, b"new")
    assert path.read_bytes() == b"new"
    assert names(tmp_path) == ["mine.toml"]


@pytest.mark.parametrize("links", [True, False])
def test_a_second_name_or_a_copy(
    tmp_path: Path, links: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "1.npz").write_text("one")
    (tmp_path / "best.npz").symlink_to("nowhere")

    def refuse(*call: object, **places: object) -> None:
        raise OSError(errno.EPERM, "no links here")

    if not links:
        monkeypatch.setattr(os, "link", refuse)
    link_atomically(tmp_path / "1.npz", tmp_path / "best.npz")
    assert (tmp_path / "best.npz").read_text() == "one"
    assert (tmp_path / "best.npz").samefile(tmp_path / "1.npz") == links
    assert names(tmp_path) == ["1.npz", "best.npz"]


@pytest.mark.parametrize("links", [True, False])
def test_a_name_that_is_taken_is_left_alone_where_that_is_wanted(
    tmp_path: Path, links: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("old")

    def refuse(*call: object, **places: object) -> None:
        raise OSError(errno.EPERM, "no links here")

    if not links:
        monkeypatch.setattr(os, "link", refuse)
    with pytest.raises(FileExistsError), draft(tmp_path / "file") as new:
        new.settle(replace=False)
    with draft(tmp_path / "other") as new:
        new.file.write(b"new")
        new.settle(replace=False)
    assert (tmp_path / "file").read_text() == "old"
    assert names(tmp_path) == ["file", "other"]


def test_a_file_name_as_long_as_can_be(tmp_path: Path) -> None:
    path = tmp_path / ("ü" * 127)
    write_atomically(path, b"new")
    assert path.read_bytes() == b"new"


def test_the_reason_begins_small_and_keeps_names_as_they_are() -> None:
    assert reason(OSError(errno.EACCES, os.strerror(errno.EACCES))) == "permission denied"
    assert reason(OSError("Pipe.toml is no regular file")) == "Pipe.toml is no regular file"
    assert reason(OSError()) == "OSError"
