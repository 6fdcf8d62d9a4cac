"""Runs of another user: looked at, never worked on with one's own rights, and never obeyed.

The victim has a uid of its own, the files of the attacker another one. Both take root to make.
"""

import json
import os
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from rnn_tui.io.exits import Exit
from rnn_tui.runs import Position, RunDirectory, State
from rnn_tui.runs.files.event_log import LogWriter
from rnn_tui.runs.files.events import Started, Stopped
from rnn_tui.runs.files.identity import Identity
from rnn_tui.runs.files.status import Status, home_of
from tests.lives import Lab, state_of
from tests.small_text import write_experiment

VICTIM, ATTACKER = 12345, 23456
SHORT = ("train.jit_compile=false", "train.early_stopping=none", "train.epochs=1")

HOLDER = (
    "import os, sys; from pathlib import Path; from rnn_tui.runs.files.lock import RunLock;"
    "lock = RunLock(Path(sys.argv[1])); print('held', flush=True); sys.stdin.read()"
)


def as_user(uid: int) -> list[str]:
    """What a command begins with that is to run as this user."""
    given = ["setpriv", "--reuid", str(uid), "--regid", str(uid), "--clear-groups"]
    starts = "import subprocess, sys; subprocess.run([sys.executable, '-c', ''], check=True)"
    asked = subprocess.run([*given, sys.executable, "-c", starts], capture_output=True, check=False)
    if asked.returncode:  # the interpreter lies where no other user may look
        given += ["--inh-caps", "+dac_read_search", "--ambient-caps", "+dac_read_search"]
    return given


class Victim(Lab):
    """A lab whose processes belong to another user than the test."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.env |= {"HOME": str(folder), "XDG_CACHE_HOME": str(folder / "xdg")}
        self._before = as_user(VICTIM)

    def command(self, *arguments: str | Path) -> list[str]:  # type: ignore[override]
        return [*self._before, *Lab.command(*arguments)]


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    """A folder that every user may look into."""
    if os.geteuid() or not shutil.which("setpriv"):
        pytest.skip("files of two users can be made by root alone, with setpriv")
    folder = Path(tempfile.mkdtemp(prefix="rnn-tui-two-users-", dir="/tmp"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def lab(place: Path) -> Iterator[Victim]:
    home = place / "victim"
    home.mkdir()
    give(home, VICTIM)
    victim = Victim(home)
    yield victim
    victim.clear()


def give(path: Path, uid: int) -> None:
    """Let all of it belong to the user."""
    for found in (path, *path.rglob("*")):
        os.chown(found, uid, uid, follow_symlinks=False)


@pytest.fixture(scope="module")
def secret(lab: Victim) -> Path:
    """Texts that nobody but the victim can read, and an experiment on them."""
    config = write_experiment(lab.folder, kind="SimpleRNN", rows=200)
    give(lab.folder, VICTIM)
    for path in lab.folder.glob("*.csv"):
        path.chmod(0o600)
    return config


@pytest.fixture
def trap(place: Path, lab: Victim, secret: Path) -> Iterator[RunDirectory]:
    """A stopped run of the attacker that names the victim's texts."""
    attacker = Lab(place / "attacker")
    run = attacker.create(secret, *SHORT)
    log = LogWriter(run.events)
    log.append(Started(pid=1))
    log.append(Stopped(epoch=0, reason="app"))
    (place / "attacker").chmod(0o755)
    run.path.parent.chmod(0o777)
    run.path.chmod(0o777)  # whoever comes may write
    give(place / "attacker", ATTACKER)
    for path in run.path.iterdir():
        path.chmod(0o666)
    yield run
    shutil.rmtree(place / "attacker")


def data_path(run: RunDirectory) -> str:
    return next(line for line in run.experiment.read_text().splitlines() if "path" in line)


def test_another_users_run_is_shown_and_its_resume_refused(lab: Victim, trap: RunDirectory) -> None:
    for arguments in (("show", trap.path), ("runs", "--runs-dir", trap.path.parent)):
        looked = lab.cli(*arguments)
        assert (looked.returncode, looked.stderr) == (0, "")
        assert "small-1" in looked.stdout
    refused = lab.cli("resume", trap.path)
    assert refused.returncode == Exit.USAGE
    assert refused.stderr.startswith(
        f"error: small-1 belongs to another user (uid {ATTACKER}), and"
    )
    assert "--copy-to FOLDER" in refused.stderr
    assert sorted(path.name for path in trap.path.iterdir()) == ["events.jsonl", "experiment.toml"]


