"""The stack as a table that is the summary: number, layer, output shape, parameters, totals; the
settings of each layer where there is room."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, cast

from rich.cells import cell_len, set_cell_size
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import OptionList

from rnn_tui.experiment import Layer, Problem, Row, Severity
from rnn_tui.experiment.layer_words import layer_name, layer_settings
from rnn_tui.results.summary import shape_text
from rnn_tui.tui.keys import Key, bindings, on_screen
from rnn_tui.tui.state.document import Document
from rnn_tui.tui.widgets.line import Line, shortened, to_the_right
from rnn_tui.wording.language import tr
from rnn_tui.wording.numbers import parameters

NUMBER = " #"
HEAD = (NUMBER, "layer", "output shape", "params")
SETTINGS = "settings"
ROOM = 8
"""The least that is left of a layer's name."""

SETTINGS_ROOM = 12
"""The least that is left for the settings of a layer, where they are shown."""

SETTINGS_WIDTH = 50
"""Columns of the table from which the settings are shown."""

BOTH_WAYS, BOTH_WAYS_SHORT = "Bidirectional ", "Bi"
"""Such a layer is `BiLSTM` where its whole name has no room: the kind says more."""

EMPTY = "The stack is empty: a adds a layer, p opens a preset."


class Rows(OptionList):
    """A click selects a row; enter goes to its fields."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(
        "stack",
        on_screen("model"),
        {"edit": Key("enter", "edit", "fields", "Edit the layer's fields")},
    )

    class EditWanted(Message):
        """The fields of the selected row are wanted."""

    def action_edit(self) -> None:
        self.post_message(self.EditWanted())


class StackPane(Vertical):
    """Shows the document's stack; `selected` is the index (from 0) of the row in question."""

    document: reactive[Document] = reactive(cast(Document, None), repaint=False)
    selected: reactive[int] = reactive(0, init=False, repaint=False)

    @dataclass
    class Selected(Message):
        """A person moved to another row."""

        index: int

    _lines: Sequence[Content] = ()

    def compose(self) -> ComposeResult:
        self.border_title = tr("Stack")
        yield Line(id="stack-head")
        yield Rows(id="stack", compact=True, markup=False)
        yield Line(id="stack-total")

    @property
    def rows(self) -> OptionList:
        return self.query_one("#stack", OptionList)

    def watch_document(self, before: Document | None, now: Document | None) -> None:
        if now is not None and self.is_mounted:
            self._show(before)

    def watch_selected(self) -> None:
        self.rows.highlighted = self.selected if self.rows.option_count else None

    def on_resize(self) -> None:
        if self.document is not None:
            self._show(None)

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        if event.option_index != self.selected and event.option_index == self.rows.highlighted:
            self.selected = event.option_index
            self.post_message(self.Selected(event.option_index))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()

    def _show(self, before: Document | None) -> None:
        """Rows are changed in place while their number stays, so that nothing jumps."""
        stack, layers = self.document.stack, self.document.experiment.layers
        table = _Table(layers, stack.rows, self.document.problems, self._changed(before))
        width = self.rows.scrollable_content_region.width or self.content_size.width
        lines = table.lines(width)
        empty = Content(tr(EMPTY))
        head = self.query_one("#stack-head", Line)
        head.put(table.head(width) if lines else empty, layout=not (lines and self._lines))
        with self.prevent(OptionList.OptionHighlighted):
            if self.rows.option_count == len(lines):
                for index, (old, line) in enumerate(zip(self._lines, lines, strict=True)):
                    if not line.is_same(old):
                        self.rows.replace_option_prompt_at_index(index, line)
            else:
                self.rows.set_options(lines)
            self.rows.highlighted = min(self.selected, len(lines) - 1) if lines else None
        self._lines = lines
        self.query_one("#stack-total", Line).put(self._total(width))

    def _changed(self, before: Document | None) -> frozenset[int]:
        """Rows whose shape is another one since the last keystroke."""
        now = self.document.stack.rows
        if before is None or len(before.stack.rows) != len(now):
            return frozenset()
        pairs = zip(before.stack.rows, now, strict=True)
        return frozenset(new.index for old, new in pairs if old.shape != new.shape)

    def _total(self, width: int) -> Content:
        stack = self.document.stack
        known = all(row.params is not None for row in stack.rows)
        total = parameters(stack.total, stack.size_bytes)
        text = tr("total {total}", total=total) if known else tr("at least {total}", total=total)
        if stack.non_trainable:
            apart = tr("{non_trainable:,} non-trainable", non_trainable=stack.non_trainable)
            longer = f"{apart}, {text}"
            text = longer if cell_len(longer) <= width else text
        if width >= SETTINGS_WIDTH:  # the columns stand at the left
            return Content(f"{'':{len(NUMBER) + 2}}{text}").stylize("bold")
        return Content(" " * (width - cell_len(text)) + text).stylize("bold")


