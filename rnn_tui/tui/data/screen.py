"""Data: where the sequences come from, how long they are, and what padding does to them."""

from collections.abc import Iterable
from pathlib import Path
from typing import ClassVar

from textual.binding import BindingType
from textual.containers import Horizontal
from textual.widget import Widget

from rnn_tui.data.imdb.files import is_keras_file
from rnn_tui.data.last_loaded import last_path
from rnn_tui.experiment import DataSpec, ImdbData, TextData
from rnn_tui.experiment.data import SOURCES, TABLE_KEYS
from rnn_tui.results.data.format import taken_shown
from rnn_tui.tui.data.dialogs import NotesDialog, SourceDialog
from rnn_tui.tui.data.example_pane import ExamplePane
from rnn_tui.tui.data.figures_pane import FiguresPane
from rnn_tui.tui.data.keys import DATA_BINDINGS
from rnn_tui.tui.data.loader import DataLoader
from rnn_tui.tui.data.next_step import NextStep, shown_problem
from rnn_tui.tui.data.source_pane import SourcePane
from rnn_tui.tui.data.state import DataState, Loaded, Loading, Unloaded
from rnn_tui.tui.dialogs.picker import Item, Picker
from rnn_tui.tui.editing_screen import SWEEP_BINDINGS, EditingScreen
from rnn_tui.tui.forms.form import Form
from rnn_tui.tui.state.document import Document
from rnn_tui.tui.state.invalid import inside
from rnn_tui.tui.state.sources import switched
from rnn_tui.tui.work_screen import EDIT_BINDINGS, LEAVE_BINDINGS
from rnn_tui.wording.language import tr

FEW_CLASSES = 3
ALL = -1