def test_another_users_sweep_is_shown_and_not_worked_on(
    place: Path, lab: Victim, secret: Path
) -> None:
    (place / "attacker").mkdir()
    attacker = Lab(place / "attacker")
    made = attacker.cli("sweep", "-c", secret, "--seeds", "2", "--as", "bait", "--workers", "0")
    assert made.returncode == 0, made.stderr
    sweep = attacker.runs / "bait"
    for path in (place / "attacker", attacker.runs, sweep, *sweep.iterdir()):
        path.chmod(0o777)
    give(place / "attacker", ATTACKER)
    before = {path: path.read_bytes() for path in sweep.iterdir()}
    shown = lab.cli("sweep", "show", sweep)
    assert (shown.returncode, shown.stderr) == (0, "")
    assert "bait: waiting" in shown.stdout
    for command in ("work", "resume", "stop"):
        refused = lab.cli("sweep", command, sweep)
        assert refused.returncode == Exit.USAGE
        assert refused.stderr.startswith(
            f"error: sweep bait belongs to another user (uid {ATTACKER}), and its runs would read"
        )
    assert {path: path.read_bytes() for path in sweep.iterdir()} == before
    shutil.rmtree(place / "attacker")


@pytest.mark.parametrize("to", ["tensorboard", "archive"])
def test_another_users_run_is_exported_and_nothing_is_written_into_it(
    lab: Victim, trap: RunDirectory, to: str
) -> None:
    before = {path: path.read_bytes() for path in trap.path.iterdir()}
    out = lab.folder / f"exported-{to}.zip"
    done = lab.cli("export", trap.path, "--to", to, "-o", out)
    assert (done.returncode, done.stdout) == (0, f"wrote {out}\n"), done.stderr
    assert {path: path.read_bytes() for path in trap.path.iterdir()} == before
    if to == "archive":
        taken = lab.cli("import", out, "--runs-dir", lab.folder / "imported")
        assert taken.stdout == "imported small-1\n"
        assert "a resume reads, with your permissions, data.path = " in taken.stderr


def test_the_network_of_another_users_run_is_exported_into_ones_own_folder(
    place: Path, lab: Victim, secret: Path
) -> None:
    """The process with Keras and the data of the test part leave nothing in the run."""
    (place / "attacker").mkdir()
    attacker = Lab(place / "attacker")
    settings = [each for pair in SHORT for each in ("--set", pair)]
    done = attacker.cli("--batch", "-c", secret, *settings, "--as", "bait")
    assert done.returncode == Exit.FINISHED, done.stderr
    run = RunDirectory(attacker.runs / "bait")
    for path in (place / "attacker", run.path.parent, run.path, *run.path.rglob("*")):
        path.chmod(0o777 if path.is_dir() else 0o666)
    give(place / "attacker", ATTACKER)
    before = {path: path.stat() for path in run.path.rglob("*")}
    out = lab.folder / "network"
    done = lab.cli("export", run.path, "--to", "litert", "--quantize", "int8", "-o", out)
    assert (done.returncode, done.stdout) == (0, f"wrote {out}\n"), done.stderr
    assert "of the test part" in done.stderr
    after = {path: path.stat() for path in run.path.rglob("*")}
    assert [(path, it.st_mtime_ns, it.st_size, it.st_uid) for path, it in after.items()] == [
        (path, it.st_mtime_ns, it.st_size, it.st_uid) for path, it in before.items()
    ]
    assert {path.stat().st_uid for path in (out, *out.rglob("*"))} == {VICTIM}
    assert (out / "predict.py").is_file()
    shutil.rmtree(place / "attacker")


def test_an_engine_refuses_another_users_run(lab: Victim, trap: RunDirectory) -> None:
    engine = lab.python("-m", "rnn_tui.engine", trap.path)
    _, err = engine.communicate()
    assert engine.returncode == Exit.ENGINE
    assert f"small-1 belongs to another user (uid {ATTACKER})" in err
    assert not trap.vocabulary.exists()


