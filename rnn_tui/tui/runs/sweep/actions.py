"""Stopping and resuming a sweep, from its row in Runs and from inside it."""

from functools import partial
from pathlib import Path

from rnn_tui.io.faults import UserError
from rnn_tui.io.text import one_line
from rnn_tui.sweeps.overview import SweepView
from rnn_tui.tui.dialogs.dialog import Choice, ChoiceDialog
from rnn_tui.tui.runs.live import LiveScreen
from rnn_tui.tui.state import sweeping
from rnn_tui.wording.lists import first_of

MOST_NAMED = 3


class StopSweepDialog(ChoiceDialog[bool]):
    """Answers whether the workers finish their runs first."""

    def __init__(self, view: SweepView) -> None:
        saved = "Its runs stop with a checkpoint, and its workers end. r resumes exactly there."
        after = "What is running is finished, then its workers end. r resumes with the next trial."
        choices = [Choice("n", "Now", saved, False), Choice("e", "After its runs", after, True)]
        super().__init__(f"Stop {one_line(view.name)}", "", choices)


class ResumeHereDialog(ChoiceDialog[bool]):
    """Asks before a sweep that was submitted to Slurm is trained on this machine."""

    def __init__(self, view: SweepView) -> None:
        text = (
            f"This sweep was submitted to Slurm (job {first_of(view.jobs, MOST_NAMED)}). To submit "
            f"it again: rnn-tui sweep resume {one_line(view.name)} --on slurm"
        )
        about = "Workers are started on this machine."
        super().__init__("Resume here?", text, [Choice("h", "Here", about, True)])


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
                act = partial(sweeping.stop, Path(view.path), after_runs=after_runs)
                self.work_on(f"stopping {one_line(view.name)}", act, UserError)

        self.app.push_screen(StopSweepDialog(view), chosen)

    def resume_sweep(self, view: SweepView) -> None:
        """Let it go on, with workers on this machine."""

        def go(here: bool | None) -> None:
            if here:
                act = partial(sweeping.resume, Path(view.path))
                self.work_on(f"resuming {one_line(view.name)}", act, UserError)

        if view.jobs:
            self.app.push_screen(ResumeHereDialog(view), go)
        else:
            go(True)
