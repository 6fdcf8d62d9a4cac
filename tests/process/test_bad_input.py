"""Bad input through the command line: one message that says what to do, and nothing broken."""

import io
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from rnn_tui.experiment import load
from rnn_tui.io.exits import Exit
from rnn_tui.runs import RunDirectory, State, list_runs
from rnn_tui.runs.files import events
from tests.lives import Lab, state_of
from tests.small_text import write_experiment

LEFT_BY_A_FAILED_START = {
    "experiment.toml",
    "events.jsonl",
    "status.json",
    "engine.log",
    "lock",
}


class Evil:
    """What a pickle would run."""

    def __init__(self, marker: Path) -> None:
        self.marker = marker

    def __reduce__(self) -> object:
        return os.mkdir, (str(self.marker),)


@pytest.fixture
def config(lab: Lab, tmp_path: Path) -> Path:
    return write_experiment(tmp_path)


def refused(lab: Lab, code: int, *arguments: str | Path) -> str:
    """The one message with which the command line ends; nothing on stdout of a front-end."""
    ended = lab.cli("--batch", *arguments, fork=True)
    assert ended.returncode == code, ended.stderr
    assert "Traceback" not in ended.stdout + ended.stderr
    assert ended.stderr.startswith("error: ")
    assert ended.stderr.count("error:") == 1
    return ended.stderr


# Wrong before a run exists: exit 2, no run.


def test_all_wrong_keys_and_values_are_named_in_one_error(lab: Lab, config: Path) -> None:
    wrong = ("train.epoch=3", "data.maxlen=many", "layers.1.units=0", "train.optimizer=adaam")
    settings = [text for setting in wrong for text in ("--set", setting)]
    said = refused(lab, Exit.USAGE, "-c", config, *settings)
    for name in ("train.epoch", "data.maxlen", "layers.1.units", "train.optimizer"):
        assert name in said
    assert "adam" in said
    assert "epochs" in said


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["-c", "imdb-simple-rn"], ["imdb-simple-rn", "imdb-simple-rnn"]),
        (["-c", "no/such.toml"], ["no/such.toml"]),
        (["-c", "broken.toml"], ["broken.toml", "line 2"]),
        (["-c", "binary.toml"], ["binary.toml"]),
        (["--set", "layers.2.units=5"], ["layers.2.units=1"]),
        (["--runs-dir", "file/runs"], ["file/runs", "--runs-dir"]),
        (["--runs-dir", "/proc/runs"], ["/proc/runs", "--runs-dir"]),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_a_wrong_configuration_or_folder_makes_no_run(
    lab: Lab, arguments: list[str], words: list[str]
) -> None:
    (lab.folder / "broken.toml").write_text('name = "x"\n[train\nepochs = 3\n')
    (lab.folder / "binary.toml").write_bytes(bytes(range(256)))
    (lab.folder / "file").write_text("not a folder")
    before = list_runs(lab.runs)
    said = refused(lab, Exit.USAGE, *arguments)
    for word in words:
        assert word in said
    assert list_runs(lab.runs) == before
    assert (lab.folder / "file").read_text() == "not a folder"


# Wrong data: found by the engine within its first second, before TensorFlow.


def missing(folder: Path) -> Path:
    return folder / "nowhere.csv"


def without_the_column(folder: Path) -> Path:
    (folder / "corpus.csv").write_text("review,label\n" + "a film,good\na bore,bad\n" * 20)
    return folder / "corpus.csv"


def of_one_class(folder: Path) -> Path:
    (folder / "one.csv").write_text("text,label\n" + "a film,good\n" * 20)
    return folder / "one.csv"


def of_empty_texts(folder: Path) -> Path:
    (folder / "empty.csv").write_text("text,label\n" + ",good\n  ,bad\n" * 20)
    return folder / "empty.csv"


def of_three_classes(folder: Path) -> Path:
    (folder / "three.csv").write_text("text,label\n" + "fine,a\ngrim,b\nsoso,c\n" * 20)
    return folder / "three.csv"


def an_empty_folder(folder: Path) -> Path:
    (folder / "empty").mkdir()
    return folder / "empty"


Case = tuple[Callable[[Path], Path], int, list[str]]