def test_one_file_of_another_user_refuses_a_resume(lab: Victim, trap: RunDirectory) -> None:
    give(trap.path, VICTIM)
    os.chown(trap.experiment, ATTACKER, ATTACKER)
    refused = lab.cli("resume", trap.path)
    assert refused.returncode == Exit.USAGE
    assert "experiment.toml of small-1 belongs to another user" in refused.stderr
    os.chown(trap.experiment, VICTIM, VICTIM)
    trap.vocabulary.symlink_to("nowhere")
    os.chown(trap.vocabulary, ATTACKER, ATTACKER, follow_symlinks=False)
    refused = lab.cli("resume", trap.path)
    assert "vocabulary.json of small-1 belongs to another user" in refused.stderr


def test_copy_to_names_the_data_before_it_copies(lab: Victim, trap: RunDirectory) -> None:
    unasked = lab.cli("resume", trap.path, "--copy-to", lab.folder / "own")
    assert unasked.returncode == Exit.USAGE
    assert f"small-1 belongs to uid {ATTACKER}; resuming a copy of it reads\n" in unasked.stderr
    assert f"  data.path = {data_path(trap).split(chr(34))[1]}\n" in unasked.stderr
    assert "add --yes to confirm it" in unasked.stderr
    assert not (lab.folder / "own").exists()
    done = lab.cli("resume", trap.path, "--copy-to", lab.folder / "own", "--yes")
    assert done.returncode == Exit.FINISHED, done.stderr
    (copy,) = (RunDirectory(path) for path in (lab.folder / "own").iterdir())
    assert f"copied to {copy.path}\n" in done.stderr
    assert copy.run_id != trap.run_id
    assert state_of(copy).state == State.FINISHED
    assert copy.vocabulary.exists()
    for path in (copy.path, *copy.path.rglob("*")):
        found = path.lstat()
        assert (found.st_uid, found.st_mode & 0o077) == (VICTIM, 0), path
    assert not trap.vocabulary.exists()


def test_links_and_giants_are_not_copied(lab: Victim, trap: RunDirectory) -> None:
    private = lab.folder / "private"
    private.write_text("words")
    trap.history.symlink_to(private)
    own = lab.folder / "none"
    refused = lab.cli("resume", trap.path, "--copy-to", own, "--yes")
    assert refused.returncode == Exit.USAGE
    assert f"cannot copy small-1 to {own}" in refused.stderr
    trap.history.unlink()
    trap.checkpoints.mkdir()
    giant = trap.checkpoints / "epoch-0000001-1-train-00000000.npz"
    giant.touch()
    os.truncate(giant, 2_000_000_000)
    refused = lab.cli("resume", trap.path, "--copy-to", own, "--yes")
    assert refused.returncode == Exit.USAGE
    assert "it has more than " in refused.stderr
    assert list(own.iterdir()) == []


