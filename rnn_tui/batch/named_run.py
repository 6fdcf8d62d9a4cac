"""`--batch --as NAME`: starts the run of that name, resumes, follows or prints it."""

from pathlib import Path

from rnn_tui.batch.exit_code import exit_of
from rnn_tui.batch.experiments import trainable
from rnn_tui.batch.follow import follow
from rnn_tui.batch.requeue import Requeueing
from rnn_tui.batch.resume import MAY_CHANGE, resume_run
from rnn_tui.batch.start import (
    leave_running,
    reporter_of,
    start_and_follow,
    style_of,
)
from rnn_tui.experiment import Experiment
from rnn_tui.io.exits import Exit
from rnn_tui.io.streams import tell
from rnn_tui.results.compare import differences
from rnn_tui.runs import (
    Ask,
    RunDirectory,
    RunError,
    RunState,
    State,
    ask_run,
    create,
    runs_folder,
)
from rnn_tui.runs.changes.extending import EPOCHS
from rnn_tui.runs.changes.moving import check_name
from rnn_tui.runs.lists.overview import readable_state
from rnn_tui.wording.language import tr

SET_BY_RESUME = ("train.early_stopping.start_from_epoch",)
NOT_COMPUTED = ("data.download",)


def run_named(
    name: str,
    config: str | None,
    settings: tuple[str, ...],
    runs_dir: Path | None,
    detach: bool,
    json_lines: bool,
    requeue: bool,
) -> int:
    """Begin, resume, follow or print the run of that name. Returns the exit code.

    Raises UserError.
    """
    requeueing = Requeueing() if requeue else None
    check_name(name)
    run = RunDirectory(runs_folder(runs_dir) / name)
    code = _work_on(run, _asked_for(run, config, settings), detach, json_lines)
    return requeueing.after(run, code) if requeueing else code


def _asked_for(
    run: RunDirectory, config: str | None, settings: tuple[str, ...]
) -> Experiment | None:
    """The experiment that was typed; None if nothing was and the run has its own."""
    typed = config is not None or bool(settings)
    return trainable(config, settings) if typed or not run.is_run else None


def _work_on(
    run: RunDirectory, experiment: Experiment | None, detach: bool, json_lines: bool
) -> int:
    """Do what its state calls for. Raises UserError.

    The run is resumed where it is stopped, lost, or failed for a reason that may have gone.
    """
    if not run.is_run:
        assert experiment is not None
        create(run.path.parent, experiment, run.run_id)
        return start_and_follow(run, detach, json_lines)
    state = readable_state(run)
    changes = _changes(state, experiment)
    longer = any(change.startswith(EPOCHS) for change in changes)
    if state.state.live and not longer:
        return leave_running(run, json_lines) if detach else _join(run, state, json_lines)
    if _is_over(state) and not longer:
        return leave_running(run, json_lines) if detach else _print(run, state, json_lines)
    return resume_run(run, changes, detach, json_lines)


def _changes(state: RunState, experiment: Experiment | None) -> list[str]:
    """The settings by which a resume makes the run the experiment that was typed.

    Raises RunError where it is another experiment: something else would be trained in silence.
    """
    own = state.experiment
    if experiment is None or own is None:
        return []
    other = [each for each in differences([own, experiment]) if each.key not in NOT_COMPUTED]
    foreign = [each for each in other if each.key not in (*MAY_CHANGE, *SET_BY_RESUME)]
    if foreign:
        changes = (f"{each.key} {each.values[0]} -> {each.values[1]}" for each in foreign[:6])
        raise RunError(
            f"{state.label} was started with another experiment ({', '.join(changes)}): give "
            "--as another name, or use the experiment of that run"
        )
    wanted, has = experiment.train.epochs, own.train.epochs
    if wanted < has:
        tell(
            tr(
                "{label} keeps its {has} epochs, more than the {wanted} asked for",
                label=state.label,
                has=has,
                wanted=wanted,
            )
        )
    return [
        f"{each.key}={each.values[1]}"
        for each in other
        if each.key in MAY_CHANGE and (each.key != EPOCHS or wanted > has)
    ]


def _is_over(state: RunState) -> bool:
    """Check whether nothing is left to be done: a run that diverged would do so again."""
    diverged = state.failure is not None and state.failure.kind == "diverged"
    return state.state == State.FINISHED or (state.state == State.FAILED and diverged)


def _join(run: RunDirectory, state: RunState, json_lines: bool) -> int:
    """Follow a run that somebody else has started; resume it if its engine is lost.

    An engine on a node that went down seems to run until it has been silent for minutes.
    """
    if state.state == State.PAUSED:
        ask_run(run, Ask.CONTINUE, "rnn-tui --as")
    code = follow(run, reporter_of(style_of(json_lines), run))
    if code == Exit.ENGINE and readable_state(run).state == State.LOST:
        return resume_run(run, (), False, json_lines)
    return code


def _print(run: RunDirectory, state: RunState, json_lines: bool) -> int:
    reporter = reporter_of(style_of(json_lines), run)
    reporter.update(state)
    reporter.close(state)
    return exit_of(state)
