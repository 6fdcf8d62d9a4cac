"""Model: the stack of layers as a live summary, the selected layer's fields, the problems."""

from collections.abc import Iterable
from pathlib import Path
from typing import ClassVar

from textual import work
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.reactive import reactive
from textual.widget import Widget

from rnn_tui.experiment import KINDS, ConfigError, Experiment, Layer, load, preset_names
from rnn_tui.experiment.naming import begun
from rnn_tui.io.places import shown_folder
from rnn_tui.tui.dialogs.files import OpenDialog, SaveDialog
from rnn_tui.tui.dialogs.picker import Item, Picker
from rnn_tui.tui.dialogs.summary import SummaryDialog
from rnn_tui.tui.editing_screen import EditingScreen
from rnn_tui.tui.forms.form import Form
from rnn_tui.tui.messages import Doing, OpenExperiment
from rnn_tui.tui.model.flow_pane import FlowPane
from rnn_tui.tui.model.keys import MODEL_BINDINGS
from rnn_tui.tui.model.layer_pane import LayerPane
from rnn_tui.tui.model.name_dialog import NameDialog
from rnn_tui.tui.model.problem_pane import ProblemPane
from rnn_tui.tui.model.script import script_written
from rnn_tui.tui.model.stack_pane import Rows, StackPane
from rnn_tui.tui.state.document import (
    Document,
    insert_layer,
    move_layer,
    remove_layer,
    replace_layer,
)
from rnn_tui.tui.state.invalid import inside
from rnn_tui.tui.state.sources import at_last_place
from rnn_tui.tui.work_screen import WorkScreen
from rnn_tui.wording.language import told, tr

EMPTY = "empty"
"""What stands below the presets."""


