"""`rnn-tui predict`: where texts come from, what is printed, how it ends."""

import gzip
import json
import lzma
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from rnn_tui.cli import cli
from tests.trained_runs import (
    EMBEDDING,
    RNN,
    SIGMOID,
    experiment,
    save_weights,
    trained,
    vocabulary,
)
from tests.trained_runs import random_weights as random


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RNN_TUI_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("RNN_TUI_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("RNN_TUI_RUNS", str(tmp_path / "runs"))


@pytest.fixture
def runs(tmp_path: Path) -> Path:
    """A folder with one run, `tiny-1`."""
    trained(tmp_path / "runs")
    return tmp_path / "runs"


def call(*arguments: str | Path, stdin: str | bytes = "") -> Result:
    return CliRunner().invoke(cli, ["predict", *map(str, arguments)], input=stdin)


def records(done: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_a_text_in_full(runs: Path) -> None:
    done = call("last", "good film, a flick")
    assert done.exit_code == 0
    assert done.stdout.splitlines() == [
        "negative  0.2689",
        "positive  0.7311  <-",
        "4 words, 2 out of vocabulary: a, flick",
        "tiny-1, last checkpoint, after epoch 1",
    ]
    assert "13 words; 5 cut off, beyond what" in call("tiny-1", "good " * 13).stdout


def test_standard_input_is_one_text(runs: Path) -> None:
    (record,) = records(call("last", "--json", stdin="good film\nbad bad\n"))
    assert (record["words"], record["class"]) == (4, "negative")
    assert call("last", stdin=b"good \xff\xfe").exit_code == 0


def test_a_text_as_json(runs: Path) -> None:
    (record,) = records(call("last", "--json", "good 电影"))
    assert record == {
        "v": 1,
        "run": "tiny-1",
        "checkpoint": "last",
        "class": "positive",
        "probability": pytest.approx(0.7311, abs=1e-4),
        "probabilities": {
            "negative": pytest.approx(0.2689, abs=1e-4),
            "positive": pytest.approx(0.7311, abs=1e-4),
        },
        "words": 3,
        "unknown": ["电", "影"],
        "unknown_count": 2,
        "cut": 0,
    }


LINES = b"\xef\xbb\xbfgood film\r\n\n!!!\nbad \x1b[31m \xff flick " + b"film " * 40 + b"\n"


def test_a_file_as_a_table(runs: Path, tmp_path: Path) -> None:
    (tmp_path / "texts").write_bytes(LINES)
    done = call("last", "--file", tmp_path / "texts")
    assert done.exit_code == 0
    heading, good, nothing, bad = done.stdout.splitlines()
    assert heading.split() == ["line", "class", "probability", "words", "unknown", "text"]
    assert good.split() == ["1", "positive", "0.7311", "2", "0", "good", "film"]
    assert nothing.endswith("the text has no words")
    assert bad.split()[:5] == ["4", "negative", "0.5000", "43", "2"]
    assert bad.endswith("…")
    assert "\x1b" not in done.stdout
    assert {line.index(word) for line, word in zip((good, bad), ("good", "bad"), strict=True)} == {
        heading.index("text")
    }


def test_a_file_as_json_lines(runs: Path) -> None:
    found = records(call("last", "--file", "-", "--json", stdin=LINES))
    assert [record["line"] for record in found] == [1, 3, 4]
    assert [record.get("class") for record in found] == ["positive", None, "negative"]
    assert found[1]["error"] == "the text has no words"


def test_more_lines_than_a_batch_in_their_order(runs: Path) -> None:
    found = records(call("last", "--file", "-", "--json", stdin="good\nbad\n" * 300))
    assert [record["line"] for record in found] == list(range(1, 601))
    assert [record["class"] for record in found] == ["positive", "negative"] * 300


def test_wide_names_and_texts_keep_the_columns(tmp_path: Path) -> None:
    of = experiment(EMBEDDING, RNN, SIGMOID)
    words = vocabulary(classes=("差\x1b[2J", "非常好"))
    trained(tmp_path / "runs", of, random(of), words)
    done = call("last", "--file", "-", stdin="电影" * 100 + "\ngood\n")
    assert "\x1b" not in done.stdout
    assert done.stdout.splitlines()[1].endswith("…")


def test_whose_weights(tmp_path: Path) -> None:
    run = trained(tmp_path / "runs")
    assert call("last", "good", "--checkpoint", "last").exit_code == 0
    refused = call("last", "good", "--checkpoint", "best")
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "before its first epoch is complete" in refused.stderr
    save_weights(run, random(experiment()), best=True)
    (record,) = records(call("last", "good", "--checkpoint", "best", "--json"))
    assert record["checkpoint"] == "best"


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("nonesuch", "good"), 2, "no run in"),
        (("last", "good", "--file", "x"), 2, "cannot be combined"),
        (("last", ""), 3, "the text is empty"),
        (("last", "?!"), 3, "the text has no words"),
        (("last",), 3, "the text is empty"),
        (("last", "--file", "/nonesuch"), 3, "cannot read /nonesuch: no such file"),
        (("last", "--file", "/"), 3, "cannot read /: is a directory"),
        (("last", "--file", os.devnull), 3, "/dev/null contains no text"),
    ],
)
def test_refusals(runs: Path, arguments: tuple[str, ...], code: int, words: str) -> None:
    done = call(*arguments)
    assert (done.exit_code, done.stdout) == (code, "")
    assert words in done.stderr
    assert "Traceback" not in done.output


