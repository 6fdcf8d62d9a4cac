"""The process that reads imdb.npz: progress, cancelling, hostile and damaged files."""

import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from data_files import cache, in_process, npy, object_array, pickled_rows, write_imdb, write_raw_npz

from rnn_tui.data import DataError, Progress, load
from rnn_tui.data.imdb import npz, npz_child
from rnn_tui.experiment.data import ImdbData

__all__ = ["cache", "in_process"]
pytestmark = pytest.mark.usefixtures("cache")


def small(path: Path) -> ImdbData:
    return ImdbData(path=str(path), num_words=8, maxlen=4, download=False)


def test_progress_is_reported_and_may_end_the_work(tmp_path: Path, cache: Path) -> None:
    path = write_imdb(tmp_path)

    class Cancelled(Exception):
        pass

    def cancel(progress: Progress) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        load(small(path), 0, cancel)
    assert list((cache / "data").iterdir()) == []
    seen: list[Progress] = []
    load(small(path), 0, seen.append)
    assert [(p.stage, p.done, p.total) for p in seen] == [
        ("reading imdb.npz", done, 2) for done in range(3)
    ]


class Runs:
    """A pickle that runs a command when it is read by one who trusts it."""

    def __init__(self, function: Callable[..., object], *arguments: object) -> None:
        self._call = function, arguments

    def __reduce__(self) -> tuple[Callable[..., object], tuple[object, ...]]:
        return self._call


@pytest.mark.parametrize("where", ["inside", "instead"])
def test_a_hostile_pickle_runs_nothing(tmp_path: Path, cache: Path, where: str) -> None:
    trace = tmp_path / "it-ran"
    hostile = Runs(os.mkdir, str(trace))
    payload = object_array([[1], hostile, [2], [3], [4]]) if where == "inside" else hostile
    path = write_raw_npz(tmp_path / "imdb.npz", {"x_train.npy": pickled_rows(5, payload)})
    with pytest.raises(DataError, match=r"asks for (posix|os)\.mkdir.*nothing was run"):
        load(small(path), 0)
    assert not trace.exists()
    assert list((cache / "data").iterdir()) == []


@pytest.mark.usefixtures("in_process")
@pytest.mark.parametrize("function", [eval, exec, getattr, open, np.load, __import__, bytearray])
def test_only_the_names_that_arrays_need_are_known(tmp_path: Path, function) -> None:
    payload = object_array([[1], Runs(function, "1"), [2], [3], [4]])
    path = write_raw_npz(tmp_path / "imdb.npz", {"x_train.npy": pickled_rows(5, payload)})
    with pytest.raises(npz_child.BadFile, match="nothing was run"):
        load(small(path), 0)


def test_a_pickle_that_asks_for_gigabytes_meets_the_limit(tmp_path: Path) -> None:
    # LONG_BINPUT with a large index makes the unpickler's memo as large.
    raw = b"\x80\x02]r\xff\xff\xff\x7f."
    header = "{'descr': '|O', 'fortran_order': False, 'shape': (5,), }"
    path = write_raw_npz(tmp_path / "imdb.npz", {"x_train.npy": npy(header, raw)})
    with pytest.raises(DataError, match="damaged or hostile"):
        load(small(path), 0)


def test_a_process_that_dies_is_reported(tmp_path: Path, monkeypatch) -> None:
    child = tmp_path / "npz.py"
    monkeypatch.setattr(npz, "__file__", str(child))
    child.with_name("npz_child.py").write_text("import os; os.kill(os.getpid(), 9)")
    with pytest.raises(DataError, match=r"within the limits .*status -9"):
        load(small(write_imdb(tmp_path / "imdb")), 0)


HEADER = "{{'descr': '{}', 'fortran_order': False, 'shape': {}, }}"
FIVE = object_array([[1], [2], [3], [4], [5]])


