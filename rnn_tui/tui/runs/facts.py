"""The words of the list of runs and of the facts about one. No Textual."""

from pathlib import Path

from rnn_tui.experiment.stack import BYTES_PER_WEIGHT
from rnn_tui.io.places import short
from rnn_tui.io.text import one_line
from rnn_tui.runs import RunDirectory, RunState, State
from rnn_tui.runs.changes.moving import in_trash
from rnn_tui.runs.files.marks import Marks
from rnn_tui.runs.lists.overview import Entry
from rnn_tui.runs.lists.run_summary import RunSummary
from rnn_tui.tui.sentences import experiment_words, next_words
from rnn_tui.wording.endings import ending_shown
from rnn_tui.wording.language import told, tr
from rnn_tui.wording.numbers import best_figure, figures, parameters
from rnn_tui.wording.positions import place
from rnn_tui.wording.progress import starting
from rnn_tui.wording.times import moment

Fact = tuple[str, str]
"""A label, which may be empty, and what there is to say."""


ELSEWHERE = " ↗"
"""Follows the id of a run in another folder."""

STAR = "★"


def name_of(entry: Entry) -> str:
    """The id; of a run elsewhere (↗) with its folder, since ids are unique only in one."""
    name = one_line(entry.run.run_id)
    return f"{name}{ELSEWHERE} {short_path(entry.run.path.parent)}" if entry.elsewhere else name


def short_path(path: Path) -> str:
    """From the working folder or the home folder where it lies in one of them, on one line."""
    return one_line(short(path))


def state_word(entry: Entry) -> str:
    return entry.summary.state


def tag_words(marks: Marks) -> str:
    """`#baseline #wide`"""
    return " ".join(f"#{tag}" for tag in marks.tags)


def epochs_words(run: RunSummary) -> str:
    """Complete epochs of all."""
    return f"{run.epochs}/{run.total}"


def best_words(state: RunState) -> str:
    """`0.4217 @1`: the best monitored value and its epoch, counted from 1."""
    best = state.best
    return "" if best is None else best_figure(best.logs[state.monitor], best.epoch)


def facts(entry: Entry) -> list[Fact]:
    """The facts about one run, the most wanted first."""
    state = entry.state
    if state is None:
        text = entry.error or tr("Still reading.")
        hint = [("", tr("d moves it to the trash."))] if entry.error else []
        return [("", text), *hint, (tr("folder"), short_path(entry.run.path))]
    found = [("", _how_it_stands(state))]
    found += [(tr("note"), entry.summary.note)] if entry.summary.note else []
    found += [(tr("tags"), tag_words(entry.summary.marks))] if entry.summary.marks.tags else []
    if state.failure is not None and state.failure.hint:
        found.append(("", state.failure.hint))
    if state.best is not None:
        found.append((tr("best {monitor}", monitor=state.monitor), best_words(state)))
    if state.test is not None:
        found.append((tr("test"), figures(state.test.logs)))
    experiment = state.experiment
    if experiment is not None:
        if not state.run_id.startswith(experiment.name):
            found.append((tr("experiment"), experiment.name))
        found.append((tr("layers"), experiment_words(experiment) or tr("none")))
        if (count := state.parameters) is not None:
            found.append((tr("parameters"), parameters(count, BYTES_PER_WEIGHT * count)))
        train = experiment.train
        found.append(
            (
                tr("training"),
                tr(
                    "{optimizer}, batch {batch_size:,}",
                    optimizer=train.optimizer,
                    batch_size=train.batch_size,
                ),
            )
        )
        data = tr(
            "{source}, maxlen {maxlen:,}",
            source=experiment.data.source,
            maxlen=experiment.data.maxlen,
        )
        found.append((tr("data"), data))
    if state.machine is not None:
        found.append((tr("device"), told(state.machine.device or state.machine.host)))
    if state.created_at:
        found.append((tr("created"), moment(state.created_at)))
    found += [(tr("warning"), note.text) for note in state.notes if note.warning][-3:]
    found.append((tr("folder"), short_path(entry.run.path)))
    return found


def _how_it_stands(state: RunState) -> str:
    match state.state:
        case State.PAUSED:
            return tr("paused at {place}; r continues", place=place(state.position))
        case State.QUEUED | State.STARTING:
            return tr("{state}: {step}", state=state.state, step=starting(state))
        case _ if state.state.live:
            return tr("{state} at {place}", state=state.state, place=place(state.position))
    return tr("; ").join(part for part in (ending_shown(state), next_words(state)) if part)


def not_live(run: RunDirectory, state: RunState) -> str:
    return tr("{run_id} is {state}: nothing to stop", run_id=run.run_id, state=state.state)


def no_runs(folder: Path) -> str:
    """The next step in an empty folder."""
    trash = tr("u restores runs from the trash.\n") if in_trash(folder) else ""
    return tr(
        "No runs in {folder}.\n\n"
        "{trash}3 goes to the Train screen: start one there.\n"
        "Or in a shell: rnn-tui --batch\n"
        "It appears here on its own.",
        folder=short_path(folder),
        trash=trash,
    )
