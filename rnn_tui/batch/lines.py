"""The lines about a run that all styles of printing share, each made from a RunState."""

from collections.abc import Sequence
from itertools import chain

from rich.cells import cell_len

from rnn_tui.batch.tables import GAP, aligned, to_the_right
from rnn_tui.io.text import one_line, visible
from rnn_tui.results.course import course_findings
from rnn_tui.results.data.format import taken_shown
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
from rnn_tui.wording.endings import ended, ending_shown, origin
from rnn_tui.wording.language import listed, told, told_lines, tr
from rnn_tui.wording.numbers import best_figure, byte_size, figure, figures, percent, rate
from rnn_tui.wording.positions import STEPS
from rnn_tui.wording.times import clock

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
        tr("{number} train sequences", number=sizes.train_sequences),
        tr("{number} test sequences", number=sizes.test),
        tr("input_train shape: {shape}", shape=(sizes.train_sequences, sizes.maxlen)),
        tr("input_test shape: {shape}", shape=(sizes.test, sizes.maxlen)),
        f"{tr('classes: ')}{listed(map(visible, state.classes))}",
        tr(
            "train on {train} samples, validate on {validation} samples",
            train=sizes.train,
            validation=sizes.validation,
        ),
        *reading_lines(state),
    ]


def reading_lines(state: RunState) -> list[str]:
    """The way in which the texts were read, and notes about them."""
    notes = (tr("note: {note}", note=visible(note)) for note in state.data_notes)
    return [*taken_shown(state.taken), *notes]


def computed_lines(state: RunState) -> list[str]:
    """The reason for the device, and the loop of each recurrent layer."""
    return [
        *(tr("device: {note}", note=one_line(note)) for note in state.device_notes),
        *(tr("layer loop: {loop}", loop=one_line(loop)) for loop in state.layer_loops),
    ]


def epoch_line(state: RunState, record: EpochRecord) -> str:
    """One complete epoch: numbers, time, speed."""
    best = " *" if state.best is record else ""
    speed = f"  {told(rate(record.samples_per_second))}" if not state.imported else ""
    number = _number(record.epoch, state)
    return f"{number}  {figures(record.logs)}  {clock(record.seconds)}{speed}{best}"


def _number(epoch: int, state: RunState) -> str:
    return tr("epoch {number}/{total}", number=epoch + 1, total=state.total_epochs)


def progress_line(state: RunState) -> str:
    """The progress of the run right now."""
    status, at = state.status, state.position
    parts = []
    if at.phase != Phase.TEST:
        parts.append(_number(at.epoch, state))
    parts.append(f"{tr(STEPS[at.phase])} {at.batch:,}/{state.steps_total:,}")
    if logs := figures(state.live_logs):
        parts.append(logs)
    if status is not None and status.train_rate:
        parts.append(told(rate(status.train_rate)))
    if (left := seconds_left(state)) is not None:
        parts.append(tr("ETA {clock}", clock=clock(left)))
    if status is not None and status.memory:
        parts.append(f"CPU {percent(status.cpu / 100, 0)}, {byte_size(status.memory)}")
    return "  ".join(parts)


def closing_lines(state: RunState) -> list[str]:
    """The end of the run, and what to do next."""
    lines: list[str] = []
    if (best := state.best) is not None and len(state.epochs) > 1:
        name = tr("best {monitor}", monitor=state.monitor)
        lines.append(f"{name} {best_figure(best.logs[state.monitor], best.epoch)}")
    if state.partial is not None:
        lines.append(_cut_short(state, state.partial))
    lines += test_lines(state)
    lines += [visible(told(found.words)) for found in course_findings(state)]
    match state.state:
        case State.FINISHED:
            lines.append(ending_shown(state))
            if not state.imported:
                lines.append(f"{tr('model: ')}{visible(str(state.path / 'model.keras'))}")
        case State.STOPPED:
            lines.append(f"{ending_shown(state)}{tr('; continue with: ')}{state.resume_command}")
        case State.LOST:
            about = {"origin": origin(state), "command": state.resume_command}
            if state.checkpoint:
                lines.append(tr("continue from {origin} with: {command}", **about))
            else:
                lines.append(tr("start it from {origin} with: {command}", **about))
    lines.append(f"{tr('run: ')}{visible(str(state.path))}")
    return lines