@pytest.mark.usefixtures("in_process")
@pytest.mark.parametrize(
    ("member", "raw", "said"),
    [
        ("x_train.npy", npy(HEADER.format("|O", "(9300000000,)"), b""), r"69\.3 GB.*0 bytes"),
        ("y_train.npy", npy(HEADER.format("<i8", "(9300000000,)"), b"1"), r"69\.3 GB.*1 bytes"),
        ("y_train.npy", npy(HEADER.format("<i8", "(5, 1)"), b"1" * 40), "shape"),
        ("y_train.npy", npy(HEADER.format("<f8", "(5,)"), bytes(40)), "type <f8"),
        ("y_train.npy", npy(HEADER.format("<i8", "(5,)"), b"\xff" * 40), "no labels from 0"),
        ("y_train.npy", npy(HEADER.format("<i8", "(0,)"), b""), "no labels from 0"),
        ("y_train.npy", npy(HEADER.format("<i8", "(4,)"), bytes(32)), "5 sequences .* 4 labels"),
        ("y_train.npy", npy("{'descr': '<i8'}", bytes(40)), "no readable header"),
        ("y_train.npy", npy("[" * 110, bytes(40)), "header|damaged"),
        ("y_train.npy", b"", "no readable header"),
        ("y_train.npy", b"\x93NUMPY\x09\x00", "no readable header"),
        ("x_train.npy", npy(HEADER.format("<i8", "(5,)"), bytes(40)), "lists of word ranks"),
        ("x_train.npy", pickled_rows(6, FIVE), "announces 6 .* holds 5"),
        ("x_train.npy", pickled_rows(1, [1]), "other than an array of lists"),
        ("x_train.npy", pickled_rows(5, object_array([[1]] * 4 + ["a"])), "holds a str"),
        ("x_train.npy", pickled_rows(5, object_array([[1]] * 4 + [["a"]])), "holds str"),
        ("x_train.npy", pickled_rows(5, object_array([[1.5]] * 5)), "holds float"),
        ("x_train.npy", pickled_rows(5, object_array([[[1]]] * 5)), "holds list"),
        ("x_train.npy", pickled_rows(5, object_array([[True]] * 5)), "holds bool"),
        ("x_train.npy", pickled_rows(5, object_array([[-1]] * 5)), "ranks below 0"),
        ("x_train.npy", pickled_rows(5, object_array([[2**80]] * 5)), "ranks below 0 or above"),
        ("x_train.npy", pickled_rows(5, object_array([[10_000_001]] * 5)), "or above"),
    ],
)
def test_wrong_content_is_named(tmp_path, member, raw, said) -> None:
    path = write_raw_npz(tmp_path / "imdb.npz", {member: raw})
    with pytest.raises((npz_child.BadFile, ValueError), match=said):
        load(small(path), 0)


@pytest.mark.usefixtures("in_process")
def test_the_same_list_a_million_times_is_refused(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(npz_child, "TOKEN_LIMIT", 1_000)
    row = list(range(1, 300))
    raw = pickled_rows(5, object_array([row] * 5))
    path = write_raw_npz(tmp_path / "imdb.npz", {"x_train.npy": raw})
    with pytest.raises(npz_child.BadFile, match="1,495 word ranks"):
        load(small(path), 0)


@pytest.mark.usefixtures("in_process")
def test_a_member_that_unpacks_without_end_is_refused(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(npz_child, "MEMBER_LIMIT", 1_000)
    path = write_raw_npz(tmp_path / "imdb.npz", {"y_train.npy": bytes(5_000_000)})
    assert path.stat().st_size < 20_000
    with pytest.raises(npz_child.BadFile, match="unpacks y_train to 5,000,000 bytes"):
        load(small(path), 0)


def damaged(path: Path, how: str) -> Path:
    raw = path.read_bytes()
    if how == "truncated":
        path.write_bytes(raw[: len(raw) // 2])
    elif how == "empty":
        path.write_bytes(b"")
    elif how == "text":
        path.write_bytes(b"<html>404</html>")
    elif how == "flipped":
        with zipfile.ZipFile(path) as archive:
            info = archive.getinfo("x_train.npy")
        at = info.header_offset + 60 + info.compress_size // 2
        path.write_bytes(raw[:at] + bytes([raw[at] ^ 0x55]) + raw[at + 1 :])
    elif how == "no x_train":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("a\x1b[2J.npy", b"")
    return path


@pytest.mark.parametrize("how", ["truncated", "empty", "text", "flipped", "no x_train"])
def test_a_damaged_file_is_one_clear_message(tmp_path: Path, how: str) -> None:
    with pytest.raises(DataError) as caught:
        load(small(damaged(write_imdb(tmp_path), how)), 0)
    message = str(caught.value)
    assert message.startswith(str(tmp_path / "imdb.npz"))
    assert message.isprintable()
    assert "Traceback" not in message
    assert ". Name another copy in data.path, or remove that key" in message


@pytest.mark.parametrize(
    ("data", "what_to_do"),
    [
        (ImdbData(), "Delete it and load the data to download it again"),
        (ImdbData(download=False), "Replace it with a complete copy"),
        (ImdbData(url="file:///mirror"), "Replace it with a complete copy"),
    ],
)
def test_a_damaged_download_says_how_to_get_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data: ImdbData, what_to_do: str
) -> None:
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    (tmp_path / "datasets").mkdir()
    damaged(write_imdb(tmp_path / "datasets"), "truncated")
    with pytest.raises(DataError, match=rf"imdb\.npz is damaged .*\. {what_to_do}$"):
        load(data, 0)


def test_a_file_that_cannot_be_unpacked_need_not_be_deleted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    child = tmp_path / "npz.py"
    monkeypatch.setattr(npz, "__file__", str(child))
    said = (
        '{"event": "failed", "message": "cannot be read or unpacked: No space left on device", '
        '"damaged": false}'
    )
    child.with_name("npz_child.py").write_text(f"print({said!r}); raise SystemExit(1)")
    with pytest.raises(DataError, match=r"No space left on device$"):
        load(small(write_imdb(tmp_path / "imdb")), 0)