class _Table:
    """Rows as lines of a width: long names yield where there is too little, then the counts.

    Where there is much, the columns stay together and the settings follow them.
    """

    def __init__(
        self,
        layers: Sequence[Layer],
        rows: Sequence[Row],
        problems: Sequence[Problem],
        changed: frozenset[int],
    ) -> None:
        self._changed = changed
        self._marks = _marks(problems)
        self._cells = [
            (str(row.index + 1), layer_name(layer), shape_text(row), _count(row.params))
            for layer, row in zip(layers, rows, strict=True)
        ]
        self._settings = [layer_settings(layer) for layer in layers]

    def head(self, width: int) -> Content:
        return Content(self._line(tuple(map(tr, HEAD)), " ", width, tr(SETTINGS)))

    def lines(self, width: int) -> list[Content]:
        return [self._row(index, width) for index in range(len(self._cells))]

    def _row(self, index: int, width: int) -> Content:
        mark = self._marks.get(index, " ")
        line = self._line(self._cells[index], mark, width, self._settings[index])
        text = Content(line)
        if mark != " ":
            color = "$error" if mark == "!" else "$warning"
            text = text.stylize(f"bold $background on {color}", len(NUMBER), len(NUMBER) + 1)
        if index in self._changed and "(" in line:
            text = text.stylize("bold underline", line.rindex("("), line.rindex(")") + 1)
        return text

    def _line(self, cells: Sequence[str], mark: str, width: int, settings: str) -> str:
        shapes, params = self._width(2), self._width(3)
        number, name, shape, count = cells
        if width < SETTINGS_WIDTH:
            name = name.replace(BOTH_WAYS, BOTH_WAYS_SHORT)
        head = f"{number:>{len(NUMBER)}}{mark} "
        tail = f" {set_cell_size(shape, shapes)} {to_the_right(count, params)}"
        if width >= SETTINGS_WIDTH:
            names = min(self._width(1), width - len(head) - cell_len(tail) - 2 - SETTINGS_ROOM)
            left = f"{head}{set_cell_size(shortened(name, names), names)} {tail}  "
            return f"{left}{shortened(settings, width - cell_len(left))}"
        if width - len(head) - cell_len(tail) < ROOM:
            tail = set_cell_size(tail, shapes + 1)
        room = max(1, width - len(head) - cell_len(tail))
        return f"{head}{set_cell_size(shortened(name, room), room)}{tail}"

    def _width(self, column: int) -> int:
        """The cells of a column, whose head is no name of a layer."""
        texts = [tr(HEAD[column]), *(row[column] for row in self._cells)]
        return max(map(cell_len, texts))


def _marks(problems: Sequence[Problem]) -> dict[int, str]:
    """`!` for an error, `?` for a warning, by the index of the layer."""
    marks: dict[int, str] = {}
    for problem in problems:
        if problem.layer is not None:
            wrong = problem.severity is Severity.ERROR
            marks[problem.layer] = "!" if wrong else marks.get(problem.layer, "?")
    return marks


def _count(params: int | None) -> str:
    return "?" if params is None else f"{params:,}"
