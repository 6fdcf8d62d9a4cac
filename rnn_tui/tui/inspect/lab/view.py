"""Cell lab: a bare cell on random input, one timestep after the other."""

import os
from collections.abc import Sequence
from typing import ClassVar

import numpy as np
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.reactive import reactive
from textual.timer import Timer
from textual.widget import Widget

from rnn_tui.tui.forms.field_help import FieldHelp
from rnn_tui.tui.forms.form import Form
from rnn_tui.tui.inspect.heatmap import Heatmap
from rnn_tui.tui.inspect.heatmap_data import HeatmapData
from rnn_tui.tui.inspect.lab.formula import MEANINGS, formula
from rnn_tui.tui.inspect.lab.keys import LAB_BINDINGS
from rnn_tui.tui.inspect.lab.unrolled import KINDS, LabSpec, UnrolledCell
from rnn_tui.tui.inspect.lab.wording import about, note
from rnn_tui.tui.widgets.line import Line, entitle
from rnn_tui.wording.language import tr
from rnn_tui.wording.numbers import figure

STEPS_PER_SECOND = 2.0 if "SSH_CONNECTION" in os.environ else 5.0
LABEL = 20
"""Width left of the cells, here as in the formula, so that the units stand below each other."""

WIDE = 100
MARK = "▸"
"""Beside the rows that come out of the layer."""

HINT = "Change a number: the cell restarts at once."


class StepMap(Heatmap, inherit_bindings=False):
    """The arrows belong to the lab: they step through time."""


class Strips(Heatmap, can_focus=False):
    """The terms of the formula; they follow the heatmap above."""


class LabForm(Vertical):
    """The settings and words about the one with the focus."""

    def compose(self) -> ComposeResult:
        with VerticalScroll(can_focus=False):
            yield Form(LabSpec(), id="lab-form")
        yield FieldHelp()

    def on_mount(self) -> None:
        self.border_title = tr("Options")
        self.query_one(FieldHelp).idle(tr(HINT))

    def on_form_described(self, event: Form.Described) -> None:
        event.stop()
        self.query_one(FieldHelp).show(event)


