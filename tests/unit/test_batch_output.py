"""What the headless front-end prints of a run, in each style, and the exit codes."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from rich.cells import cell_len

from rnn_tui.batch import lines
from rnn_tui.batch.documents.run import shown
from rnn_tui.batch.documents.text import json_line
from rnn_tui.batch.exit_code import exit_of
from rnn_tui.batch.json_reporter import JsonReporter
from rnn_tui.batch.plain_reporter import PlainReporter
from rnn_tui.batch.terminal_reporter import TerminalReporter
from rnn_tui.experiment import load
from rnn_tui.io.exits import Exit
from rnn_tui.runs import Follower, RunState, State
from rnn_tui.runs.files.events import Baseline, Compiled, Failed, Warned
from rnn_tui.runs.files.trace import record_type
from rnn_tui.runs.state.fold import fold
from rnn_tui.runs.state.run_state import NOTES_KEPT, Failure, TestResult
from rnn_tui.wording.endings import ended
from tests.tui.fake_engine import FakeRun


@pytest.fixture
def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeRun:
    monkeypatch.setenv("RNN_TUI_STATE", str(tmp_path / "state"))
    return FakeRun(tmp_path / "runs", load("quickstart", ["train.epochs=3"]))


def printed(fake: FakeRun, capsys: pytest.CaptureFixture[str]) -> str:
    """Two epochs, a third one cut short, as plain lines."""
    reporter, follower = PlainReporter(), Follower(fake.run)
    for step in (fake.start, lambda: fake.epochs(2), lambda: fake.partial(batch=5), fake.stop):
        reporter.update(follower.poll())
        step()
    state = follower.poll()
    reporter.update(state)
    reporter.close(state)
    return capsys.readouterr().out


def test_plain_lines_tell_the_whole_run(fake: FakeRun, capsys: pytest.CaptureFixture[str]) -> None:
    text = printed(fake, capsys)
    for expected in (
        "Total params: 22,369",
        "400 train sequences",
        "input_train shape: (400, 64)",
        "train on 320 samples, validate on 80 samples",
        "epoch 1/3  loss",
        "epoch 2/3  loss",
        "accuracy",
        "validation",
        "epoch 3 was cut short after 5 of 10 steps",
        "continue with: rnn-tui resume quickstart-1",
    ):
        assert expected in text
    assert text.count("epoch 1/3  loss") == 1


def test_plain_lines_hold_no_escape_codes(
    fake: FakeRun, capsys: pytest.CaptureFixture[str]
) -> None:
    text = printed(fake, capsys)
    assert "\x1b" not in text
    assert "\r" not in text


def test_a_resumed_run_is_not_told_twice(fake: FakeRun, capsys: pytest.CaptureFixture[str]) -> None:
    fake.start().epochs(2).stop()
    reporter, follower = PlainReporter(), Follower(fake.run)
    reporter.update(follower.poll())
    fake.resume().epochs(1).finish()
    state = follower.poll()
    reporter.update(state)
    reporter.close(state)
    text = capsys.readouterr().out
    assert [text.count(f"epoch {n}/3  loss") for n in (1, 2, 3)] == [1, 1, 1]


def test_json_lines_are_events_and_trace_and_nothing_else(
    fake: FakeRun, capsys: pytest.CaptureFixture[str]
) -> None:
    reporter, follower = JsonReporter(fake.run), Follower(fake.run)
    reporter.update(follower.poll())
    fake.start().epochs(2).finish()
    reporter.close(follower.poll())
    records = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    kinds = [record["event"] for record in records]
    assert kinds[:3] == ["run", "created", "started"]
    assert kinds.count("epoch") == 2
    assert kinds.count("trace") == len(follower.poll().trace) > 0


def test_json_lines_tell_no_record_twice(fake: FakeRun, capsys: pytest.CaptureFixture[str]) -> None:
    """A resume cuts the trace back to the checkpoint; what comes then is new, and all that is."""

    def steps(state: RunState) -> list[int]:
        reporter.update(state)
        lines = map(json.loads, capsys.readouterr().out.splitlines())
        return [line["step"] for line in lines if line["event"] == "trace"]

    reporter = JsonReporter(fake.run)
    records = np.zeros(4, record_type(("loss",)))
    records["step"] = range(4)
    records["time"] = [1.0, 2.0, 3.0, np.nan]
    state = replace(fake.state, trace=records)
    assert steps(state) == [0, 1, 2, 3]
    assert steps(replace(state, trace=records.copy())) == []
    assert steps(replace(state, trace=records[:0])) == []  # out of reach for a moment
    assert steps(replace(state, trace=records[:2])) == []
    again = np.concatenate([records, records[:1]])
    again["time"][2:] = [7.0, 8.0, 9.0]
    again["step"] = range(5)
    assert steps(replace(state, trace=again)) == [2, 3, 4]


@pytest.mark.parametrize("reporter", [PlainReporter, TerminalReporter])
def test_warnings_are_told_however_many_notes_there_were(
    fake: FakeRun, capsys: pytest.CaptureFixture[str], reporter: type[PlainReporter]
) -> None:
    told = reporter()
    state = fake.start().state
    told.update(state)
    for number in range(NOTES_KEPT + 3):
        state = fold(state, Warned(message=f"number {number}."))
        told.update(state)
    told.close(replace(state, state=State.STOPPED))
    text = capsys.readouterr().out
    assert [text.count(f"warning: number {n}.") for n in (0, NOTES_KEPT, NOTES_KEPT + 2)] == [1] * 3


def test_the_confusion_matrix_is_aligned_whatever_the_classes_are_called() -> None:
    result = TestResult({"loss": 0.5}, ((1, 2), (3, 4)), 0.0)
    state = RunState(classes=("消极的评论", "p\n"), test=result)
    _, *table = lines.test_lines(state)
    for part in (table[:3], table[3:]):  # the matrix, and the figures of the classes
        assert len(part) == 3
        assert len({cell_len(line) for line in part}) == 1
    assert table[2].split() == ["p�", "3", "4"]


def test_a_terminal_gets_epochs_and_curves(
    fake: FakeRun, capsys: pytest.CaptureFixture[str]
) -> None:
    reporter, follower = TerminalReporter(), Follower(fake.run)
    reporter.update(follower.poll())
    fake.start().epochs(3).finish()
    state = follower.poll()
    reporter.update(state)
    reporter.close(state)
    text = capsys.readouterr().out
    assert "epoch 3/3" in text
    assert "accuracy" in text


def failed(kind: str) -> RunState:
    return RunState(state=State.FAILED, failure=Failure(kind, "no luck", "try again"))


@pytest.mark.parametrize(
    ("state", "by_signal", "code"),
    [
        (RunState(state=State.FINISHED), None, 0),
        (RunState(state=State.FINISHED), Exit.INTERRUPTED, 0),
        (failed("config"), None, 2),
        (failed("data"), None, 3),
        (failed("diverged"), None, 4),
        (failed("engine"), None, 5),
        (RunState(state=State.LOST), None, 5),
        (RunState(state=State.LOST), Exit.INTERRUPTED, 130),
        (RunState(state=State.STOPPED, stop_reason="app"), None, 130),
        (RunState(state=State.STOPPED, stop_reason="SIGTERM"), None, 143),
        (RunState(state=State.STOPPED, stop_reason="SIGTERM"), Exit.TERMINATED, 143),
    ],
)
def test_exit_codes(state: RunState, by_signal: Exit | None, code: int) -> None:
    assert exit_of(state, by_signal) == code


@pytest.mark.parametrize(
    "state",
    [
        RunState(state=State.FINISHED, finish_reason="all epochs are trained"),
        RunState(state=State.STOPPED, stop_reason="SIGTERM"),
        RunState(state=State.STOPPED, stop_reason="SIGTERM, asked twice"),
        failed("data"),
        RunState(state=State.FAILED),
        RunState(state=State.LOST),
        RunState(state=State.LOST, death="it was killed (SIGKILL)"),
    ],
)
def test_the_command_line_and_the_app_say_the_same_of_an_end(state: RunState) -> None:
    _, rest = ended(state)
    told = [*lines.closing_lines(state), *lines.failure_lines(state)]
    assert [rest in line for line in told].count(True) == 1


@pytest.mark.parametrize("reporter", [PlainReporter, TerminalReporter])
def test_a_failure_is_told_once(
    fake: FakeRun, capsys: pytest.CaptureFixture[str], reporter: type[PlainReporter]
) -> None:
    """Also where the log tells of it before the status does."""
    told = reporter()
    told.update(fake.start().state)
    running = replace(fold(fake.state, Failed(kind="data", message="no luck")), state=State.RUNNING)
    told.update(running)
    told.close(replace(running, state=State.FAILED))
    out, err = capsys.readouterr()
    assert "no luck" not in out
    assert err.count("no luck") == 1


def compared(fake: FakeRun, words: float) -> RunState:
    """The run with a test of 20 texts and what a bag of words gets of it."""
    fake.start().epochs(3).finish()
    state = fake.state
    told = Baseline(
        most_frequent=0, constant={"acc": 0.5, "f1_score": 0.3333}, words={"acc": words}
    )
    return replace(fold(state, told), test=TestResult({"loss": 0.7}, ((600, 400), (400, 600)), 0.0))


@pytest.mark.parametrize("reporter", [PlainReporter, TerminalReporter])
def test_a_bag_of_words_stands_beside_the_test(
    fake: FakeRun, capsys: pytest.CaptureFixture[str], reporter: type[PlainReporter]
) -> None:
    printer, state = reporter(), compared(fake, 0.7)
    printer.update(replace(state, test=None))
    printer.update(state)
    loaded = capsys.readouterr().out
    line = "for comparison, acc on the test part: bag of words 0.7000, always negative 0.5000"
    assert loaded.count(line) == 1
    printer.close(state)
    closing = capsys.readouterr().out.splitlines()
    at = closing.index("test: loss 0.7000")
    assert closing[at + 1] == line
    assert "     class  precision  recall      f1  support" in closing
    assert "  negative     0.6000  0.6000  0.6000    1,000" in closing
    assert (
        "a bag of words does better: accuracy 0.7000 against 0.6000 on 2,000 test texts" in closing
    )


def test_a_network_that_is_better_hears_nothing(fake: FakeRun) -> None:
    told = lines.test_lines(compared(fake, 0.55))
    assert not any("better" in line for line in told)


def test_of_many_classes_the_worst_are_listed(fake: FakeRun) -> None:
    confusion = tuple(
        tuple(10 - index if index == other else 1 for other in range(14)) for index in range(10)
    ) + tuple(tuple(5 for _ in range(14)) for _ in range(4))
    state = replace(
        fake.state, classes=tuple("abcdefghijklmn"), test=TestResult({}, confusion, 0.0)
    )
    table = lines.class_lines(state)
    assert table[0].split() == ["lowest", "12", "of", "14", "precision", "recall", "f1", "support"]
    scores = [float(line.split()[3]) for line in table[1:]]
    assert len(scores) == 12
    assert scores == sorted(scores)


def test_a_run_as_json_holds_what_it_is_compared_with(fake: FakeRun) -> None:
    found = json.loads(json_line(shown(fake.run, compared(fake, 0.7))))
    assert found["baseline"] == {
        "most_frequent": 0,
        "constant": {"acc": 0.5, "f1_score": 0.3333},
        "words": {"acc": 0.7},
    }
    assert [each["label"] for each in found["by_class"]] == ["negative", "positive"]
    assert found["by_class"][0]["f1"] == pytest.approx(0.6)
    assert found["by_class"][1]["support"] == 1_000
    assert [each["code"] for each in found["findings"]] == ["words-are-better"]
    assert found["class_weights"] == []


def test_why_this_device_is_told_once(fake: FakeRun, capsys: pytest.CaptureFixture[str]) -> None:
    told = "CPU: 2,212 samples/s, 5.0 times this GPU at batch 10; train.device=gpu to force"
    built = Compiled(parameters=1, layers=("gru: fused",), notes=(told,))
    state = fold(Follower(fake.start().run).poll(), built)
    reporter = PlainReporter()
    for _ in range(2):
        reporter.update(state)
    printed = capsys.readouterr().out
    assert printed.count(f"device: {told}\nlayer loop: gru: fused\n") == 1
    assert told in [note.text for note in state.notes]
