"""What a run says about its data: in the events, headless, and in `show`."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from rnn_tui.batch.lines import data_lines
from rnn_tui.batch.show import show_run
from rnn_tui.data.text.read_as import ReadAs
from rnn_tui.experiment import load
from rnn_tui.results.data.format import taken_lines
from rnn_tui.runs import RunDirectory, RunState, create
from rnn_tui.runs.files.event_log import LogWriter
from rnn_tui.runs.files.events import Loaded, parse
from rnn_tui.runs.state.fold import fold

TAKEN = ReadAs(
    "table",
    "gb18030",
    separator=";",
    quotes="double",
    heading=True,
    text_columns=("title", "body"),
    label_column="topic",
    unused_columns=("id", "a\x1b[2Jb"),
    files_aside=("test.csv (it has no column 'topic')",),
)


def loaded(**other: object) -> Loaded:
    return Loaded.model_validate(
        {
            "train": 8,
            "validation": 2,
            "test": 4,
            "train_sequences": 8,
            "maxlen": 5,
            "classes": ["a", "b"],
            "steps": 1,
            "validation_steps": 1,
            "test_steps": 1,
            "notes": ["ignored 2 texts without a word"],
            "taken": TAKEN.to_dict(),
            **other,
        }
    )


def test_an_event_holds_what_was_taken_and_reads_it_back() -> None:
    event = parse(loaded().line())
    assert isinstance(event, Loaded)
    assert ReadAs.from_dict(event.taken).text_columns == TAKEN.text_columns


def test_an_event_of_an_older_version_has_nothing_of_it() -> None:
    content = json.loads(loaded().line())
    del content["taken"]
    event = parse(json.dumps(content).encode())
    state = fold(RunState(), event)
    assert state.taken == {}
    assert data_lines(state)[-1] == "note: ignored 2 texts without a word"


def test_headless_lines_tell_how_texts_were_read_and_every_note() -> None:
    lines = data_lines(fold(RunState(), loaded()))
    for expected in (
        "read as table, gb18030, separator semicolon, with a heading, quotes double",
        "text: columns 'title' and 'body', label: column 'topic'",
        "note: ignored 2 texts without a word",
    ):
        assert expected in lines
    assert not any("\x1b" in line for line in lines)


def test_every_note_is_told_however_many_there_are() -> None:
    notes = [f"note {i}" for i in range(40)]
    lines = data_lines(fold(RunState(), loaded(notes=notes)))
    assert [line for line in lines if line.startswith("note: ")] == [f"note: {n}" for n in notes]


def test_imdb_has_nothing_that_was_taken() -> None:
    assert taken_lines({}) == []


@pytest.fixture
def run(tmp_path: Path) -> RunDirectory:
    run = create(tmp_path, load("quickstart"))
    LogWriter(run.events).append(loaded())
    return run


def test_show_tells_the_same(run: RunDirectory, capsys: pytest.CaptureFixture[str]) -> None:
    show_run(run, json_lines=False)
    printed = capsys.readouterr().out
    assert "text: columns 'title' and 'body', label: column 'topic'" in printed
    assert "note: ignored 2 texts without a word" in printed
    show_run(run, json_lines=True)
    told = json.loads(capsys.readouterr().out)
    assert told["taken"]["encoding"] == "gb18030"
    assert told["data_notes"] == ["ignored 2 texts without a word"]
    assert [told["sizes"][part] for part in ("train", "validation", "test")] == [8, 2, 4]


def test_classes_that_files_are_named_after_are_said_to_come_from_there() -> None:
    lines = taken_lines(replace(TAKEN, label_column=None).to_dict())
    assert "text: columns 'title' and 'body', label: the file's name" in lines
