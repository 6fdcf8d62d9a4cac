"""What the commands under `rnn-tui queue` do."""

import time
from pathlib import Path

from rnn_tui.batch.documents.queue import shown_queue
from rnn_tui.batch.documents.text import json_line
from rnn_tui.batch.experiments import trainable
from rnn_tui.batch.tables import to_the_left
from rnn_tui.experiment import dumps, loads
from rnn_tui.io.faults import UserError
from rnn_tui.io.streams import tell, write
from rnn_tui.io.text import visible
from rnn_tui.results.data.facts import check_trainable
from rnn_tui.runs import RunDirectory, RunError, State, list_runs, read_state, runs_folder
from rnn_tui.sweeps.journal import SweepError
from rnn_tui.sweeps.queue import Queue
from rnn_tui.sweeps.queue_view import QueueView, queued
from rnn_tui.wording.language import told, tr
from rnn_tui.wording.numbers import counted

BY = "rnn-tui queue"

STATE_WIDTH = 8
"""Columns of the state of a run."""

LOOKED_AT = 20
"""Runs of the folder, the latest first, among which the live ones are."""

START_SECONDS = 60.0
"""Seconds within which the engine of a run that was just made shows itself."""

RECENT_SECONDS = 24 * 3600.0
"""Seconds for which a run that could not be started is told."""

NO_WORKER = "no worker is running: rnn-tui queue resume starts one"

EMPTY = "nothing is queued; rnn-tui queue add -c EXPERIMENT adds a run"
PAUSED = "paused: rnn-tui queue resume continues it"


def show_queue(runs_dir: Path | None, json_lines: bool) -> None:
    """Print the runs that are not over, in their order. Raises SweepError."""
    view = Queue(runs_folder(runs_dir)).view()
    _print(view, json_lines)
    if view.stands and not view.workers and not json_lines:
        write(tr(NO_WORKER))


def add_run(
    config: str | None, settings: tuple[str, ...], runs_dir: Path | None, json_lines: bool
) -> None:
    """Queue a run of the experiment, behind all that train in the folder. Raises UserError."""
    folder = runs_folder(runs_dir)
    queue, live = Queue(folder), _live(folder)
    added = queue.add(trainable(config, settings), BY, behind=live)
    queue.keep_working(live)
    view = queue.view()
    if json_lines:
        _print(view, json_lines)
        return
    write(visible(added.run))
    if view.held:
        tell(tr("the queue is paused: rnn-tui queue resume continues it"))


def move_run(runs_dir: Path | None, reference: str, place: str, json_lines: bool) -> None:
    """Move a waiting run. Raises SweepError."""
    queue = Queue(runs_folder(runs_dir))
    view = queue.view()
    far = len(view.runs)
    by = {"up": -1, "down": 1, "first": -far, "last": far}[place]
    queue.move(queued(view, reference).trial, by)
    _print(queue.view(), json_lines)


def edit_run(
    runs_dir: Path | None, reference: str, settings: tuple[str, ...], json_lines: bool
) -> None:
    """Change the experiment of a waiting run, which keeps its place. Raises UserError."""
    if not settings:
        raise UserError("nothing is to be changed: add --set KEY=VALUE")
    queue = Queue(runs_folder(runs_dir))
    run = queued(queue.view(), reference)
    changed = loads(dumps(queue.experiment(run.trial)), settings)
    check_trainable(changed)
    queue.replace(run.trial, changed, BY)
    _print(queue.view(), json_lines)


def remove_run(runs_dir: Path | None, reference: str, json_lines: bool) -> None:
    """Take a run out of the queue. Raises SweepError."""
    queue = Queue(runs_folder(runs_dir))
    queue.remove(queued(queue.view(), reference).trial, BY)
    _print(queue.view(), json_lines)


def pause_queue(runs_dir: Path | None, json_lines: bool) -> None:
    """Begin nothing more; what is running goes on. Raises SweepError."""
    queue = _made_queue(runs_folder(runs_dir))
    queue.hold(BY)
    _print(queue.view(), json_lines)


def resume_queue(runs_dir: Path | None, workers: int | None, json_lines: bool) -> None:
    """Go on, and start what is missing. Raises SweepError."""
    folder = runs_folder(runs_dir)
    queue, live = _made_queue(folder), _live(folder)
    queue.release(BY, workers, behind=live)
    queue.keep_working(live)
    _print(queue.view(), json_lines)


def _made_queue(folder: Path) -> Queue:
    """The queue of a folder that has one, and can keep a request. Raises SweepError."""
    queue = Queue(folder)
    if not queue.exists:
        raise SweepError(
            f"{visible(str(folder))} has no queue yet; rnn-tui queue add -c EXPERIMENT makes one"
        )
    return queue


def _live(folder: Path) -> list[RunDirectory]:
    """The live runs of the folder, those included whose engine is only just starting."""
    return [run for run in list_runs(folder)[:LOOKED_AT] if _is_live(run)]


def _is_live(run: RunDirectory) -> bool:
    try:
        state = read_state(run).state
        age = time.time() - run.events.stat().st_mtime
    except (OSError, RunError):
        return False
    return state.live and (state is not State.QUEUED or age < START_SECONDS)


def _print(view: QueueView, json_lines: bool) -> None:
    if json_lines:
        write(json_line(shown_queue(view)))
        return
    for place, run in enumerate(view.runs, 1):
        write(f"{place:>3}  {_state(run.state)}  {visible(run.run)}")
    if not view.runs:
        write(tr(EMPTY))
    for failed in view.unstarted:
        if time.time() - failed.at < RECENT_SECONDS:
            about = f"{visible(failed.run)}{tr(': ')}{visible(told(failed.message))}"
            write(f"     {_state('failed')}  {about}")
    if view.held:
        write(tr(PAUSED))
    elif view.limit > 1:
        write(tr("{runs} at a time", runs=counted(view.limit, "run")))


def _state(word: str) -> str:
    return to_the_left(tr(word), STATE_WIDTH)