def _cut_short(state: RunState, record: EpochRecord) -> str:
    return tr(
        "epoch {epoch} was cut short after {batches:,} of {total:,} steps: {figures}",
        epoch=record.epoch + 1,
        batches=record.batches,
        total=state.sizes.steps if state.sizes else 0,
        figures=figures(record.logs),
    )


def test_lines(state: RunState) -> list[str]:
    """Test metrics and the confusion matrix, rows the true classes."""
    if state.test is None:
        return []
    lines = [tr("test: {figures}", figures=figures(state.test.logs)), *baseline_lines(state)]
    lines += matrix_lines(state.classes, state.test.confusion)
    lines += class_lines(state)
    return [*lines, *(visible(told(found.sentence)) for found in test_findings(state))]


def matrix_lines(classes: Sequence[str], confusion: Sequence[Sequence[int]]) -> list[str]:
    """The confusion matrix, rows the true classes; of many classes the most frequent mistakes."""
    names = [visible(name) for name in class_names(classes, confusion)]
    if not is_matrix_of(names, confusion):
        return [told(NO_MATRIX)] if confusion else []
    if len(names) > MOST_CLASSES:
        return [told(line) for line in mixed_up(names, confusion, MOST_CLASSES)]
    cells, corner = counts(confusion), f"{tr(TRUE)} / {tr(PREDICTED)}"
    width = max(map(cell_len, [*names, *chain(*cells)]), default=0)
    first = max(width, cell_len(corner))
    lines = []
    for name, row in [(corner, names), *zip(names, cells, strict=True)]:
        columns = [to_the_right(name, first), *(to_the_right(cell, width) for cell in row)]
        lines.append(GAP.join(("", *columns)))
    return lines


def baseline_lines(state: RunState) -> list[str]:
    """The figures of simple rules on the test part, in one line; none if unknown."""
    known = [f"{visible(told(name))} {figure(value)}" for name, value in yardsticks(state)]
    words = tr("for comparison, acc on the test part: ")
    return [f"{words}{listed(known)}"] if known else []


def class_lines(state: RunState) -> list[str]:
    """Precision, recall, F1 and support of each class; of many those with the lowest F1."""
    scores = scores_of(state)
    head = tr("class")
    if len(scores) > MOST_CLASSES:
        head = tr("lowest {number} of {total:,}", number=MOST_CLASSES, total=len(scores))
        scores = sorted(scores, key=lambda each: each.f1)[:MOST_CLASSES]
    if not scores:
        return []
    rows: list[tuple[str, ...]] = [(head, *map(tr, CLASS_COLUMNS))]
    for each in scores:
        shares = map(figure, (each.precision, each.recall, each.f1))
        rows.append((visible(each.label), *shares, f"{each.support:,}"))
    return columns(rows)


def columns(rows: Sequence[tuple[str, ...]]) -> list[str]:
    """A table, the cells of a column at its right end."""
    return [f"{GAP}{line}" for line in aligned(rows, range(len(rows[0])))]


def preview(text: str) -> str:
    """The beginning of a text, as one line."""
    line = one_line(text)
    return line if len(line) <= PREVIEW else f"{line[: PREVIEW - 1]}…"


def failure_lines(state: RunState) -> list[str]:
    """The reason why a run ended early, for stderr."""
    _, rest = ended(state)
    match state.state:
        case State.FAILED if state.failure is not None:
            hint = [told(state.failure.hint)] if state.failure.hint else []
            return [f"{tr('error: ')}{told_lines(rest)}", *hint]
        case State.FAILED:
            return [tr("error: {label} failed: {rest}", label=state.label, rest=rest)]
        case State.LOST:
            lost = tr("error: {label} is lost: {rest}", label=state.label, rest=rest)
            return [lost, tr("its last output is in engine.log")]
    return []
