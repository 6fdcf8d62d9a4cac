"""Where something is missing that is there elsewhere: a home, a user's name, a working folder."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from rnn_tui.runs import State, list_runs
from tests.lives import PATIENCE, Lab, state_of
from tests.pty_terminal import Terminal

STRANGER = "12345"
"""A user id that has no name here."""

SIZE = (80, 24)

Start = Callable[..., list[str]]


@pytest.fixture
def as_a_stranger(tmp_path: Path) -> Iterator[Start]:
    """Makes a command of `rnn-tui` with these arguments and variables, and no others.

    It runs as a user without a name, in a folder that is open to everybody. What it needs to
    read of ours it may read, whatever the permissions of this checkout are.
    """
    setpriv = shutil.which("setpriv")
    if setpriv is None or os.getuid() != 0:
        pytest.skip("only root, with setpriv, can become a user without a name")
    wanted = [setpriv, "--reuid", STRANGER, "--clear-groups"]
    wanted += ["--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search"]
    able = subprocess.run([*wanted, sys.executable, "-c", ""], capture_output=True, check=False)
    if able.returncode != 0:
        pytest.skip(f"becoming another user is not possible here: {able.stderr!r}")
    open_to_all = tmp_path / "open"
    open_to_all.mkdir()
    open_to_all.chmod(0o777)

    def command(*arguments: str, **environment: str) -> list[str]:
        variables = [f"{name}={value}" for name, value in environment.items()]
        program = [sys.executable, "-P", "-m", "rnn_tui", *arguments]
        return [*wanted, "env", "-i", f"TMPDIR={open_to_all}", *variables, *program]

    return command


def done(command: list[str], folder: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        command,
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
        stdin=subprocess.DEVNULL,
    )


def test_a_user_without_name_home_or_environment_can_train_and_open_the_app(
    as_a_stranger: Start, tmp_path: Path
) -> None:
    """Both programs of the README's commands: the headless sample, and the app."""
    folder = tmp_path / "open"
    before = Path("/tmp/.keras").exists()
    said = done(as_a_stranger("--batch", "--set", "train.epochs=1"), folder)
    assert (said.returncode, said.stderr) == (0, "")
    assert f"no home folder: using {folder}/rnn-tui-{STRANGER} (" in said.stdout
    (run,) = list_runs(folder / "runs")
    assert state_of(run).state == State.FINISHED
    assert run.path.stat().st_uid == int(STRANGER)
    assert (folder / f"rnn-tui-{STRANGER}").stat().st_mode & 0o777 == 0o700
    assert Path("/tmp/.keras").exists() == before

    predicted = done(as_a_stranger("predict", "last", "a good film"), folder)
    assert (predicted.returncode, predicted.stderr) == (0, "")
    listed = done(as_a_stranger("runs"), folder)
    assert run.run_id in listed.stdout

    command = as_a_stranger(TERM="xterm-256color", LANG="C.UTF-8")
    with Terminal(command, {"PATH": os.environ["PATH"]}, SIZE, folder) as terminal:
        terminal.until(lambda now: now.shows("? help") and now.shows("no home folder"))
        terminal.press("4", lambda now: now.shows("quickstart"))
        terminal.send("q")
        assert terminal.ends() == 0
        assert not terminal.shows("Traceback")


def test_a_home_that_cannot_be_written_is_reported_and_left_alone(
    as_a_stranger: Start, tmp_path: Path
) -> None:
    folder, home = tmp_path / "open", tmp_path / "home"
    home.mkdir(mode=0o755)
    said = done(as_a_stranger("runs", "--all", HOME=str(home)), folder)
    assert said.returncode == 0
    assert f"{home}/.local/state/rnn-tui cannot be written: using {folder}/rnn-tui-" in said.stderr
    command = as_a_stranger(TERM="xterm-256color", LANG="C.UTF-8", HOME=str(home))
    with Terminal(command, {"PATH": os.environ["PATH"]}, SIZE, folder) as terminal:
        terminal.until(lambda now: now.shows("? help") and now.shows("cannot be written"))
        terminal.send("q")
        assert terminal.ends() == 0
    assert list(home.iterdir()) == []