TEXTS: list[Case] = [
    (missing, Exit.DATA, ["nowhere.csv", "no such file"]),
    (without_the_column, Exit.DATA, ["corpus.csv", "text_column", "review"]),
    (of_one_class, Exit.DATA, ["one.csv", "class"]),
    (of_empty_texts, Exit.DATA, ["empty.csv", "empty"]),
    (of_three_classes, Exit.USAGE, ["3 classes", "--set layers.3.units=3"]),
    (an_empty_folder, Exit.DATA, ["empty", "folder"]),
]


def truncated(folder: Path) -> Path:
    whole = io.BytesIO()
    np.savez(whole, x_train=np.arange(5_000))
    return npz(folder, whole.getvalue()[:20_000])


def hostile(folder: Path) -> Path:
    rows = np.array([Evil(folder / "marker"), [1, 2]], dtype=object)
    labels = np.array([0, 1])
    whole = io.BytesIO()
    np.savez(whole, x_train=rows, y_train=labels, x_test=rows, y_test=labels)
    return npz(folder, whole.getvalue())


def giant(folder: Path) -> Path:
    """A few bytes that ask for 69 GB."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        for name in ("x_train", "y_train", "x_test", "y_test"):
            head = b"{'descr': '<i8', 'fortran_order': False, 'shape': (9250000000,), }"
            head += b" " * (118 - len(head) - 1) + b"\n"
            archive.writestr(f"{name}.npy", b"\x93NUMPY\x01\x00" + b"\x76\x00" + head)
    return npz(folder, whole.getvalue())


def no_npz(folder: Path) -> Path:
    return npz(folder, b"<html>404 not found</html>")


def npz(folder: Path, content: bytes) -> Path:
    path = folder / "imdb.npz"
    path.write_bytes(content)
    return path


ARCHIVES: list[Case] = [
    (truncated, Exit.DATA, ["imdb.npz", "damaged"]),
    (hostile, Exit.DATA, ["imdb.npz", "mkdir"]),
    (giant, Exit.DATA, ["imdb.npz", "68.9 GB"]),
    (no_npz, Exit.DATA, ["imdb.npz", "not an .npz file"]),
]


def name_of(value: object) -> str | None:
    return value.__name__ if callable(value) else None


@pytest.mark.parametrize(("make", "code", "words"), TEXTS, ids=name_of)
def test_texts_that_cannot_be_used_fail_with_their_exit_code(
    lab: Lab,
    config: Path,
    tmp_path: Path,
    make: Callable[[Path], Path],
    code: int,
    words: list[str],
) -> None:
    settings = ["--set", f"data.path={make(tmp_path)}"]
    if make is without_the_column:
        settings += ["--set", "data.text_column=text"]
    said = refused(lab, code, "-c", config, *settings)
    for word in words:
        assert word in said
    failed_cleanly(lab, said)


@pytest.mark.parametrize(("make", "code", "words"), ARCHIVES, ids=name_of)
def test_an_npz_file_that_cannot_be_used_fails_and_runs_nothing(
    lab: Lab, tmp_path: Path, make: Callable[[Path], Path], code: int, words: list[str]
) -> None:
    path = make(tmp_path)
    said = refused(lab, code, "-c", "imdb-simple-rnn", "--set", f"data.path={path}")
    for word in words:
        assert word in said
    assert list(tmp_path.iterdir()) == [path]  # no marker: nothing of it was run
    failed_cleanly(lab, said)


def failed_cleanly(lab: Lab, said: str) -> None:
    """The run tells the same, holds no half of a file, and the cache holds none either."""
    run = list_runs(lab.runs)[0]
    state = state_of(run)
    assert state.state == State.FAILED
    assert state.failure is not None
    assert state.failure.message in said
    assert {path.name for path in run.path.iterdir()} <= LEFT_BY_A_FAILED_START
    assert "Traceback" not in run.engine_log.read_text()
    load(run.experiment)
    assert not half_written(lab.folder / "cache")


def half_written(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.name.startswith(".") or "tmp" in path.name]


def test_a_run_that_lacked_its_data_resumes_once_it_is_back(
    lab: Lab, config: Path, tmp_path: Path
) -> None:
    path = tmp_path / "corpus.csv"
    path.rename(tmp_path / "elsewhere.csv")
    refused(lab, Exit.DATA, "-c", config)
    run: RunDirectory = list_runs(lab.runs)[0]
    (tmp_path / "elsewhere.csv").rename(path)
    life = lab.resume(run)
    life.sees(events.Loaded)
    assert lab.cli("stop", run.run_id).returncode == 0
    assert life.ends() == Exit.INTERRUPTED
    assert state_of(run).state == State.STOPPED
