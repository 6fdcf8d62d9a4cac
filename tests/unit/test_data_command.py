"""`rnn-tui data`: what would be loaded, without training."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from data_files import cache, in_process, write_imdb, write_tree

from rnn_tui.batch.documents.schemas import schema_of
from rnn_tui.cli import cli

__all__ = ["cache", "in_process"]
pytestmark = pytest.mark.usefixtures("cache")

ROWS = [("np"[i % 2], f"a {'good' if i % 2 else 'bad'} film {i}") for i in range(40)]


def table(path: Path, rows: list[tuple[str, str]] = ROWS, name: str = "a.csv") -> Path:
    lines = "".join(f"{i};{label};{text}\n" for i, (label, text) in enumerate(rows))
    (path / name).write_text("id;label;text\n" + lines)
    return path / name


def data(*arguments: object) -> Result:
    return CliRunner().invoke(cli, ["data", *map(str, arguments)])


def told(*arguments: object) -> dict[str, Any]:
    result = data(*arguments, "--json")
    assert result.exit_code == 0, result.output
    (line,) = result.stdout.splitlines()
    return dict(json.loads(line))


def test_all_facts_of_a_table(tmp_path: Path) -> None:
    result = data(table(tmp_path), "--set", "data.maxlen=4")
    assert result.exit_code == 0, result.output
    for expected in (
        f"source: text, {tmp_path / 'a.csv'}",
        "read as delimited text, utf-8, separator semicolon, with a heading, quotes double",
        "text: column 'text', label: column 'label'",
        "not used: 'id'",
        "parts: 26 to train, 6 to validate, 8 to test",
        "classes: 2",
        "  n: 16 to train, 4 to test",
        "lengths: 5 to 5 timesteps, median 5, mean 5.0; at maxlen 4 0.0% are padded, 100.0% trunc",
        "unknown words: 0.0% in training, 25.0% in test",
        "example 1: n, 5 timesteps, 1 cut away",
        "  a bad film",
        "example 3:",
    ):
        assert expected in result.output


def test_the_same_as_json(tmp_path: Path) -> None:
    found = told(table(tmp_path), "--set", "data.maxlen=8")
    assert found["taken"]["separator"] == ";"
    assert found["taken"]["unused_columns"] == ["id"]
    assert (found["train"], found["validation"], found["test"]) == (26, 6, 8)
    assert found["classes"][0] == {"name": "n", "train": 16, "validation": 0, "test": 4}
    assert found["lengths"] == {"shortest": 5, "median": 5.0, "mean": 5.0, "longest": 5}
    assert found["unknown"] == {"train": 0.0, "validation": None, "test": 0.25}
    assert len(found["examples"]) == 3
    assert found["examples"][0]["padding"] == 3
    assert set(found) == set(schema_of("data")["required"])


def test_unknown_words_are_marked(tmp_path: Path) -> None:
    found = told(table(tmp_path), "--set", "data.num_words=6")
    assert "‹" in found["examples"][0]["words"]
    assert found["unknown"]["train"] > 0.3


def test_a_validation_part_is_noted(tmp_path: Path) -> None:
    for name, rows in (("train.csv", ROWS), ("dev.csv", ROWS[:10]), ("test.csv", ROWS[:6])):
        table(tmp_path, rows, name)
    found = told(tmp_path)
    assert (found["train"], found["validation"], found["test"]) == (40, 10, 6)
    assert found["classes"][0]["validation"] == 5
    assert found["unknown"]["validation"] == 0.0
    assert any("its own validation part" in note for note in found["notes"])
    assert "5 to validate" in data(tmp_path).output


def test_notes_are_printed(tmp_path: Path) -> None:
    result = data(table(tmp_path, [*ROWS, ("slip", "one of its own")]))
    assert "note: class 'slip' has only 1 text" in result.output


def test_class_folders(tmp_path: Path) -> None:
    texts = {f"{label}/{i}.txt": text.encode() for i, (label, text) in enumerate(ROWS)}
    result = data(write_tree(tmp_path / "root", texts))
    assert "read as class folders, utf-8" in result.output


def test_the_sample() -> None:
    result = data("sample")
    assert "source: sample" in result.output
    assert "parts: 3,200 to train, 800 to validate, 1,000 to test" in result.output


@pytest.mark.usefixtures("in_process")
@pytest.mark.parametrize("folder", [False, True])
def test_keras_file_or_its_folder(tmp_path: Path, folder: bool) -> None:
    path = write_imdb(tmp_path / "imdb")
    result = data(path.parent if folder else path, "--set", "data.maxlen=4")
    assert "source: imdb" in result.output
    assert "timesteps" in result.output


def test_a_configuration_names_the_data_too(tmp_path: Path) -> None:
    table(tmp_path)
    config = tmp_path / "own.toml"
    config.write_text('[data]\nsource = "text"\npath = "a.csv"\nmaxlen = 7\n')
    assert "at maxlen 7" in data("-c", config).output


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        ((), 2, "name a file or folder"),
        (("nowhere.csv",), 3, "No such file"),
        (("sample", "--set", "data.maxlen=0"), 2, "data.maxlen"),
        (("sample", "--set", "data.num_words=4"), 2, "data.num_words"),
    ],
)
def test_data_that_cannot_be_loaded_is_one_sentence(
    arguments: tuple[str, ...], code: int, said: str
) -> None:
    result = data(*arguments)
    assert result.exit_code == code
    assert said.casefold() in result.stderr.casefold()
    assert "Traceback" not in result.output


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("", "the path of the data is empty"),
        ("a\nb.csv", "cannot be the path of data"),
        ("a\udcff.csv", "give the file a name"),
    ],
)
def test_a_path_that_no_run_can_write_down(path: str, words: str) -> None:
    done = data(path)
    assert done.exit_code == 2
    assert done.stderr.startswith("error: ")
    assert words in done.stderr
    assert "preset" not in done.stderr