class LabView(Vertical):
    """`t` is the timestep that is looked at, from 0; rows grow as far as it has come."""

    BINDINGS: ClassVar[list[BindingType]] = LAB_BINDINGS

    lab: reactive[LabSpec] = reactive(LabSpec(), init=False, repaint=False)
    t: reactive[int] = reactive(0, init=False, repaint=False)
    unit: reactive[int] = reactive(0, init=False, repaint=False)
    quantity: reactive[str] = reactive("state", init=False, repaint=False)
    form_open: reactive[bool | None] = reactive[bool | None](None, init=False, repaint=False)

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.unrolled = UnrolledCell(self.lab)
        self._timer: Timer | None = None

    def compose(self) -> ComposeResult:
        yield Line(id="lab-about")
        with Horizontal(id="lab-middle"):
            yield LabForm(classes="pane")
            with Vertical():
                with Vertical(classes="pane", id="lab-states"):
                    yield StepMap(id="lab-map")
                with Vertical(classes="pane", id="lab-formula"):
                    yield Strips(ruler=False, id="lab-strips")
        yield Line(id="lab-note")

    @property
    def home(self) -> Widget:
        return self.query_one(StepMap)

    @property
    def playing(self) -> bool:
        return self._timer is not None

    def on_mount(self) -> None:
        self.watch(self.query_one(StepMap), "scroll_x", self._follow, init=False)
        self.query_one("#lab-middle", Horizontal).can_focus = False
        self._arrange()
        self.show()

    def on_resize(self) -> None:
        self._arrange()

    # What is shown

    def watch_lab(self, before: LabSpec, now: LabSpec) -> None:
        """Another cell starts anew; the same numbers with another output do not."""
        same = before.model_copy(update={"return_sequences": now.return_sequences}) == now
        if same:
            self.unrolled.spec = now
        else:
            self.unrolled = UnrolledCell(now)
            self.quantity = self.quantity if self.quantity in self.unrolled.quantities else "state"
            self.set_reactive(LabView.t, 0)
        self.query_one("#lab-form", Form).show(now)
        self.show()
        self.refresh_bindings()

    def watch_t(self) -> None:
        self.show()

    def watch_unit(self) -> None:
        self.show()

    def watch_quantity(self) -> None:
        self.show()

    def watch_form_open(self) -> None:
        self._arrange()

    def show(self) -> None:
        """Bring all parts up to date with the step that is looked at."""
        self.unrolled.at(self.t)
        self.unit = min(self.unit, self.lab.units - 1)
        self.query_one("#lab-about", Line).put(about(self.lab))
        self.query_one("#lab-note", Line).put(note(self.unrolled, self.quantity))
        self._show_map()
        self._show_formula()

    def _show_map(self) -> None:
        unrolled, pane = self.unrolled, self.query_one("#lab-states", Vertical)
        values = unrolled.values(self.quantity)
        labels = [self._label(t, float(values[t, self.unit])) for t in range(len(values))]
        scale = max(1.0, float(abs(values).max()))
        sheet = HeatmapData(values, labels, scale, widest=LABEL)
        self.query_one(StepMap).show(sheet, self.t, self.unit)
        name = self.quantity.replace("_", " ")
        here = tr(
            "timestep {t} of {timesteps}, unit {unit}",
            t=self.t + 1,
            timesteps=self.lab.timesteps,
            unit=self.unit,
        )
        entitle(
            pane,
            Content(tr("{title}: {about}", title=name, about=tr(MEANINGS[self.quantity]))),
            Content(here),
        )

    def _label(self, t: int, value: float) -> tuple[str, str]:
        comes_out = self.lab.return_sequences or t == self.lab.timesteps - 1
        mark = MARK if comes_out and self.quantity == "state" else " "
        return _named(f"{mark}{t + 1:>5}", value)

    def _show_formula(self) -> None:
        found = formula(self.unrolled.at(self.t), self.quantity)
        values = [each for _, each in found.rows]
        labels = [_named(name, float(each[self.unit])) for name, each in found.rows]
        sheet = HeatmapData(np.stack(values), labels, scales=found.scales, widest=LABEL)
        self.query_one(Strips).show(sheet, len(labels) - 1, self.unit)
        pane = self.query_one("#lab-formula", Vertical)
        entitle(pane, Content(found.text), Content(tr("numbers of unit {unit}", unit=self.unit)))

    def _follow(self, x: float) -> None:
        self.query_one(Strips).scroll_to(x, 0, animate=False, immediate=True, force=True)

    def _arrange(self) -> None:
        self.query_one(LabForm).display = self._form_is_wanted()

    def _form_is_wanted(self) -> bool:
        return self.size.width >= WIDE if self.form_open is None else self.form_open

    # Messages

    def on_heatmap_moved(self, event: Heatmap.Moved) -> None:
        event.stop()
        self.pause()
        self.unit = event.column
        if isinstance(event.heatmap, StepMap):
            self.t = event.row

    def on_form_changed(self, event: Form.Changed) -> None:
        event.stop()
        if isinstance(event.spec, LabSpec):
            self.pause()
            self.lab = event.spec

    # Keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "next_quantity":
            return len(self.unrolled.quantities) > 1
        return True

    def action_step(self, by: int) -> None:
        self.pause()
        self.t = max(0, min(self.t + by, self.lab.timesteps - 1))

    def action_play(self) -> None:
        if self.playing:
            self.pause()
            return
        if self.t == self.lab.timesteps - 1:
            self.action_restart()
        self._timer = self.set_interval(1 / STEPS_PER_SECOND, self.tick)

    def tick(self) -> None:
        """One step of the play."""
        self.t = min(self.t + 1, self.lab.timesteps - 1)
        if self.t == self.lab.timesteps - 1:
            self.pause()

    def pause(self) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer = None

    def action_restart(self) -> None:
        self.pause()
        self.unrolled = UnrolledCell(self.lab)
        self.t = 0
        self.show()

    def action_finish(self) -> None:
        self.pause()
        self.t = self.lab.timesteps - 1

    def action_unit(self, by: int) -> None:
        self.unit = max(0, min(self.unit + by, self.lab.units - 1))

    def action_next_cell(self) -> None:
        self.pause()
        self._change(cell=_next(tuple(KINDS), self.lab.cell))

    def action_next_quantity(self) -> None:
        self.quantity = _next(self.unrolled.quantities, self.quantity)

    def action_centre(self) -> None:
        self.pause()
        if self.lab.centred:
            self._change(low=0.0, high=1.0)
        else:
            self._change(low=-self.lab.limit, high=self.lab.limit)

    def action_sequences(self) -> None:
        self._change(return_sequences=not self.lab.return_sequences)

    def action_new_seed(self) -> None:
        self.pause()
        self._change(seed=(self.lab.seed + 1) % 1_000_000)

    def _change(self, **fields: object) -> None:
        self.lab = LabSpec.model_validate({**dict(self.lab), **fields})

    def action_settings(self) -> None:
        if self._form_is_wanted():
            self.form_open = False
            self.home.focus()
        else:
            self.action_fields()

    def action_fields(self) -> None:
        self.form_open = True
        self.call_after_refresh(self.query_one("#lab-form", Form).focus_field)


def _next(all_of: Sequence[str], one: str) -> str:
    return all_of[(all_of.index(one) + 1) % len(all_of)]


def _named(name: str, value: float) -> tuple[str, str]:
    return name, figure(value)
