"""Stopping and resuming a sweep, from its row in Runs and from inside it."""

from functools import partial
from pathlib import Path

from rnn_tui.io.faults import UserError
from rnn_tui.io.text import one_line
from rnn_tui.sweeps.overview import SweepView
from rnn_tui.tui.dialogs.dialog import Choice, ChoiceDialog
from rnn_tui.tui.runs.live import LiveScreen
from rnn_tui.wording.language import tr
from rnn_tui.wording.lists import first_of

MOST_NAMED = 3


class StopSweepDialog(ChoiceDialog[bool]):
    """Answers whether the workers finish their runs first."""

    def __init__(self, view: SweepView) -> None:
        saved = tr("Its runs stop with a checkpoint, and its workers end. r resumes exactly there.")
        after = tr(
            "What is running is finished, then its workers end. r resumes with the next trial."
        )
        choices = [
            Choice("n", tr("Now"), saved, False),
            Choice("e", tr("After its runs"), after, True),
        ]
        super().__init__(tr("Stop {name}", name=one_line(view.name)), "", choices)


class ResumeHereDialog(ChoiceDialog[bool]):
    """Asks before a sweep that was submitted to Slurm is trained on this machine."""

    def __init__(self, view: SweepView) -> None:
        text = tr(
            "This sweep was submitted to Slurm (job {jobs}). To submit it again: "
            "rnn-tui sweep resume {name} --on slurm",
            jobs=first_of(view.jobs, MOST_NAMED),
            name=one_line(view.name),
        )
        about = tr("Workers are started on this machine.")
        super().__init__(tr("Resume here?"), text, [Choice("h", tr("Here"), about, True)])


def may_stop(view: SweepView) -> bool:
    """Check whether anything is running, or may begin to."""
    return view.state == "running" or (view.state == "waiting" and bool(view.jobs))


def may_resume(view: SweepView) -> bool:
    """Check whether it is not over, and would not go on by itself."""
    return view.state in ("waiting", "stopped", "held") or view.request != "run"


class SweepActions(LiveScreen):
    """Stops and resumes a sweep; the subclass knows which."""

    def stop_sweep(self, view: SweepView) -> None:
        """Ask how, and stop it."""

        def chosen(after_runs: bool | None) -> None:
            if after_runs is not None:
                stop = self.workspace.sweeping.stop
                act = partial(stop, Path(view.path), after_runs=after_runs)
                self.work_on(tr("stopping {name}", name=one_line(view.name)), act, UserError)

        self.app.push_screen(StopSweepDialog(view), chosen)

    def resume_sweep(self, view: SweepView) -> None:
        """Let it go on, with workers on this machine."""

        def go(here: bool | None) -> None:
            if here:
                act = partial(self.workspace.sweeping.resume, Path(view.path))
                self.work_on(tr("resuming {name}", name=one_line(view.name)), act, UserError)

        if view.jobs:
            self.app.push_screen(ResumeHereDialog(view), go)
        else:
            go(True)