class DataScreen(EditingScreen):
    """The source and its options, the figures of the data, decoded examples.

    Local data is loaded as soon as it is looked at; a typed path when its field is left.
    """

    AUTO_FOCUS = "ExamplePane"
    CSS_PATH = "screen.tcss"
    VERTICAL_BREAKPOINTS = [(0, "-short"), (30, "-tall")]  # noqa: RUF012
    HELP_TEXT: ClassVar[str] = (
        "Choose the texts and how they become sequences. The figures follow num_words and "
        "maxlen as you type: words beyond num_words are unknown, and maxlen cuts what lies to "
        "the right of the line. Below are examples as the network sees them: ‹word› is unknown "
        "to it. Enter goes to the options, escape returns."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        *DATA_BINDINGS,
        *LEAVE_BINDINGS,
        *EDIT_BINDINGS,
        *SWEEP_BINDINGS,
    ]

    def __init__(self) -> None:
        super().__init__()
        self._loader = DataLoader(self, self._show)
        self._others: dict[str, DataSpec] = {}

    @property
    def data(self) -> DataSpec:
        return self.document.experiment.data

    @property
    def data_state(self) -> DataState:
        return self._loader.state

    def compose_body(self) -> Iterable[Widget]:
        yield Horizontal(SourcePane(self.data), FiguresPane(), id="data-top")
        yield NextStep()
        yield ExamplePane()

    @property
    def home(self) -> Widget:
        return self.query_one(ExamplePane)

    def watch_document(self, before: Document, now: Document) -> None:
        self._show_source()
        self._loader.follow()
        self._show()

    def _show_source(self) -> None:
        document = self.document
        tried = inside(document.tried, "data")
        self.query_one(SourcePane).show(self.data, document.invalid_in("data"), tried)

    def _show(self) -> None:
        state = self.data_state
        read = state.measured.corpus.read_as if isinstance(state, Loaded) else None
        self.query_one(SourcePane).tell(read)
        self.query_one(FiguresPane).show(state)
        self.query_one(ExamplePane).show(self.data_state)
        self.query_one(NextStep).show(self.data_state, self.document)
        self.refresh_bindings()

    def on_form_changed(self, event: Form.Changed) -> None:
        if isinstance(event.spec, type(self.data)):
            self._edit(event.spec, f"data.{event.name}")

    def on_form_rejected(self, event: Form.Rejected) -> None:
        if isinstance(event.form.spec, type(self.data)):
            self.workspace.desk.reject(f"data.{event.name}", event.value, event.text)

    def _edit(self, data: DataSpec, tag: str = "") -> None:
        self.edit(self.document.experiment.model_copy(update={"data": data}), tag)

    def on_source_pane_source_chosen(self, event: SourcePane.SourceChosen) -> None:
        self._choose(event.source)

    def action_source(self) -> None:
        known = "text" in (self.data.source, *self._others) or last_path("text") is not None
        dialog = SourceDialog(self.data.source, knows_texts=known)
        self.app.push_screen(dialog, self._answered)

    def _answered(self, answer: str | Path | None) -> None:
        if isinstance(answer, str):
            self._choose(answer)
        else:
            self._open(answer)

    def action_imdb(self) -> None:
        self._choose("imdb")

    def _choose(self, source: str | None) -> None:
        """Another source, as it was when it was left; asks what is needed for it."""
        data = self.data
        if source is None or source == data.source:
            return
        known, own = self._others.get(source), {}
        if known is None and "path" in SOURCES[source].model_fields:
            own = {"path": last_path(source)}
            if own["path"] is None and source == "text":
                self.action_open()
                return
        self._others[data.source] = data
        self._edit(known or switched(data, source, **own))
        if isinstance(self.data_state, Unloaded):
            self._loader.load()

    def action_open(self) -> None:
        data = self.data
        known = data if isinstance(data, TextData) else self._others.get("text")
        last = known.path if isinstance(known, TextData) else last_path("text")
        start = f"{Path(last).parent}/" if last is not None else ""
        self.app.push_screen(SourceDialog(data.source, start, last), self._answered)

    def _open(self, path: Path | None) -> None:
        data = self.data
        if path is None:
            self._show_source()
        elif is_keras_file(path):
            self._open_imdb(path)
        elif isinstance(data, TextData):
            other = {"path": str(path), **dict.fromkeys(TABLE_KEYS)}
            self._edit(data.model_copy(update=other))
        else:
            self._others[data.source] = data
            self._edit(switched(data, "text", path=str(path)))

    def _open_imdb(self, path: Path) -> None:
        data = self.data
        if isinstance(data, ImdbData):
            self._edit(data.model_copy(update={"path": str(path)}))
        else:
            self._others[data.source] = data
            self._edit(switched(data, "imdb", path=str(path)))

    def action_load(self) -> None:
        self._loader.load()

    def action_cancel(self) -> None:
        self._loader.cancel()

    def action_break_off(self) -> None:
        """By escape, which leaves a field first."""
        self._loader.cancel()

    def action_fields(self) -> None:
        self.query_one(SourcePane).focus_fields()

    def action_choose_class(self) -> None:
        """The next one where they are few, else a list to choose from."""
        if not isinstance(self.data_state, Loaded):
            return
        measured, pane = self.data_state.measured, self.query_one(ExamplePane)
        classes = measured.corpus.classes
        if len(classes) <= FEW_CLASSES:
            after = 0 if pane.of_class is None else pane.of_class + 1
            pane.choose(after if after < len(classes) else None)
            return
        counts = zip(classes, measured.class_counts, strict=True)
        items = [Item(ALL, tr("all"), tr("examples of all classes"))]
        items += [
            Item(i, name, tr("{count:,} examples", count=count))
            for i, (name, count) in enumerate(counts)
        ]
        self.app.push_screen(Picker(tr("Show examples of which class?"), items), self._show_class)

    def _show_class(self, label: int | None) -> None:
        if label is not None:
            self.query_one(ExamplePane).choose(None if label == ALL else label)

    def action_fix(self) -> None:
        problem = shown_problem(self.data_state, self.document)
        if problem is not None and problem.fix is not None:
            self.workspace.desk.fix(problem.fix)

    def action_notes(self) -> None:
        if isinstance(self.data_state, Loaded):
            taken = self.data_state.measured.corpus.read_as
            read = [] if taken is None else taken_shown(taken.to_dict())
            self.app.push_screen(NotesDialog(read, self.data_state.figures.notes))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys that would do nothing now are not offered."""
        state = self.data_state
        match action:
            case "break_off":
                return isinstance(state, Loading) and self.focused is self.home
            case "cancel":
                return isinstance(state, Loading)
            case "load":
                return not isinstance(state, Loading)
            case "choose_class":
                return isinstance(state, Loaded)
            case "notes":
                return isinstance(state, Loaded) and (
                    bool(state.figures.notes) or state.measured.corpus.read_as is not None
                )
            case "fix":
                problem = shown_problem(state, self.document)
                return problem is not None and problem.fix is not None
            case "imdb":
                return self.data.source != "imdb"
        return super().check_action(action, parameters)
