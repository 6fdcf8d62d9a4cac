"""The lines about a run that all styles of printing share, each made from a RunState."""

from collections.abc import Sequence
from itertools import chain

from rich.cells import cell_len

from rnn_tui.io.text import one_line, visible
from rnn_tui.results.course import course_findings
from rnn_tui.results.data.format import taken_lines
from rnn_tui.results.verdict import scores_of, test_findings, yardsticks
from rnn_tui.runs import EpochRecord, Phase, RunState, State, seconds_left
from rnn_tui.wording.confusion import (
    NO_MATRIX,
    PREDICTED,
    TRUE,
    class_names,
    counts,
    is_matrix_of,
    mixed_up,
)
from rnn_tui.wording.endings import ended, ending, origin
from rnn_tui.wording.numbers import best_figure, byte_size, figure, figures, percent, rate
from rnn_tui.wording.positions import STEPS
from rnn_tui.wording.times import clock

CORNER = f"{TRUE} / {PREDICTED}"
MOST_CLASSES = 12
PREVIEW = 160
"""Characters of a text that are printed."""

CLASS_COLUMNS = ("precision", "recall", "f1", "support")


def data_lines(state: RunState) -> list[str]:
    """The data, as the introduction prints it."""
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
        *reading_lines(state),
    ]


def reading_lines(state: RunState) -> list[str]:
    """The way in which the texts were read, and notes about them."""
    return [*taken_lines(state.taken), *(f"note: {visible(note)}" for note in state.data_notes)]


def computed_lines(state: RunState) -> list[str]:
    """The reason for the device, and the loop of each recurrent layer."""
    return [
        *(f"device: {one_line(note)}" for note in state.device_notes),
        *(f"layer loop: {one_line(loop)}" for loop in state.layer_loops),
    ]


def epoch_line(state: RunState, record: EpochRecord) -> str:
    """One complete epoch: numbers, time, speed."""
    best = " *" if state.best is record else ""
    speed = f"  {rate(record.samples_per_second)}" if not state.imported else ""
    return (
        f"epoch {record.epoch + 1}/{state.total_epochs}  {figures(record.logs)}  "
        f"{clock(record.seconds)}{speed}{best}"
    )


def progress_line(state: RunState) -> str:
    """The progress of the run right now."""
    status, at = state.status, state.position
    parts = []
    if at.phase != Phase.TEST:
        parts.append(f"epoch {at.epoch + 1}/{state.total_epochs}")
    parts.append(f"{STEPS[at.phase]} {at.batch:,}/{state.steps_total:,}")
    if logs := figures(state.live_logs):
        parts.append(logs)
    if status is not None and status.train_rate:
        parts.append(rate(status.train_rate))
    if (left := seconds_left(state)) is not None:
        parts.append(f"ETA {clock(left)}")
    if status is not None and status.memory:
        parts.append(f"CPU {percent(status.cpu / 100, 0)}, {byte_size(status.memory)}")
    return "  ".join(parts)


def closing_lines(state: RunState) -> list[str]:
    """The end of the run, and what to do next."""
    lines: list[str] = []
    if (best := state.best) is not None and len(state.epochs) > 1:
        lines.append(f"best {state.monitor} {best_figure(best.logs[state.monitor], best.epoch)}")
    if state.partial is not None:
        record = state.partial
        lines.append(
            f"epoch {record.epoch + 1} was cut short after {record.batches:,} of "
            f"{state.sizes.steps if state.sizes else 0:,} steps: {figures(record.logs)}"
        )
    lines += test_lines(state)
    lines += [visible(found.words) for found in course_findings(state)]
    match state.state:
        case State.FINISHED:
            lines.append(ending(state))
            if not state.imported:
                lines.append(f"model: {visible(str(state.path / 'model.keras'))}")
        case State.STOPPED:
            lines.append(f"{ending(state)}; continue with: {state.resume_command}")
        case State.LOST:
            verb = "continue" if state.checkpoint else "start it"
            lines.append(f"{verb} from {origin(state)} with: {state.resume_command}")
    lines.append(f"run: {visible(str(state.path))}")
    return lines


def test_lines(state: RunState) -> list[str]:
    """Test metrics and the confusion matrix, rows the true classes."""
    if state.test is None:
        return []
    lines = [f"test: {figures(state.test.logs)}", *baseline_lines(state)]
    lines += matrix_lines(state.classes, state.test.confusion)
    lines += class_lines(state)
    return [*lines, *(visible(found.sentence) for found in test_findings(state))]


def matrix_lines(classes: Sequence[str], confusion: Sequence[Sequence[int]]) -> list[str]:
    """The confusion matrix, rows the true classes; of many classes the most frequent mistakes."""
    names = [visible(name) for name in class_names(classes, confusion)]
    if not is_matrix_of(names, confusion):
        return [NO_MATRIX] if confusion else []
    if len(names) > MOST_CLASSES:
        return mixed_up(names, confusion, MOST_CLASSES)
    cells = counts(confusion)
    width = max(map(cell_len, [*names, *chain(*cells)]), default=0)
    first = max(width, len(CORNER))
    lines = []
    for name, row in [(CORNER, names), *zip(names, cells, strict=True)]:
        columns = [_right(name, first), *(_right(cell, width) for cell in row)]
        lines.append("  ".join(("", *columns)))
    return lines


def baseline_lines(state: RunState) -> list[str]:
    """The figures of simple rules on the test part, in one line; none if unknown."""
    known = [f"{visible(name)} {figure(value)}" for name, value in yardsticks(state)]
    return [f"for comparison, acc on the test part: {', '.join(known)}"] if known else []


def class_lines(state: RunState) -> list[str]:
    """Precision, recall, F1 and support of each class; of many those with the lowest F1."""
    scores = scores_of(state)
    head = "class"
    if len(scores) > MOST_CLASSES:
        head = f"lowest {MOST_CLASSES} of {len(scores):,}"
        scores = sorted(scores, key=lambda each: each.f1)[:MOST_CLASSES]
    if not scores:
        return []
    rows: list[tuple[str, ...]] = [(head, *CLASS_COLUMNS)]
    for each in scores:
        shares = map(figure, (each.precision, each.recall, each.f1))
        rows.append((visible(each.label), *shares, f"{each.support:,}"))
    return columns(rows)


def columns(rows: Sequence[tuple[str, ...]]) -> list[str]:
    """A table, the cells of a column at its right end."""
    widths = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(("", *map(_right, cells, widths))) for cells in rows]


def preview(text: str) -> str:
    """The beginning of a text, as one line."""
    line = one_line(text)
    return line if len(line) <= PREVIEW else f"{line[: PREVIEW - 1]}…"


def _right(text: str, width: int) -> str:
    """The text at the right end of so many columns: a Chinese character takes two."""
    return " " * (width - cell_len(text)) + text


def failure_lines(state: RunState) -> list[str]:
    """The reason why a run ended early, for stderr."""
    _, rest = ended(state)
    match state.state:
        case State.FAILED if state.failure is not None:
            return [f"error: {rest}", *([state.failure.hint] if state.failure.hint else [])]
        case State.FAILED:
            return [f"error: {state.label} failed: {rest}"]
        case State.LOST:
            return [f"error: {state.label} is lost: {rest}", "its last output is in engine.log"]
    return []
