"""A star, tags and a note on a run: kept in its directory, changed by several at once."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from made_runs import made_run

from rnn_tui.cli import cli
from rnn_tui.runs import RunDirectory, RunError
from rnn_tui.runs.files import ownership
from rnn_tui.runs.files.marks import Marks, change_tags, marks_of, set_star
from rnn_tui.runs.files.note import write_note


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("RNN_TUI_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("RNN_TUI_RUNS", str(tmp_path / "runs"))
    return tmp_path / "runs"


@pytest.fixture
def run(folder: Path) -> RunDirectory:
    return made_run(folder)


def call(*arguments: str) -> Result:
    return CliRunner().invoke(cli, [*arguments])


def test_marks_come_and_go_with_their_file(run: RunDirectory) -> None:
    assert marks_of(run) == Marks()
    set_star(run, True)
    change_tags(run, ["b", "a", "b"])
    assert marks_of(run) == Marks(True, ("a", "b"))
    change_tags(run, ["c"], remove=["a", "never"])
    set_star(run, False)
    assert marks_of(run) == Marks(False, ("b", "c"))
    change_tags(run, [], remove=["b", "c"])
    assert not run.marks.exists()


def test_many_who_tag_at_once_lose_no_tag(run: RunDirectory) -> None:
    tags = [f"tag-{number}" for number in range(20)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda tag: change_tags(run, [tag]), tags))
    assert marks_of(run).tags == tuple(sorted(tags))


@pytest.mark.parametrize(
    "tag", ["", "two words", "-x", "a,b", 'a"', "a\n", "x" * 41, "a=b", "\x1b"]
)
def test_what_cannot_be_a_tag_is_refused(run: RunDirectory, tag: str) -> None:
    with pytest.raises(RunError, match="cannot be a tag: it is one word"):
        change_tags(run, [tag])


def test_tags_have_a_limit(run: RunDirectory) -> None:
    with pytest.raises(RunError, match="a run can have 20 tags, imdb-1 would have 21"):
        change_tags(run, [str(number) for number in range(21)])


@pytest.mark.parametrize("content", ["{", "[]", '{"v": 2, "star": true}', '{"v": 1, "tags": 3}'])
def test_a_file_that_cannot_be_read_is_kept(run: RunDirectory, content: str) -> None:
    run.marks.write_text(content)
    assert marks_of(run) == Marks()
    with pytest.raises(RunError, match="cannot be read and is kept as it is"):
        set_star(run, True)
    assert run.marks.read_text() == content


def test_what_another_program_keeps_there_stays(run: RunDirectory) -> None:
    run.marks.write_text('{"v": 1, "colour": "red"}')
    set_star(run, True)
    assert json.loads(run.marks.read_text()) == {
        "v": 1, "colour": "red", "star": True, "tags": [],
    }  # fmt: skip


def test_a_comment_of_another_user_does_not_make_a_run_theirs(
    run: RunDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_star(run, True)
    write_note(run, "good")
    owners = dict(ownership._owners(run))
    assert run.marks not in owners
    assert run.note not in owners
    assert run.experiment in owners


def test_the_command_line_stars_and_tags(run: RunDirectory) -> None:
    other = made_run(run.path.parent)
    assert call("star", "imdb-1", "imdb-2").stdout == "starred imdb-1\nstarred imdb-2\n"
    assert call("star", "imdb-2", "--remove").stdout == "removed the star of imdb-2\n"
    assert call("tag", "imdb-1", "baseline", "batch-64").stdout == "baseline batch-64\n"
    assert call("tag", "imdb-1", "--remove", "baseline").stdout == "batch-64\n"
    assert call("tag", "imdb-1").stdout == "batch-64\n"
    assert call("tag", "imdb-2").stdout == ""
    assert (marks_of(run), marks_of(other)) == (Marks(True, ("batch-64",)), Marks())
    assert "\nstarred, tags: batch-64\n" in call("show", "imdb-1").stdout
    assert call("runs", "--filter", "tag=batch-64 starred", "--json").stdout.count("\n") == 1


def test_a_tag_that_is_none_is_one_error(run: RunDirectory) -> None:
    done = call("tag", "imdb-1", "a b")
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.startswith("error: 'a b' cannot be a tag: it is one word")
