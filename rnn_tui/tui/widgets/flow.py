"""The flow of shapes through a stack, drawn in characters: what each layer takes and gives.

    1 Embedding          2 SimpleRNN         3 Dense
                           ╭──╮
            ▌▌▌▌▌ ▌        ▼  │     ▌
    ▌▌▌▌▌…▌ ─▶ ▌▌▌▌▌…▌  ─▶ s ─┴─▶   ▌   ─▶ ▌
            ▌▌▌▌▌ ▌                 ▌
    500 ids 500 × 32                32     1

A bar is a timestep, its height the number of features, both on a logarithmic scale. A recurrent
layer has the loop of its state, two where it reads both ways. No Textual but its text.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import log2

from rich.cells import cell_len
from textual.content import Content

from rnn_tui.experiment import Layer, Stack
from rnn_tui.experiment.layer_words import layer_name
from rnn_tui.experiment.layers.base import Shape
from rnn_tui.experiment.layers.recurrent import Recurrent
from rnn_tui.wording.language import tr

LEAST_ROWS = 8
"""Rows below which the loop of a recurrent layer has no place."""

BAR, LEFT_OUT, UNKNOWN = "▌", "…", "?"
BEFORE, AFTER = "… ", "──▶ …"
"""Where stages are left out."""

MOST_BARS = 8
"""Bars of a sequence in the smallest picture."""

SCALES = (4, 3, 2, 1)
"""How many times as many bars are tried, the widest picture first."""

LARGEST = 10
"""Binary logarithm of the number of features that fills the height."""

PLAIN_ARROW = "──▶ "
LOOP_ARROW = "──▶ s ─┴─▶ "
TWO_LOOPS_ARROW = "──▶ s ─┼─▶ "
STATE, SPLIT = 4, 7
"""Columns of the arrow where the state is computed and where it parts: the ends of the loop."""

DIM, TENSOR, LOOP, WRONG = "$foreground 65%", "$primary", "$warning", "bold $error"


@dataclass(frozen=True, slots=True)
class Stage:
    """A layer and what it gives, or the input; `width` in cells, without the gap that follows."""

    title: str
    arrow: str
    bars: int
    left_out: bool
    features: int
    size: str
    sends: str

    @property
    def width(self) -> int:
        below = cell_len(self.size) if self.bars else 1
        picture = len(self.arrow) + max(self.bars, below)
        return max(cell_len(self.title), picture, cell_len(self.sends)) + 1


@dataclass(frozen=True, slots=True)
class Flow:
    """`lines` of text; `places` are the columns (start, end, layer) of the layers shown."""

    lines: tuple[Content, ...]
    places: tuple[tuple[int, int, int], ...]


def flow(
    stack: Stack,
    layers: Sequence[Layer],
    maxlen: int,
    selected: int | None,
    width: int,
    height: int,
) -> Flow:
    """The picture in so many cells, with as many bars as fit; where even the smallest is too wide,
    the part around the selected layer."""
    selected = -2 if selected is None else selected
    stages = _fitting(stack, layers, maxlen, width)
    first = _first(stages, selected + 1, width)
    canvas = _Canvas(width, height)
    places = []
    x = canvas.put(0, canvas.middle, BEFORE, DIM) if first else 0
    for number, stage in enumerate(stages[first:], first):
        is_last = number == len(stages) - 1
        if number > first and x + stage.width + (0 if is_last else len(AFTER)) > width:
            canvas.put(x, canvas.middle, AFTER, DIM)
            break
        canvas.draw(stage, x, is_selected=number == selected + 1, goes_on=not is_last)
        places.append((x, x + stage.width, number - 1))
        x += stage.width
    return Flow(canvas.lines(), tuple(place for place in places if place[2] >= 0))


def _fitting(stack: Stack, layers: Sequence[Layer], maxlen: int, width: int) -> list[Stage]:
    """The stages at the largest scale at which all of them fit, else at the smallest."""
    for scale in SCALES:
        stages = [_input(maxlen, scale), *_stages(stack, layers, scale)]
        if sum(stage.width for stage in stages) <= width:
            break
    return stages


def _input(maxlen: int, scale: int) -> Stage:
    bars, left_out = _bars((None, maxlen, 1), scale)
    return Stage(tr("input"), "", bars, left_out, 1, tr("{maxlen:,} ids", maxlen=maxlen), "")


def _stages(stack: Stack, layers: Sequence[Layer], scale: int) -> Iterator[Stage]:
    for row, layer in zip(stack.rows, layers, strict=True):
        title, sends = f"{row.index + 1} {layer_name(layer)}", _sends(layer)
        if row.real is None:
            yield Stage(title, _arrow(layer), 0, False, 0, "", sends)
            continue
        bars, left_out = _bars(row.real, scale)
        features = row.real[-1] or 1
        yield Stage(title, _arrow(layer), bars, left_out, features, size_words(row.real), sends)


def size_words(shape: Shape) -> str:
    """Timesteps and features of one sequence: `500 × 32`, or the features alone."""
    return " × ".join(f"{size:,}" for size in shape[1:] if size is not None)


def _sends(layer: Layer) -> str:
    """What `return_sequences` decides."""
    if not isinstance(layer, Recurrent):
        return ""
    return tr("sends every state") if layer.return_sequences else tr("sends the last state")


def _arrow(layer: Layer) -> str:
    if not isinstance(layer, Recurrent):
        return PLAIN_ARROW
    return TWO_LOOPS_ARROW if layer.bidirectional else LOOP_ARROW


def _bars(shape: Shape, scale: int) -> tuple[int, bool]:
    """The number of bars for the timesteps, and whether some are left out."""
    steps = shape[1] if len(shape) > 2 else 1
    if steps is None or steps < 2:
        return 1, False
    bars = min(steps, scale * min(MOST_BARS, 1 + round(log2(steps))))
    return bars, steps > bars


def _first(stages: Sequence[Stage], selected: int, width: int) -> int:
    """The first stage that is drawn, so that the selected one is seen whole."""
    first, selected = 0, min(selected, len(stages) - 1)
    while first < selected:
        marks = (len(BEFORE) if first else 0) + (len(AFTER) if selected < len(stages) - 1 else 0)
        if marks + sum(stage.width for stage in stages[first : selected + 1]) <= width:
            break
        first += 1
    return first


@dataclass
class _Canvas:
    """Cells to draw on; what lies outside is left out."""

    width: int
    height: int
    _cells: dict[tuple[int, int], tuple[str, str]] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """Rows of the picture: above it stands the name, below it two lines of words."""
        return self.height - 3

    @property
    def middle(self) -> int:
        return 1 + self.rows // 2

    def put(self, x: int, y: int, text: str, style: str = "") -> int:
        """Write a text and return the column after it."""
        for char in text:
            if x + cell_len(char) <= self.width:
                self._cells[x, y] = (char, style)
            x += cell_len(char)
        return x

    def draw(self, stage: Stage, x: int, *, is_selected: bool, goes_on: bool) -> None:
        """Draw a stage from the column `x` on, and a line to the next one where it `goes_on`."""
        self.put(x, 0, stage.title, "bold underline" if is_selected else DIM)
        self._arrow(stage, x)
        at = x + len(stage.arrow)
        if goes_on and stage.bars:
            start = at + stage.bars + 1
            self.put(start, self.middle, "─" * (x + stage.width - start), DIM)
        if stage.bars:
            self._tensor(stage, at)
        else:
            self.put(at, self.middle, UNKNOWN, WRONG)
        self.put(at, self.height - 2, stage.size, "bold" if is_selected else "")
        self.put(x, self.height - 1, stage.sends, DIM)

    def _arrow(self, stage: Stage, x: int) -> None:
        self.put(x, self.middle, stage.arrow, DIM)
        if len(stage.arrow) <= SPLIT:
            return
        self.put(x + STATE, self.middle, stage.arrow[STATE : SPLIT + 1], LOOP)
        self._loop(x, "╭──╮", "▼", -1)
        if stage.arrow == TWO_LOOPS_ARROW:
            self._loop(x, "╰──╯", "▲", 1)

    def _loop(self, x: int, turn: str, head: str, way: int) -> None:
        self.put(x + STATE, self.middle + way, head, LOOP)
        self.put(x + SPLIT, self.middle + way, "│", LOOP)
        self.put(x + STATE, self.middle + 2 * way, turn, LOOP)

    def _tensor(self, stage: Stage, x: int) -> None:
        share = min(1.0, log2(max(1, stage.features)) / LARGEST)
        tall = 1 + 2 * round(share * ((self.rows - 1) // 2))  # odd: the same above and below
        gap = range(stage.bars - 3, stage.bars - 1) if stage.left_out else ()
        for column in range(stage.bars):
            for row in range(self.middle - tall // 2, self.middle + tall // 2 + 1):
                if column not in gap:
                    self.put(x + column, row, BAR, TENSOR)
        if stage.left_out:
            self.put(x + stage.bars - 3, self.middle, LEFT_OUT, DIM)

    def lines(self) -> tuple[Content, ...]:
        return tuple(map(self._line, range(self.height)))

    def _line(self, y: int) -> Content:
        parts: list[tuple[str, str]] = []
        x = 0
        while x < self.width:
            char, style = self._cells.get((x, y), (" ", ""))
            if parts and parts[-1][1] == style:
                parts[-1] = (parts[-1][0] + char, style)
            else:
                parts.append((char, style))
            x += cell_len(char)
        return Content.assemble(*parts)
