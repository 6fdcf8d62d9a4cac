"""The stop dialog: beside the curves, which go on; each choice says what will be kept."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from rnn_tui.runs import Ask, Phase, Position, RunState, State, seconds_left
from rnn_tui.tui.keys import Key, bindings, on_screen
from rnn_tui.tui.messages import AskRun, KillRun
from rnn_tui.wording.language import tr
from rnn_tui.wording.numbers import byte_size
from rnn_tui.wording.positions import place
from rnn_tui.wording.times import clock

KILL = "kill"


@dataclass(frozen=True, slots=True)
class StopChoice:
    """`answer` is what to ask of the engine, or KILL."""

    key: str
    label: str
    kept: str
    answer: Ask | str


def stop_choices(run: RunState) -> tuple[StopChoice, ...]:
    """The choices for a live run right now, the gentlest first."""
    return tuple(_choices(run))


def _choices(run: RunState) -> Iterator[StopChoice]:
    at, checkpoint = run.position, run.checkpoint
    started = run.sizes is not None and run.state not in (State.QUEUED, State.STARTING)
    if run.state is State.STOPPING:
        yield _kill(run)
        return
    if started:
        kept = tr(
            "Kept: everything up to {place}. Resume continues from exactly there.", place=place(at)
        )
        if at == Position():
            kept = tr("No batch has been trained yet, so nothing is lost. Resume starts it.")
    elif checkpoint is not None:
        kept = tr(
            "Kept: the checkpoint at {place}; resume continues from there.", place=place(checkpoint)
        )
    else:
        kept = tr("Training has not begun, so nothing is lost. Resume starts it.")
    yield StopChoice("n", tr("Now"), kept, Ask.STOP)
    trains = at.phase is not Phase.TEST and at.epoch < run.total_epochs
    if started and trains and run.state is not State.PAUSED:
        if run.asked == Ask.STOP_AFTER_EPOCH:
            yield StopChoice(
                "e", tr("Not after this epoch"), tr("Training continues."), Ask.CONTINUE
            )
        else:
            kept = tr(
                "Epoch {epoch} is trained and validated first{more}. Kept: everything.",
                epoch=at.epoch + 1,
                more=_epoch_time(run),
            )
            yield StopChoice("e", tr("After this epoch"), kept, Ask.STOP_AFTER_EPOCH)
    if run.state is State.PAUSED:
        yield StopChoice("p", tr("Continue"), tr("Training continues from here."), Ask.CONTINUE)
    elif started:
        kept = (
            tr(
                "Kept: everything. The engine waits with its {memory} of memory; "
                "r continues at once.",
                memory=byte_size(run.status.memory),
            )
            if run.status and run.status.memory
            else tr("Kept: everything. The engine waits with its memory; r continues at once.")
        )
        yield StopChoice("p", tr("Pause"), kept, Ask.PAUSE)
    yield _kill(run)


def _kill(run: RunState) -> StopChoice:
    """For an engine that does not answer."""
    if run.checkpoint is None:
        kept = tr("Ends the engine at once. Kept: the curves; the weights are lost.")
    else:
        kept = tr(
            "Ends the engine at once. Kept: the checkpoint at {place}.", place=place(run.checkpoint)
        )
    return StopChoice("k", tr("Kill"), kept, KILL)


def _epoch_time(run: RunState) -> str:
    """The time that the rest of the epoch takes, as far as that is known."""
    left = seconds_left(run)
    if left is None or run.total_epochs - run.position.epoch != 1:
        return ""
    return tr(", {time} more", time=clock(left))


class StopPane(Vertical):
    """`showing` says whether it is there; it posts the request itself and then `Closed`."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(
        "stop",
        on_screen("train"),
        {
            "now": Key("n", "choose('n')", "now", "Stop at this batch"),
            "epoch": Key(
                "e",
                "choose('e')",
                "after epoch",
                "Stop once this epoch is trained and validated",
            ),
            "pause": Key(
                "p",
                "choose('p')",
                "pause",
                "Pause training and keep the engine in memory, or continue",
            ),
            "kill": Key(
                "k",
                "choose('k')",
                "kill",
                "Kill the engine at once; everything after the last checkpoint is lost",
            ),
            "close": Key(
                "escape,s",
                "close",
                "keep training",
                "Close and keep training",
                key_display="esc",
            ),
        },
    )

    run_state: reactive[RunState | None] = reactive[RunState | None](None, repaint=False)

    class Closed(Message):
        """The pane is to be hidden."""

    def __init__(self) -> None:
        super().__init__(classes="pane")
        self._choices: tuple[StopChoice, ...] = ()

    def compose(self) -> ComposeResult:
        self.border_title = tr("Stop")
        self.border_subtitle = tr("esc keeps training")
        yield OptionList(id="stop-choices", markup=False)

    @property
    def options(self) -> OptionList:
        return self.query_one("#stop-choices", OptionList)

    def watch_run_state(self) -> None:
        if self.display and self.is_mounted:
            self.show()

    def show(self) -> None:
        """Bring the choices up to date; the selection stays where it is."""
        run = self.run_state
        if run is None or not run.state.live:
            return
        before, self._choices = self._choices, stop_choices(run)
        if before == self._choices:
            return
        options, selected = self.options, self.options.highlighted
        if [old.label for old in before] != [new.label for new in self._choices]:
            options.set_options([Option(_prompt(choice)) for choice in self._choices])
            options.highlighted = min(selected or 0, len(self._choices) - 1)
            self.refresh_bindings()
            return
        for index, choice in enumerate(self._choices):
            if before[index] != choice:
                options.replace_option_prompt_at_index(index, _prompt(choice))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        keys = [choice.key for choice in self._choices]
        return action != "choose" or parameters[0] in keys

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self._do(self._choices[event.option_index])

    def action_choose(self, key: str) -> None:
        for choice in self._choices:
            if choice.key == key:
                self._do(choice)
                return

    def action_close(self) -> None:
        self.post_message(self.Closed())

    def _do(self, choice: StopChoice) -> None:
        self.post_message(KillRun() if choice.answer == KILL else AskRun(Ask(choice.answer)))
        self.post_message(self.Closed())


def _prompt(choice: StopChoice) -> Content:
    return Content.assemble(
        (choice.key, "bold underline"), "  ", (choice.label, "bold"), f"\n{choice.kept}"
    )
