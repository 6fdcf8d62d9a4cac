"""`rnn-tui evaluate`: a network on its test part, and on labelled texts of another place."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from rnn_tui.cli import cli
from tests.trained_runs import trained

TEXTS = """\
text,label
a good film,positive
good good,positive
bad,negative
a good but bad bad film,negative
the good,negative
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("state", "cache", "runs"):
        monkeypatch.setenv(f"RNN_TUI_{name.upper()}", str(tmp_path / name))
    trained(tmp_path / "runs")
    return tmp_path


def call(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["evaluate", "last", *arguments])


def texts(folder: Path, content: str = TEXTS) -> str:
    path = folder / "mine.csv"
    path.write_text(content, encoding="utf-8")
    return str(path)


def test_other_labelled_texts_are_counted_one_by_one(folder: Path) -> None:
    found = json.loads(call("--data", texts(folder), "--json").stdout)
    assert found["texts"] == 5
    assert found["classes"] == ["negative", "positive"]
    assert found["confusion"] == [[2, 1], [0, 2]]
    assert found["logs"]["acc"] == pytest.approx(4 / 5)


def test_lines_show_figures_and_the_matrix(folder: Path) -> None:
    path = texts(folder)
    head, figures, *matrix = call("--data", path).stdout.splitlines()
    assert head.endswith(f"on 5 texts of {path}")
    assert "acc 0.8000" in figures
    assert [line.split()[-2:] for line in matrix[1:]] == [["2", "1"], ["0", "2"]]


def test_a_text_of_unknown_words_counts_and_one_without_words_is_told(folder: Path) -> None:
    done = call("--data", texts(folder, TEXTS + "zzz yyy,positive\n...,positive\n"), "--json")
    assert json.loads(done.stdout)["texts"] == 6
    assert "without a word" in done.stderr


def test_a_class_that_the_run_does_not_know_is_a_data_error(folder: Path) -> None:
    done = call("--data", texts(folder, TEXTS + "film,neutral\n"))
    assert done.exit_code == 3
    assert "has a text of the class 'neutral', which run tiny" in done.stderr
    assert "it knows negative, positive" in done.stderr
    assert done.stdout == ""


def test_a_path_where_nothing_is(folder: Path) -> None:
    done = call("--data", str(folder / "nowhere.csv"))
    assert done.exit_code == 3
    assert "nowhere.csv" in done.stderr


def test_its_own_test_part(folder: Path) -> None:
    found = json.loads(call("--json").stdout)
    assert found["data"] is None
    assert found["texts"] == 1000
    assert sum(map(sum, found["confusion"])) == 1000
