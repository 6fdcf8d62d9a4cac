"""The workspace: the desk with the document, the current run, the queue, and all requests to them.

Requests come as the messages of `messages.py`; whatever has changed afterwards is told by one
call. No screens, no widgets.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING

from rnn_tui.experiment import Experiment
from rnn_tui.experiment.loading import edited
from rnn_tui.io.faults import UserError
from rnn_tui.runs import Ask, RunDirectory, RunError, RunState, State
from rnn_tui.tui import messages
from rnn_tui.tui.state.current_run import CurrentRun
from rnn_tui.tui.state.desk import Desk, Notices
from rnn_tui.tui.state.document import Document
from rnn_tui.tui.state.news import Severity
from rnn_tui.tui.state.queueing import Queueing
from rnn_tui.wording.language import tr
from rnn_tui.wording.numbers import counted

if TYPE_CHECKING:
    from rnn_tui.sweeps.queue_view import QueueView
    from rnn_tui.tui.state.sweeping import Sweeping


class Workspace:
    """`document`, `run_state` and `doing` are the state that screens show; `changed` is called
    after each change of them."""

    def __init__(
        self,
        document: Document,
        current: CurrentRun,
        notices: Notices,
        changed: Callable[[], None],
    ) -> None:
        self.current = current
        self.desk = Desk(document, notices, changed)
        self.run_state: RunState | None = None
        self.doing = ""
        self.queueing = Queueing(current.runs_dir, self._live_runs)
        self._ended_here = False
        self._notices = notices
        self._changed = changed

    @cached_property
    def sweeping(self) -> "Sweeping":
        """The sweeps that were started here; imported when one is first looked at."""
        from rnn_tui.tui.state.sweeping import Sweeping

        return Sweeping()

    def say(self, text: str, severity: Severity = "information") -> None:
        """Show a passing notice."""
        self._notices.say(text, severity)

    @contextmanager
    def _telling(self, severity: Severity = "error") -> Iterator[None]:
        """Say what cannot be done inside."""
        try:
            yield
        except UserError as error:
            self.say(str(error), severity)

    def do(self, request: messages.Request) -> None:
        """Do what a widget or a screen asks for."""
        match request:
            case messages.EditExperiment():
                self.desk.edit(request.experiment, request.tag)
            case messages.RejectEdit():
                self.desk.reject(request.key, request.value, request.message)
            case messages.SettleEdit():
                self.desk.become(self.document.settled())
            case messages.OpenExperiment():
                self.desk.become(self.document.then_opened(request.experiment, request.path))
            case messages.SaveExperiment():
                self.desk.save(request.path)
            case messages.DataLoaded():
                self.desk.become(self.document.with_facts(request.facts, request.data))
            case messages.Doing():
                self.doing = request.text
                self._changed()
            case messages.StartRun():
                self.start(offline=request.offline)
            case messages.QueueRequest():
                self.change_queue(request)
            case messages.FollowRun():
                self.follow(request.run, edit=request.edit)
            case messages.ResumeRun():
                self.resume(request.run, request.more, offline=request.offline)
            case messages.AskRun():
                self.ask(request.ask, request.run)
            case messages.KillRun():
                self.kill(request.run)

    @property
    def document(self) -> Document:
        """The experiment that is being edited."""
        return self.desk.document

    # The current run

    def poll_run(self) -> None:
        """Look at the current run."""
        try:
            state = self.current.poll()
        except RunError as error:
            self.current.leave()
            state = None
            self.say(str(error), "warning")
        before = self.run_state
        if state is not before:
            if before is not None and state is not None and before.path == state.path:
                self._ended_here |= before.state.live and not state.state.live
            self.run_state = state
            self._changed()

    def keep_ready(self, *, wanted: bool) -> None:
        """Have an engine ready while nothing trains, where one is wanted."""
        if not wanted:
            self.current.close()
        elif self.run_state is None or not self.run_state.state.live:
            self.current.prepare()

    def start(self, *, offline: bool = False) -> None:
        """Start a run of the experiment; refused with the reasons while there are problems."""
        if errors := self.document.errors:
            first = errors[0].sentence
            self.say(
                tr(
                    "{problems} first: {first}",
                    problems=counted(len(errors), "problem"),
                    first=first,
                ),
                "warning",
            )
            return
        experiment = self.document.experiment
        if offline:
            experiment = edited(experiment, [("data.download", False)])
        run = self.run_state
        if run is not None and run.state == State.QUEUED:  # a key that was pressed twice
            self.say(tr("{run_id} is still queued", run_id=run.run_id), "warning")
            return
        if (run is not None and run.state.live) or self.queueing.is_edited(self.document.sitting):
            self.enqueue(experiment)
            return
        with self._telling():
            self.current.start(experiment)
        self.poll_run()

    # The queue

    def enqueue(self, experiment: Experiment) -> None:
        """Put a run of the experiment behind those that train and wait."""
        with self._telling():
            run = self.queueing.add(experiment, self.document.sitting)
            self.poll_queue()
            self.say(
                tr(
                    "queued {run}, {waiting} waiting; Q on Train shows them",
                    run=run.run,
                    waiting=self.queueing.waiting,
                )
            )

    def change_queue(self, request: messages.QueueRequest) -> None:
        """Do what was asked of the queue, and look at it again."""
        with self._telling("warning"):
            if isinstance(request, messages.EditQueued):
                experiment = self.queueing.experiment(request.trial)
                self.desk.become(self.document.then_opened(experiment))
                self.queueing.edit(request.trial, self.document.sitting)
                self.say(
                    tr("opened {name} of the queue; t on Train puts it back", name=experiment.name)
                )
            else:
                self.queueing.change(request)
        self.poll_queue()

    def poll_queue(self) -> None:
        """Look at the queue; follow its run where the one that was followed here has ended."""
        before = self.queueing.view
        with self._telling("warning"):
            self._say_unstarted(before, self.queueing.look())
            run = self.queueing.begun() if self._ended_here else None
            if run is not None and run != self.current.run:
                self._ended_here = False
                self.follow(run, edit=False)
                self.say(tr("began {run_id} of the queue", run_id=run.run_id))
        if self.queueing.view != before:
            self._changed()

    def _say_unstarted(self, before: "QueueView | None", now: "QueueView | None") -> None:
        """Say which runs of the queue have failed before there was anything to list."""
        known = before.unstarted if before is not None else ()
        for failed in now.unstarted if before is not None and now is not None else ():
            if failed not in known:
                self.say(
                    tr(
                        "{run} of the queue could not start: {why}",
                        run=failed.run,
                        why=failed.message,
                    ),
                    "error",
                )

    def _live_runs(self) -> list[RunDirectory]:
        return [RunDirectory(state.path) for state in self.current.live_states()]

    def follow(self, run: RunDirectory, *, edit: bool, fresh: bool = False) -> None:
        """Make a run the current one; `edit` also opens its experiment, `fresh` with no history."""
        self._ended_here = False
        try:
            self.current.follow(run)
        except RunError as error:
            self.say(str(error), "error")
            return
        self.poll_run()
        if edit and self.run_state is not None and self.run_state.experiment is not None:
            experiment = self.run_state.experiment
            opened = Document.opened if fresh else self.document.then_opened
            self.desk.become(opened(experiment))

    def resume(self, run: RunDirectory | None, more: int, *, offline: bool) -> None:
        """Start an engine on a run that was stopped, as `CurrentRun.resume` does."""
        with self._telling():
            self.current.resume(run, more, offline=offline)
        self.poll_run()

    def ask(self, ask: Ask, run: RunDirectory | None) -> None:
        """Ask the engine of a run for something."""
        with self._telling():
            run = self.current.ask(ask, run)
            self.say(
                tr(
                    "{run_id}: asked to {request}",
                    run_id=run.run_id,
                    request=tr(ask.value.replace("-", " ")),
                )
            )

    def kill(self, run: RunDirectory | None) -> None:
        """End the engine of a run at once."""
        with self._telling():
            run = self.current.kill(run)
            self.say(tr("killed the engine of {run_id}", run_id=run.run_id), "warning")
        self.poll_run()