@pytest.fixture
def bystander(lab: Victim) -> "Iterator[subprocess.Popen[str]]":
    """A process of the victim that has nothing to do with any run."""
    process = subprocess.Popen(
        [*as_user(VICTIM), sys.executable, "-c", "input()"],
        stdin=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    yield process
    assert process.poll() is None, "the attacker's run has had it killed"
    process.kill()
    process.communicate()


@pytest.fixture
def held(trap: RunDirectory) -> "Iterator[subprocess.Popen[str]]":
    """A process of the attacker that holds the lock of the trap."""
    process = subprocess.Popen(
        [*as_user(ATTACKER), sys.executable, "-c", HOLDER, str(trap.lock)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    yield process
    process.communicate()


@pytest.mark.parametrize("way", ["kill", "unwritable", "third"])
def test_a_forged_status_gets_no_other_process_killed(
    lab: Victim,
    trap: RunDirectory,
    held: "subprocess.Popen[str]",
    bystander: "subprocess.Popen[str]",
    way: str,
) -> None:
    log = LogWriter(trap.events)
    log.append(Started(pid=bystander.pid))
    Status(
        State.RUNNING,
        Position(),
        Identity.of(bystander.pid),
        heartbeat=2e9,
        home=home_of(trap.path),
    ).write(trap.status)
    trap.status.chmod(0o644)
    if way == "kill":
        done = lab.cli("stop", trap.path, "--kill")
        assert done.returncode == Exit.USAGE
        assert "the engine of small-1 cannot be killed from here" in done.stderr
    else:
        if way == "unwritable":
            trap.path.chmod(0o755)
        told = interrupted(lab, trap, 1 if way == "unwritable" else 3)
        assert "not killed: the engine of small-1 cannot be killed from here" in told[-1]
    assert held.poll() is None


INTERRUPT = """
import json, signal, sys
from pathlib import Path
from rnn_tui.batch import interrupts
from rnn_tui.runs import RunDirectory

interrupts.REPEAT_SECONDS = 0.0
asked = interrupts.Interrupts(RunDirectory(Path(sys.argv[1])))
said = []
with asked:
    for _ in range(int(sys.argv[2])):
        asked._heed(signal.SIGINT)
    said = asked.news()
print(json.dumps(said))
"""


def interrupted(lab: Victim, run: RunDirectory, times: int) -> list[str]:
    """What a front-end of the victim says to so many Ctrl-C."""
    process = lab.python("-c", INTERRUPT, run.path, str(times))
    out, err = process.communicate()
    assert process.returncode == 0, err
    said: list[str] = json.loads(out)
    return said


def test_links_in_a_run_are_not_followed(lab: Victim, secret: Path) -> None:
    """A run of one's own in a folder where others have put links, before and while it trains."""
    precious = lab.folder / "precious"
    precious.write_text("precious")
    give(precious, VICTIM)
    with lab.entered():
        run = lab.create(secret, *SHORT)
    LogWriter(run.events).append(Stopped(epoch=0, reason="app"))
    for name in (
        "model.keras", ".new.model.keras", "history.csv", "status.json", "trace.bin",
        "vocabulary.json", ".reserve", ".model.keras.tmp", ".trace.bin.cut.tmp",
    ):  # fmt: skip
        (run.path / name).symlink_to(precious)
    run.checkpoints.mkdir()
    for name in ("best.npz", ".best.npz.tmp"):
        (run.checkpoints / name).symlink_to(precious)
    give(lab.runs, VICTIM)
    done = lab.cli("resume", run.path)
    assert done.returncode == Exit.FINISHED, done.stderr
    assert precious.read_text() == "precious"
    for path in (run.model, run.history, run.status, run.trace, run.vocabulary):
        assert stat.S_ISREG(path.lstat().st_mode)
    assert stat.S_ISREG((run.checkpoints / "best.npz").lstat().st_mode)


@pytest.mark.parametrize("name", ["events.jsonl", "engine.log", "lock"])
def test_nothing_is_appended_through_a_link(lab: Victim, secret: Path, name: str) -> None:
    precious = lab.folder / "precious"
    precious.write_text("")
    give(precious, VICTIM)
    with lab.entered():
        run = lab.create(secret, *SHORT)
    LogWriter(run.events).append(Stopped(epoch=0, reason="app"))
    path = run.path / name
    if path.exists():
        precious.write_bytes(path.read_bytes())
        path.unlink()
    before = precious.read_bytes()
    path.symlink_to(precious)
    give(lab.runs, VICTIM)
    done = lab.cli("resume", run.path)
    assert done.returncode != 0
    assert "Traceback" not in done.stderr
    assert precious.read_bytes() == before


def test_a_run_id_sends_no_control_sequences_to_the_terminal(
    lab: Victim, trap: RunDirectory
) -> None:
    odd = RunDirectory(trap.path.rename(trap.path.with_name("odd\x1b[31mname")))
    for arguments in (
        ("export", odd.path, "--to", "script", "-o", lab.folder / "script\x1b[2J.py"),
        ("export", odd.path, "--to", "csv"),
        ("show", odd.path),
        ("stop", odd.path),
        ("resume", odd.path),
        ("predict", odd.path, "a text"),
        ("runs", "--runs-dir", odd.path.parent),
    ):
        done = lab.cli(*arguments)
        assert "\x1b" not in done.stdout + done.stderr, arguments