@pytest.fixture
def gone(tmp_path: Path) -> Iterator[Path]:
    """A folder to be deleted while a program is in it."""
    folder = tmp_path / "gone"
    folder.mkdir()
    yield folder
    assert not folder.exists()


def test_an_app_whose_working_folder_is_deleted_goes_on(lab: Lab, gone: Path) -> None:
    environment = lab.environment | {"TERM": "xterm-256color", "LANG": "C.UTF-8"}
    command = lab.command("-m", "rnn_tui", "--runs-dir", lab.runs)
    with Terminal(command, environment, SIZE, gone) as terminal:
        terminal.until(lambda now: now.shows("? help"))
        gone.rmdir()
        terminal.press("\x13", lambda now: now.shows("Save as"))
        terminal.press("\x1b", lambda now: not now.shows("Save as"))
        terminal.press("2", lambda now: now.shows("Source"))
        terminal.press("4", lambda now: now.shows("No runs in"))
        terminal.press("3", lambda now: now.shows("Ready to train"))
        terminal.press("t", lambda now: now.shows("finished"), PATIENCE)
        terminal.send("q")
        assert terminal.ends() == 0
        assert not terminal.shows("Traceback")
    (run,) = list_runs(lab.runs)
    assert state_of(run).state == State.FINISHED


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--help"], 0),
        (["presets"], 0),
        (["summary"], 0),
        (["runs"], 2),
        (["show", "last"], 2),
        (["--batch", "--detach"], 2),
        (["summary", "--set", "data.source=text", "--set", "data.path=x.csv"], 2),
        (["summary", "-c", "some.toml"], 2),
        (["attach", "last"], 2),
    ],
)
def test_a_command_whose_working_folder_is_deleted_says_so(
    lab: Lab, gone: Path, arguments: list[str], code: int
) -> None:
    """Or does without it."""
    script = 'cd "$1" && rmdir "$1" && shift && exec "$@"'
    command = ["bash", "-c", script, "bash", str(gone), *lab.command("-m", "rnn_tui", *arguments)]
    environment = {k: v for k, v in lab.environment.items() if k != "RNN_TUI_RUNS"}
    said = subprocess.run(
        command, env=environment, capture_output=True, text=True, check=False, timeout=PATIENCE
    )
    assert said.returncode == code
    assert "Traceback" not in said.stderr
    if code:
        assert said.stderr.startswith("error: ")
        expected = "no such file" if "some.toml" in arguments else "the working folder was deleted"
        assert expected in said.stderr


def test_warnings_as_errors_are_harmless(lab: Lab, tmp_path: Path) -> None:
    """Those of TensorFlow and of whatever else is imported."""
    process = subprocess.run(
        lab.command("-m", "rnn_tui", "--batch", "--set", "train.epochs=1"),
        env=lab.environment | {"PYTHONWARNINGS": "error", "RNN_TUI_RUNS": str(tmp_path / "runs")},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
        stdin=subprocess.DEVNULL,
    )
    assert (process.returncode, process.stderr) == (0, "")
    (run,) = list_runs(tmp_path / "runs")
    assert "Warning" not in run.engine_log.read_text()


def test_a_missing_library_is_named_when_the_engine_dies_early(lab: Lab, tmp_path: Path) -> None:
    """No library, no disk: an engine that ends before its first word says the truth about it."""
    broken = tmp_path / "broken" / "tensorflow"
    broken.mkdir(parents=True)
    (broken / "__init__.py").write_text("raise ImportError('libcudart.so.12: no such file')")
    process = subprocess.run(
        [sys.executable, "-m", "rnn_tui", "--batch", "--set", "train.epochs=1"],
        env=lab.environment
        | {"PYTHONPATH": str(broken.parent), "RNN_TUI_RUNS": str(tmp_path / "runs")},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
        stdin=subprocess.DEVNULL,
    )
    assert process.returncode == 5
    assert "libcudart.so.12: no such file" in process.stderr
    assert "disk" not in process.stderr