class ModelScreen(EditingScreen):
    """The stack editor. `selected` is the index (from 0) of the layer in question."""

    HELP_TEXT: ClassVar[str] = (
        "Build the stack of layers here. The table is the summary: output shapes and "
        "parameters follow every keystroke. Enter goes to the fields of the selected layer, "
        "escape returns. Problems are listed below; f fixes the selected one."
    )
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide"), (120, "-wider")]  # noqa: RUF012
    VERTICAL_BREAKPOINTS = [(0, "-short"), (24, "-roomy")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = MODEL_BINDINGS

    selected: reactive[int] = reactive(0, init=False, repaint=False)

    def __init__(self) -> None:
        super().__init__()
        self._fields = LayerPane()
        self._has_fields = False
        self.set_reactive(ModelScreen.selected, self.document.selected)

    def compose_body(self) -> Iterable[Widget]:
        pane = StackPane(classes="pane")
        pane.set_reactive(StackPane.selected, self.selected)
        shapes = FlowPane(classes="pane")
        yield Horizontal(
            Vertical(
                pane.data_bind(WorkScreen.document, selected=ModelScreen.selected),
                shapes.data_bind(WorkScreen.document, selected=ModelScreen.selected),
                id="model-stack",
            ),
            self._fields,
            id="model-top",
        )
        yield ProblemPane(classes="pane").data_bind(WorkScreen.document)

    @property
    def home(self) -> Widget:
        return self.query_one(Rows)

    @property
    def experiment(self) -> Experiment:
        return self.document.experiment

    @property
    def selected_layer(self) -> Layer | None:
        """The selected layer."""
        layers = self.experiment.layers
        return layers[self.selected] if self.selected < len(layers) else None

    def on_mount(self) -> None:
        """Make the fields when the stack has been painted, by the queue of the app, which paints
        nothing before it has started: of the screen's widgets three in four are theirs."""
        self.app.call_after_refresh(self._begin_fields)

    def watch_document(self, before: Document, now: Document) -> None:
        self.selected = now.selected
        self._show_fields()
        self.refresh_bindings()  # a problem to be fixed has come or gone

    def watch_selected(self) -> None:
        self._show_fields()

    def _begin_fields(self) -> None:
        self._has_fields = True
        self._show_fields()

    def _show_fields(self) -> None:
        if not self._has_fields:
            return
        document, part = self.document, f"layers.{self.selected}"
        tried = inside(document.tried, part)
        self._fields.show(self.selected_layer, document.invalid_in(part), tried)

    def on_stack_pane_selected(self, event: StackPane.Selected) -> None:
        self.workspace.desk.select(event.index)

    def on_rows_edit_wanted(self) -> None:
        if form := self._fields.form:
            form.focus_field()

    def on_form_changed(self, event: Form.Changed) -> None:
        if isinstance(event.spec, Layer) and type(event.spec) is type(self.selected_layer):
            tag = f"layers.{self.selected}.{event.name}"
            self.edit(replace_layer(self.experiment, self.selected, event.spec), tag)

    def on_form_rejected(self, event: Form.Rejected) -> None:
        if isinstance(event.form.spec, Layer) and type(event.form.spec) is type(
            self.selected_layer
        ):
            self.workspace.desk.reject(
                f"layers.{self.selected}.{event.name}", event.value, event.text
            )

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """No layer goes or moves by a key that was meant for one of its fields."""
        if action == "fix":
            return any(problem.fix for problem in self.document.problems)
        if action in ("delete", "move", "duplicate") and self._fields.has_focus_within:
            return False
        if action in ("delete", "move", "duplicate", "summary"):
            return len(self.experiment.layers) > (action == "move") or None
        return super().check_action(action, parameters)

    def on_problem_pane_fix_wanted(self) -> None:
        self.action_fix()

    def action_fix(self) -> None:
        if fix := self.query_one(ProblemPane).fix:
            self.workspace.desk.fix(fix)
        else:
            self.workspace.say(tr("no automatic fix for this problem"), "warning")

    def action_add(self) -> None:
        items = [Item(kind, kind, told(model.one_line)) for kind, model in KINDS.items()]
        self.app.push_screen(Picker(tr("Add a layer"), items), self._add)

    def _add(self, kind: str | None) -> None:
        if kind is not None:
            self._insert(KINDS[kind].model_validate({}))

    def action_duplicate(self) -> None:
        if self.selected_layer is not None:
            self._insert(self.selected_layer)

    def _insert(self, layer: Layer) -> None:
        """Below the selected one, or first of all."""
        index = min(self.selected + 1, len(self.experiment.layers))
        try:
            changed = insert_layer(self.experiment, index, layer)
        except ConfigError as error:
            self.workspace.say(error.faults[0].message, "warning")
            return
        self.edit(changed, selected=index)

    def action_delete(self) -> None:
        if self.selected_layer is not None:
            self.edit(remove_layer(self.experiment, self.selected))

    def action_move(self, by: int) -> None:
        moved = move_layer(self.experiment, self.selected, by)
        if moved is not self.experiment:
            self.edit(moved, selected=self.selected + by)

    def action_preset(self) -> None:
        items = [Item(name, name, told(load(name).description)) for name in preset_names()]
        about = tr("no layers yet, on the same data: a new experiment (n)")
        items.append(Item(EMPTY, EMPTY, about))
        self.app.push_screen(Picker(tr("Open a preset"), items), self._open_preset)

    def _open_preset(self, name: str | None) -> None:
        if name == EMPTY:
            self.action_new()
        elif name is not None:
            unsaved = self.document.unsaved
            self.post_message(OpenExperiment(at_last_place(load(name))))
            if unsaved:
                self.workspace.say(tr("opened {name}; u goes back", name=name))

    def action_new(self) -> None:
        """Keep the data, which takes longest to choose; all else begins anew."""
        self.post_message(OpenExperiment(begun(self.experiment.data)))
        self.workspace.say(tr("began an empty experiment, u undoes"))

    def action_name(self) -> None:
        self.app.push_screen(NameDialog(self.experiment), self._rename)

    def _rename(self, named: Experiment | None) -> None:
        if named is not None:
            update = {"name": named.name, "description": named.description}
            self.edit(self.experiment.model_copy(update=update))

    def action_open(self) -> None:
        folder = self.document.path.parent if self.document.path else shown_folder()
        self.app.push_screen(OpenDialog(folder), self._open)

    def _open(self, opened: tuple[Experiment, Path] | None) -> None:
        if opened is not None:
            self.post_message(OpenExperiment(*opened))

    def action_export(self) -> None:
        path = shown_folder() / f"{self.experiment.name}.py"
        self.app.push_screen(SaveDialog(path, tr("Export as a Keras script")), self._export)

    def _export(self, path: Path | None) -> None:
        if path is not None:
            self._write_script(self.experiment, path)

    @work(thread=True)
    def _write_script(self, experiment: Experiment, path: Path) -> None:
        """In a thread: a text source is loaded to be written beside the script as arrays."""
        self.post_message(Doing(tr("exporting")))
        text, severity = script_written(experiment, path)
        self.app.call_from_thread(self.workspace.say, text, severity)
        self.post_message(Doing())

    def action_summary(self) -> None:
        self.app.push_screen(SummaryDialog(self.document))