def test_a_file_of_which_nothing_can_be_predicted(runs: Path) -> None:
    done = call("last", "--file", "-", "--json", stdin="?\n!\n")
    assert done.exit_code == 3
    assert len(records(done)) == 2


def test_a_run_without_a_checkpoint(runs: Path) -> None:
    for path in (runs / "tiny-1" / "checkpoints").iterdir():
        path.unlink()
    done = call("tiny-1", "good")
    assert done.exit_code == 2
    assert "has no checkpoint yet" in done.stderr


def test_a_damaged_checkpoint_is_told_on_stderr(runs: Path) -> None:
    run = trained(runs)
    save_weights(run, random(experiment()))
    (run.checkpoints / "epoch-0000002-1-train-00000000.npz").write_bytes(b"")
    done = call(run.run_id, "good", "--json")
    assert done.exit_code == 0
    assert "it is damaged" in done.stderr
    assert len(records(done)) == 1


COMMAND = [sys.executable, "-m", "rnn_tui", "predict", "last"]


def test_a_reader_that_leaves_is_no_error(runs: Path) -> None:
    process = subprocess.Popen(
        [*COMMAND, "--file", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    process.stdout.close()
    _, errors = process.communicate(b"good film\n" * 2_000, timeout=60)
    assert (process.returncode, errors) == (0, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
def test_a_full_disk_is_told_in_a_sentence(runs: Path) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [*COMMAND, "good"], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert done.returncode == 2
    assert done.stderr == "error: cannot write to standard output: no space left on device\n"


def test_one_thread_of_blas_and_neither_keras_nor_textual() -> None:
    probe = (
        "import sys; from rnn_tui.__main__ import main; sys.argv[1:] = ['predict', '--help']\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "import os, rnn_tui.batch.predict\n"
        "print(os.environ['OPENBLAS_NUM_THREADS'])\n"
        "print(*sorted({'keras', 'tensorflow', 'textual'} & set(sys.modules)))"
    )
    environment = {n: v for n, v in os.environ.items() if n != "OPENBLAS_NUM_THREADS"}
    done = subprocess.run(
        [sys.executable, "-c", probe], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-2:] == ["1", ""]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
@pytest.mark.parametrize("packed", ["", ".gz", ".xz"])
def test_a_file_is_read_as_training_reads_one(
    runs: Path, tmp_path: Path, end: str, encoding: str, packed: str
) -> None:
    """Encodings, line ends and packing."""
    opener = {"": open, ".gz": gzip.open, ".xz": lzma.open}[packed]
    path = tmp_path / f"texts.txt{packed}"
    chinese = "这部电影非常好看，我们都很喜欢它的故事"
    with opener(path, "wb") as file:
        file.write(end.join(["good film", "", chinese, "bad"]).encode(encoding))
    found = records(call("last", "--file", path, "--json"))
    assert [record["line"] for record in found] == [1, 3, 4]
    assert found[0]["class"] == "positive"
    assert "�" not in "".join(found[1]["unknown"])
    assert "电" in "".join(found[1]["unknown"])
    if not packed:
        piped = call("last", "--file", "-", "--json", stdin=path.read_bytes())
        assert records(piped) == found


def test_a_damaged_file_is_told(runs: Path, tmp_path: Path) -> None:
    path = tmp_path / "texts.txt.gz"
    path.write_bytes(gzip.compress(b"good film\n" * 1_000)[:-20])
    done = call("last", "--file", path)
    assert done.exit_code == 3
    assert "damaged" in done.stderr
    assert "\n" not in done.stderr.strip()
