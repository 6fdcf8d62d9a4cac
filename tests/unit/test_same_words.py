"""One value reads the same wherever it is shown: in a shell, in lists, and on the app's screens."""

from dataclasses import replace
from pathlib import Path

import pytest
from made_runs import begun, made_run, tell

from rnn_tui.batch.compare import compare_lines
from rnn_tui.batch.lines import closing_lines, epoch_line, progress_line
from rnn_tui.batch.runs import table
from rnn_tui.batch.show import show_lines
from rnn_tui.data import Progress
from rnn_tui.results.plot.curves import curves_of
from rnn_tui.results.plot.picture import paint
from rnn_tui.results.plot.view import View
from rnn_tui.runs import RunDirectory, RunState, State, read_state
from rnn_tui.runs.files import events
from rnn_tui.runs.files.events import EpochEnded, Event, Failed, Finished, Stopped
from rnn_tui.runs.files.status import Status
from rnn_tui.runs.lists.overview import Entry
from rnn_tui.runs.lists.run_summary import summary_of
from rnn_tui.tui.runs.columns import Columns
from rnn_tui.tui.runs.facts import facts
from rnn_tui.tui.train.machine_line import machine_parts
from rnn_tui.tui.train.progress import ProgressLines
from rnn_tui.tui.train.result_pane import Outcome
from rnn_tui.tui.widgets.progress import progress_lines
from rnn_tui.wording.progress import starting

LOGS = {"loss": 0.551, "acc": 0.7, "val_loss": 0.551, "val_acc": 0.7}
EPOCH = EpochEnded(
    at=1114, epoch=0, logs=LOGS, learning_rate=0.1, seconds=112, samples_per_second=5504.4
)
TESTED = events.Tested(
    at=1114, logs={"loss": 0.551, "acc": 0.7}, confusion=((1200, 100), (50, 1300))
)
DONE = Finished(at=1114, reason="all epochs are trained")

ENDINGS: dict[str, Event] = {
    "finished: all epochs are trained, in 1:52": DONE,
    "stopped at the end of epoch 1, asked by SIGTERM: nothing is lost": Stopped(
        at=1114, epoch=1, reason="SIGTERM"
    ),
    "diverged: loss is nan": Failed(at=1114, kind="diverged", message="loss is nan"),
    "failed: no such file": Failed(at=1114, kind="data", message="no such file"),
}


def ended(folder: Path, *events: Event) -> RunDirectory:
    run = made_run(folder, epochs=1)
    tell(run, *begun(1002), EPOCH, *events)
    return run


def pages(run: RunDirectory) -> dict[str, str]:
    """All places that tell of a run that has ended."""
    state = read_state(run)
    entry = Entry(run, state)
    columns = Columns.fitting([entry], 100)
    picture = paint(curves_of(state, "loss"), 78, 18, View(cursor=1.0))
    return {
        "--batch": "\n".join([epoch_line(state, state.epochs[0]), *closing_lines(state)]),
        "show": "\n".join(show_lines(run, state)),
        "runs": "\n".join(table([summary_of(run)], None)),
        "compare": "\n".join(compare_lines([state, state])),
        "Train": "\n".join(line.plain for line in ProgressLines().lines(state, 100)),
        "Train's result": "\n".join(line.plain for line in Outcome().lines(state, 100)),
        "Runs' list": "".join(text for text, _ in columns.line(entry, None, current=False)),
        "Runs' facts": "\n".join(text for _, text in facts(entry)),
        "a plot's cursor": "\n".join("".join(run.text for run in row) for row in picture.rows),
    }


def test_a_figure_reads_the_same_everywhere(tmp_path: Path) -> None:
    for name, text in pages(ended(tmp_path, TESTED, DONE)).items():
        assert "0.5510" in text, name
        assert " .5510" not in text, name


def test_a_duration_reads_the_same_everywhere(tmp_path: Path) -> None:
    found = pages(ended(tmp_path, DONE))
    for name in ("--batch", "show", "runs", "compare", "Train", "Runs' list", "Runs' facts"):
        assert "1:52" in found[name], name
        assert "0:01:52" not in found[name], name


@pytest.mark.parametrize("sentence", ENDINGS)
def test_an_ending_reads_the_same_everywhere(sentence: str, tmp_path: Path) -> None:
    run = ended(tmp_path, ENDINGS[sentence])
    found = pages(run)
    assert sentence in found["Runs' facts"]
    assert sentence in found["show"]  # among the events
    word, rest = sentence.split(" ", 1)
    assert f"{word.removesuffix(':')}  {rest}" in found["Train"]
    if not isinstance(ENDINGS[sentence], Failed):
        assert sentence in found["--batch"]


def test_a_confusion_matrix_has_the_same_words(tmp_path: Path) -> None:
    found = pages(ended(tmp_path, TESTED, DONE))
    for name in ("--batch", "show", "Train's result"):
        assert all(text in found[name] for text in ("true", "predicted", "1,200", "1,300")), name


def training(**changes: object) -> RunState:
    status = replace(Status(State.RUNNING, cpu=187.0, memory=1_100_000_000), **changes)  # type: ignore[arg-type]
    return RunState(state=status.state, status=status)


def test_a_size_and_a_load_read_the_same_everywhere() -> None:
    state = training()
    for text in (progress_line(state), "  ".join(machine_parts(state, None))):
        assert "1.0 GB" in text
        assert "CPU 187%" in text


def test_a_rate_reads_the_same_everywhere(tmp_path: Path) -> None:
    state = read_state(ended(tmp_path))
    status = Status(State.RUNNING, position=state.position, train_rate=5504.4)
    live = replace(state, state=State.RUNNING, status=status)
    train = "\n".join(line.plain for line in ProgressLines().lines(live, 100))
    for text in (epoch_line(state, state.epochs[0]), progress_line(live), train):
        assert "5,504 samples/s" in text


def test_what_is_loaded_reads_the_same_in_a_start_and_on_the_data_screen() -> None:
    done, total = 3 << 20, 17_464_789
    state = training(state=State.STARTING, doing="x", done=done, total=total, unit="bytes")
    screen = progress_lines(Progress("x", done, total, "bytes"), 40).plain
    for text in (starting(state), screen):
        assert "3.0 MB of 16.7 MB" in text
