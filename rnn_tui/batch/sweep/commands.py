"""What the commands under `rnn-tui sweep` do."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shlex import quote

from rnn_tui.batch.documents.sweep import named_sweep, shown_sweep
from rnn_tui.batch.documents.text import json_line
from rnn_tui.batch.requeue import Requeueing
from rnn_tui.batch.slurm_script import Request
from rnn_tui.batch.sweep.following import Printer, follow_workers, left_words
from rnn_tui.batch.sweep.lines import view_lines
from rnn_tui.batch.sweep.slurm import submit, tasks_of, write_script
from rnn_tui.experiment import Experiment
from rnn_tui.experiment.sweep import MOST_TRIALS, SweepSpec
from rnn_tui.io.exits import Exit
from rnn_tui.io.faults import reason
from rnn_tui.io.places import expanded
from rnn_tui.io.streams import tell, write
from rnn_tui.io.text import visible
from rnn_tui.runs import runs_folder
from rnn_tui.runs.changes.moving import check_name
from rnn_tui.runs.process.slots import take_slot
from rnn_tui.runs.process.warm_engine import WarmEngine
from rnn_tui.sweeps.control import hold, let_go_on, stop
from rnn_tui.sweeps.create import create_sweep
from rnn_tui.sweeps.folder import Sweep
from rnn_tui.sweeps.journal import SweepError
from rnn_tui.sweeps.launch import start_workers
from rnn_tui.sweeps.names import QUEUE
from rnn_tui.sweeps.overview import look
from rnn_tui.sweeps.places import place_of, usual_workers_of
from rnn_tui.sweeps.samplers.extra import check_extra, check_optuna
from rnn_tui.sweeps.stopping import heeded
from rnn_tui.sweeps.taking import Rest, has_more, plan_of
from rnn_tui.sweeps.worker import Worker
from rnn_tui.sweeps.workers import present, running_workers
from rnn_tui.wording.language import told, tr
from rnn_tui.wording.numbers import counted

WAIT_SECONDS, LOOK_SECONDS = 60.0, 0.1
BY = "rnn-tui sweep stop"


def start_sweep(
    experiment: Experiment,
    name: str | None,
    runs_dir: Path | None,
    workers: int | None,
    detach: bool,
    json_lines: bool,
    cluster: Request | None = None,
) -> int:
    """Make the sweep of the experiment and start its workers. Returns the exit code.

    With 0 workers it waits for those that are started elsewhere; None stands for as many as make
    the most of this host. With `cluster` they are jobs of Slurm's. Raises UserError.
    """
    check_extra(experiment.sweep or SweepSpec())
    if name is not None:
        check_name(name)
        if name == QUEUE:
            raise SweepError(f"{QUEUE} is the queue of the runs folder: choose another name")
    sweep = create_sweep(runs_folder(runs_dir), experiment, name)
    return _work(sweep, workers, detach, json_lines, cluster)


def resume_sweep(
    sweep: Sweep,
    workers: int | None,
    detach: bool,
    json_lines: bool,
    cluster: Request | None = None,
) -> int:
    """Let workers go on, and start some. Returns the exit code. Raises UserError."""
    sweep.check_usable()
    sweep.check_unchanged()
    view = look(sweep)
    if view.state == "finished":
        tell(tr("{label} is finished; rnn-tui sweep show {label} shows it", label=sweep.label))
        return Exit.FINISHED
    let_go_on(sweep, "rnn-tui sweep resume")
    return _work(sweep, workers, detach, json_lines, cluster)


def show_sweep(sweep: Sweep, json_lines: bool) -> None:
    """Print all that is known of the sweep. Raises SweepError."""
    view = look(sweep)
    if json_lines:
        write(json_line(shown_sweep(view)))
        return
    for line in view_lines(view):
        write(line)
    if sweep.journal.foreign:
        tell(
            tr(
                "warning: another version of rnn-tui wrote in the journal ({foreign}); those "
                "lines are skipped",
                foreign=sweep.journal.foreign,
            )
        )


def export_study(sweep: Sweep, path: Path) -> None:
    """Write the sweep's trials as a study of Optuna's into a new file. Raises UserError."""
    check_optuna()
    from rnn_tui.sweeps.samplers.optuna_study import write_study  # late: it takes its time

    try:
        count = write_study(
            expanded(path), sweep.name, sweep.refresh(), sweep.space, sweep.objective
        )
    except OSError as error:
        raise SweepError(
            f"cannot write the study: {reason(error)}: {visible(str(path))}"
        ) from error
    trials, to = counted(count, "trial"), visible(str(path))
    write(tr("{trials} of {label} written to {path}", trials=trials, label=sweep.label, path=to))


def stop_sweep(sweep: Sweep, after_runs: bool, json_lines: bool) -> None:
    """Ask all workers to end, and wait for them. Raises SweepError.

    With `after_runs` they finish what they are running, and nobody waits.
    """
    if after_runs:
        hold(sweep, BY)
    else:
        stop(sweep, BY)
        _wait_for_workers(sweep)
    view = look(sweep)
    if json_lines:
        write(json_line(shown_sweep(view)))
        return
    if after_runs:
        write(
            tr("{label} begins nothing new; rnn-tui sweep resume continues it", label=sweep.label)
        )
    elif view.workers:
        workers = counted(view.workers, "worker")
        write(
            tr(
                "{label} was asked to stop; {workers} still running",
                label=sweep.label,
                workers=workers,
            )
        )
    else:
        write(
            tr(
                "{label} is {state}; rnn-tui sweep resume continues it",
                label=sweep.label,
                state=view.state,
            )
        )


def work_on_sweep(sweep: Sweep, json_lines: bool, requeue: bool = False) -> int:
    """Be a worker of the sweep until nothing is left. Returns the exit code. Raises UserError.

    With `requeue` this is a Slurm job that goes back into the queue when its time is up.
    """
    requeueing = Requeueing() if requeue else None
    with heeded() as stopping:
        sweep.check_usable()
        sweep.check_unchanged()
        check_extra(sweep.spec)
        printer = Printer(sweep, json_lines)
        if json_lines:
            write(json_line(named_sweep(sweep)))
        while True:
            with present(sweep) as presence, _in_place(sweep) as engine:
                worker = Worker(sweep, presence, stopping, lambda _: printer.print_news(), engine)
                rest = worker.work()
            if stopping.code is not None or rest is not Rest.DONE or not has_more(sweep):
                break
    if stopping.code is not None:
        if requeueing is None:
            return stopping.code
        return requeueing.after_worker(sweep.label, worker.run, stopping.code)
    if rest == Rest.HELD:
        tell(left_words(sweep, "stopped" if sweep.state.request.request == "stop" else "held"))
        return Exit.INTERRUPTED
    return Exit.FINISHED


@contextmanager
def _in_place(sweep: Sweep) -> Iterator[WarmEngine | None]:
    """An engine in a place of its own, and this process with it. Raises SweepError, SlotError.

    The runs of a queue that come one after the other have the whole machine, and engines of their
    own, as if they were started by hand.
    """
    if sweep.state.created.beside and sweep.state.most_workers < 2:
        yield None
        return
    slot, engine = take_slot(place_of(sweep.base)), WarmEngine()
    slot.enter()
    try:
        yield engine
    finally:
        engine.close()
        slot.leave()


def _work(
    sweep: Sweep,
    workers: int | None,
    detach: bool,
    json_lines: bool,
    cluster: Request | None,
) -> int:
    if cluster is not None:
        return _submit(sweep, cluster, workers, json_lines)
    workers = usual_workers_of(sweep.base) if workers is None else workers
    _announce(sweep, json_lines)
    if workers and not detach:
        return follow_workers(sweep, workers, json_lines)
    start_workers(sweep, workers)
    if not workers and not json_lines:
        command = f"rnn-tui sweep work {quote(str(sweep.path))}"
        write(tr("{command} starts a worker", command=command))
    return Exit.FINISHED


def _announce(sweep: Sweep, json_lines: bool) -> None:
    if json_lines:
        write(json_line(named_sweep(sweep)))
        return
    seeds = sweep.spec.seeds
    trials = _trials_words(plan_of(sweep).trials, sweep.spec.minutes)
    about = {"label": sweep.label, "trials": trials, "path": sweep.path}
    if seeds == 1:
        write(tr("{label}: {trials} in {path}", **about))
    else:
        runs = counted(seeds, "run")
        write(tr("{label}: {trials} of {runs} in {path}", **about, runs=runs))


def _trials_words(trials: int, minutes: float | None) -> str:
    """`40 trials`, `up to 40 trials begun within 60 min`."""
    if minutes is None:
        return told(counted(trials, "trial"))
    if trials == MOST_TRIALS:
        return tr("trials begun within {minutes:g} min", minutes=minutes)
    most = counted(trials, "trial")
    return tr("up to {trials} begun within {minutes:g} min", trials=most, minutes=minutes)


def _submit(sweep: Sweep, request: Request, workers: int | None, json_lines: bool) -> int:
    """Submit an array of workers, and show the script. Raises UserError."""
    tasks = tasks_of(sweep, workers)
    script = write_script(sweep, request, tasks)
    _announce(sweep, json_lines)
    if not json_lines:
        write(script.read_text().rstrip("\n"))
    job = submit(sweep, script)
    if not json_lines:
        workers_words = counted(tasks, "worker")
        write(tr("submitted as job {job}: {workers}", job=job, workers=workers_words))
        write(
            tr(
                "rnn-tui sweep show {label} shows the sweep, rnn-tui sweep stop ends it",
                label=sweep.label,
            )
        )
    return Exit.FINISHED


def _wait_for_workers(sweep: Sweep) -> None:
    end = time.monotonic() + WAIT_SECONDS
    while running_workers(sweep) and time.monotonic() < end:
        time.sleep(LOOK_SECONDS)
