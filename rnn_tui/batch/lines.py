"""The lines about a run that all styles of printing share, each made from a RunState."""

from itertools import chain

from rich.cells import cell_len

from rnn_tui.io.text import visible
from rnn_tui.results.verdict import findings, yardsticks
from rnn_tui.results.words import ended_words, origin_words, size_words
from rnn_tui.runs import EpochRecord, Phase, RunState, State, seconds_left
from rnn_tui.runs.by_class import by_class
from rnn_tui.runs.history import numbers

CORNER = "true / predicted"
MOST_CLASSES = 12
CLASS_COLUMNS = ("precision", "recall", "f1", "support")


def clock(seconds: float) -> str:
    """`0:01:52`."""
    whole = max(0, round(seconds))
    return f"{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}"


def data_lines(state: RunState) -> list[str]:
    """What was loaded, as the introduction prints it."""
    sizes = state.sizes
    if sizes is None:
        return []
    return [
        f"{sizes.train_sequences} train sequences",
        f"{sizes.test} test sequences",
        f"input_train shape: ({sizes.train_sequences}, {sizes.maxlen})",
        f"input_test shape: ({sizes.test}, {sizes.maxlen})",
        f"classes: {', '.join(map(visible, state.classes))}",
        f"train on {sizes.train} samples, validate on {sizes.validation} samples",
    ]


def epoch_line(state: RunState, record: EpochRecord) -> str:
    """One complete epoch: numbers, time, speed."""
    best = " *" if state.best is record else ""
    return (
        f"epoch {record.epoch + 1}/{state.total_epochs}  {numbers(record.logs)}  "
        f"{clock(record.seconds)}  {record.samples_per_second:,.0f} samples/s{best}"
    )


def progress_line(state: RunState) -> str:
    """Where the run stands right now."""
    words = {Phase.TRAIN: "step", Phase.VALIDATE: "validation", Phase.TEST: "test"}
    status, at = state.status, state.position
    parts = []
    if at.phase != Phase.TEST:
        parts.append(f"epoch {at.epoch + 1}/{state.total_epochs}")
    parts.append(f"{words[at.phase]} {at.batch:,}/{state.steps_total:,}")
    if logs := numbers(state.live_logs):
        parts.append(logs)
    if status is not None and status.train_rate:
        parts.append(f"{status.train_rate:,.0f} samples/s")
    if (left := seconds_left(state)) is not None:
        parts.append(f"ETA {clock(left)}")
    if status is not None and status.memory:
        parts.append(f"CPU {status.cpu:.0f} %, {size_words(status.memory)}")
    return "  ".join(parts)


def closing_lines(state: RunState) -> list[str]:
    """How the run ended, and what to do next."""
    lines: list[str] = []
    if (best := state.best) is not None and len(state.epochs) > 1:
        value = best.logs[state.monitor]
        lines.append(f"best {state.monitor} {value:.4f} in epoch {best.epoch + 1}")
    if state.partial is not None:
        record = state.partial
        lines.append(
            f"epoch {record.epoch + 1} was cut short after {record.batches:,} of "
            f"{state.sizes.steps if state.sizes else 0:,} steps: {numbers(record.logs)}"
        )
    lines += test_lines(state)
    _, rest = ended_words(state)
    match state.state:
        case State.FINISHED:
            lines.append(f"finished: {rest}")
            lines.append(f"model: {visible(str(state.path / 'model.keras'))}")
        case State.STOPPED:
            lines.append(f"stopped {rest}; go on with: {state.resume_command}")
        case State.LOST:
            verb = "go on" if state.checkpoint else "start it"
            lines.append(f"{verb} from {origin_words(state)} with: {state.resume_command}")
    lines.append(f"run: {visible(str(state.path))}")
    return lines


def test_lines(state: RunState) -> list[str]:
    """Test metrics and the confusion matrix, rows the true classes."""
    if state.test is None:
        return []
    lines = [f"test: {numbers(state.test.logs)}", *baseline_lines(state)]
    confusion = state.test.confusion
    names = [visible(name) for name in state.classes] or [str(n) for n in range(len(confusion))]
    if len(names) <= MOST_CLASSES:
        cells = [[f"{count:,}" for count in row] for row in confusion]
        width = max(map(cell_len, [*names, *chain(*cells)]), default=0)
        first = max(width, len(CORNER))
        for name, row in [(CORNER, names), *zip(names, cells, strict=False)]:
            columns = [_right(name, first), *(_right(cell, width) for cell in row)]
            lines.append("  ".join(("", *columns)))
    lines += class_lines(state)
    return [*lines, *(visible(found.sentence) for found in findings(state))]


def baseline_lines(state: RunState) -> list[str]:
    """What simple rules get on the test part, in one line; none where that is not known."""
    known = [f"{visible(name)} {value:.4f}" for name, value in yardsticks(state)]
    return [f"to compare, acc of the test part: {', '.join(known)}"] if known else []


def class_lines(state: RunState) -> list[str]:
    """Precision, recall, F1 and support of each class; of many those with the lowest F1."""
    if state.test is None:
        return []
    rows = []
    for index, each in enumerate(by_class(state.test.confusion)):
        name = visible(state.classes[index]) if index < len(state.classes) else str(index)
        shares = (f"{share:.4f}" for share in (each.precision, each.recall, each.f1))
        rows.append((each.f1, (name, *shares, f"{each.support:,}")))
    head = "class"
    if len(rows) > MOST_CLASSES:
        rows.sort(key=lambda row: row[0])
        head = f"lowest {MOST_CLASSES} of {len(rows):,}"
    table = [(head, *CLASS_COLUMNS), *(cells for _, cells in rows[:MOST_CLASSES])]
    widths = [max(map(cell_len, column)) for column in zip(*table, strict=True)]
    return ["  ".join(("", *map(_right, cells, widths))) for cells in table]


def _right(text: str, width: int) -> str:
    """The text at the right end of so many columns: a Chinese character takes two."""
    return " " * (width - cell_len(text)) + text


def failure_lines(state: RunState) -> list[str]:
    """Why a run ended before its time: for stderr."""
    _, rest = ended_words(state)
    match state.state:
        case State.FAILED if state.failure is not None:
            return [f"error: {rest}", *([state.failure.hint] if state.failure.hint else [])]
        case State.FAILED:
            return [f"error: {state.label} has failed: {rest}"]
        case State.LOST:
            return [f"error: {state.label} is lost: {rest}", "its last output is in engine.log"]
    return []
