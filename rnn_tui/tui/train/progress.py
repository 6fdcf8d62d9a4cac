"""The lines above the curves: where the run stands, its figures, what is asked of it."""

from collections.abc import Iterator

from rich.cells import cell_len
from textual.content import Content

from rnn_tui.results.course import course_findings
from rnn_tui.runs import Phase, RunState, State, seconds_left
from rnn_tui.tui import sentences
from rnn_tui.tui.train.run_lines import RunLines
from rnn_tui.tui.widgets.progress import bar
from rnn_tui.wording.endings import ended
from rnn_tui.wording.language import told, tr
from rnn_tui.wording.numbers import rate
from rnn_tui.wording.positions import STEPS
from rnn_tui.wording.progress import starting
from rnn_tui.wording.times import clock

LEAST_BAR, MOST_BAR = 5, 40
GAP, SEPARATOR = "  ", " │ "

STYLES = {
    State.FINISHED: "bold $success",
    State.STOPPED: "bold $warning",
    State.PAUSED: "bold $warning",
    State.FAILED: "bold $error",
    State.LOST: "bold $error",
}


class ProgressLines(RunLines):
    """Two or three lines."""

    def lines(self, run: RunState, width: int) -> Iterator[Content]:
        if not run.state.live:
            yield from _ended(run)
        elif run.sizes is None or run.state in (State.QUEUED, State.STARTING):
            yield _starting(run, width)
        else:
            yield _bars(run, width)
        yield from _metrics(run, width)
        if run.test is None:
            yield from _told(run, width)
        if run.state.live and (pending := sentences.pending_words(run)):
            yield Content.styled(pending, STYLES.get(run.state, "bold $warning"))


def _told(run: RunState, width: int) -> Iterator[Content]:
    """What the epochs tell so far and what helps; after a test the pane of the result says it,
    with the rest."""
    for found in course_findings(run):
        yield from Content.styled(told(found.words), "$warning").wrap(max(1, width))


def _bars(run: RunState, width: int) -> Content:
    """Epochs, steps, speed and time left; the bars take the room that is left over."""
    at, status = run.position, run.status
    steps = f"{tr(STEPS[at.phase])} {at.batch:,}/{run.steps_total:,}"
    speed = status.train_rate if status else 0.0
    if status and at.phase is not Phase.TRAIN:
        speed = status.evaluation_rate
    tail = [told(rate(speed))] if speed else []
    if (left := seconds_left(run)) is not None:
        tail.append(tr("ETA {time}", time=clock(left)))
    epoch = tr(
        "epoch {epoch}/{total_epochs}",
        epoch=min(at.epoch + 1, run.total_epochs),
        total_epochs=run.total_epochs,
    )
    heads = [(steps, sentences.step_share(run))]
    if at.phase is not Phase.TEST:
        heads.insert(0, (epoch, sentences.epoch_share(run)))
    while True:
        words = [head for head, _ in heads]
        room = width - sum(cell_len(word) + len(GAP) for word in (*words, *tail)) + len(GAP)
        each = room // len(heads) - 1
        if each >= LEAST_BAR or not tail:
            break
        tail.pop(0)  # the speed goes before the time left
    each = min(each, MOST_BAR)
    parts: list[Content] = []
    for head, share in heads:
        words_and_bar = [Content(head)]
        if each >= LEAST_BAR:
            words_and_bar.append(bar(share, each))
        parts.append(Content(" ").join(words_and_bar))
    return Content(GAP).join([*parts, *(Content(word) for word in tail)])


def _starting(run: RunState, width: int) -> Content:
    words = Content.assemble((tr("starting"), "bold"), GAP, starting(run))
    status = run.status
    room = min(MOST_BAR, width - words.cell_length - len(GAP))
    if status is None or not status.total or room < LEAST_BAR:
        return words
    return Content.assemble(words, GAP, bar(min(1.0, status.done / status.total), room))


def _ended(run: RunState) -> Iterator[Content]:
    word, rest = ended(run)
    yield Content.assemble((tr(word), STYLES.get(run.state, "bold")), GAP, told(rest))
    if run.state is State.STOPPED:
        more = [sentences.partial_words(run), sentences.next_words(run)]
        yield Content(tr("; ").join(part for part in more if part))


def _metrics(run: RunState, width: int) -> Iterator[Content]:
    """One line where they fit, else as few as possible; a group is never broken."""
    groups = sentences.metric_groups(run)
    if cell_len(SEPARATOR.join(groups)) > width:
        groups = sentences.metric_groups(run, short=True)
    line = ""
    for group in groups:
        longer = f"{line}{SEPARATOR}{group}" if line else group
        if line and cell_len(longer) > width:
            yield Content(line)
            longer = group
        line = longer
    if line:
        yield Content(line)
