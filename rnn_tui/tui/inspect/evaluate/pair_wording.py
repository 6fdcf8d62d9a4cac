"""Two runs on the same test part, side by side in words, numbers and dots."""

from collections.abc import Iterator

from rich.cells import set_cell_size
from textual.content import Content

from rnn_tui.io.text import one_line
from rnn_tui.results.evaluate.only import Only
from rnn_tui.results.evaluate.pairs import Differing, Pair
from rnn_tui.results.plot.inks import run_ink
from rnn_tui.results.plot.legend import end_of
from rnn_tui.tui.inspect.evaluate.bars import FIRST, SECOND, scale_of
from rnn_tui.tui.inspect.evaluate.wording import (
    DIM,
    NAME,
    SCROLLBAR,
    WIDEST_BAR,
    WORST,
    beginning,
)
from rnn_tui.tui.widgets.line import to_the_right
from rnn_tui.tui.widgets.word_flow import short
from rnn_tui.wording.evaluation import length_range
from rnn_tui.wording.language import told, tr
from rnn_tui.wording.numbers import counted, figure, percent

HEAD, LEAST_COLUMN, COLUMN, PAIR_BAND = 14, 9, 16, 28
INKS = {
    "first": run_ink(0).colour.theme,
    "second": run_ink(1).colour.theme,
    "": DIM,
}

Names = tuple[str, str]


def figures(pair: Pair, names: Names, width: int) -> Content:
    """The figures of both, how many texts only one gets right, and whether that is chance."""
    width -= SCROLLBAR
    room = max(LEAST_COLUMN, min(COLUMN, (width - HEAD) // 2))
    lines = [
        Content.assemble(
            " " * HEAD,
            *(
                (f"{mark} {end_of(name, room - 3)}".rjust(room), f"bold {INKS[whose]}")
                for mark, name, whose in zip(
                    (FIRST, SECOND), names, ("first", "second"), strict=True
                )
            ),
        )
    ]
    for head, one, other in _rows(pair):
        cells = f"{one:>{room}}{other:>{room}}"
        lines.append(Content(f"{set_cell_size(short(head, HEAD), HEAD)}{cells}"))
    lines += Content.styled(told(pair.test.words), "bold").wrap(max(1, width))
    return Content("\n").join(lines)


def _rows(pair: Pair) -> Iterator[tuple[str, str, str]]:
    first, second = pair.first, pair.second
    for name in dict.fromkeys([*first.logs, *second.logs]):
        yield name, _known(first.logs.get(name)), _known(second.logs.get(name))
    for label, one, other in zip(first.classes, first.by_class, second.by_class, strict=True):
        yield f"F1 {one_line(label)}", figure(one.f1), figure(other.f1)
    yield tr("only it right"), f"{pair.test.first:,}", f"{pair.test.second:,}"


def _known(value: float | None) -> str:
    return "-" if value is None else figure(value)


def lengths(pair: Pair, width: int) -> Content:
    """Accuracy of both by the length of the text: two dots on an axis."""
    bands = pair.bands
    shares = [band.accuracy for both in bands for band in both]
    scale = scale_of(shares, min(width - PAIR_BAND, WIDEST_BAR))
    heads = (tr("{first} first", first=FIRST), tr("{second} second", second=SECOND))
    words = to_the_right(tr("words"), 9)
    both = f"{to_the_right(heads[0], 8)}{to_the_right(heads[1], 9)}"
    lines = [Content.styled(f"{words} {both} {scale.head()}", DIM)]
    for first, second in bands:
        dots = scale.dots(first.accuracy, second.accuracy)
        lines.append(
            Content.assemble(
                f"{length_range(first.shortest, first.longest):>9} ",
                (f"{percent(first.accuracy):>8}", INKS["first"]),
                (f"{percent(second.accuracy):>9} ", INKS["second"]),
                *((text, INKS[whose]) for text, whose in dots),
            )
        )
    return Content("\n").join(lines)


def disagreements(pair: Pair, which: Differing, only: Only) -> list[tuple[int, Content]]:
    """Places and lines, those first whose probabilities are the furthest apart."""
    listed = []
    for place in pair.places(which, only)[:WORST].tolist():
        label = int(pair.first.labels[place])
        shares = [float(each.probabilities[place, label]) for each in (pair.first, pair.second)]
        right = pair.right[0][place]
        line = Content.assemble(
            (f"{percent(shares[0]):>8}", f"{'bold ' if right else ''}{INKS['first']}"),
            (f"{percent(shares[1]):>8} ", f"{'' if right else 'bold '}{INKS['second']}"),
            f"{short(one_line(pair.first.classes[label]), NAME)}  ",
            beginning(pair.first, place),
        )
        listed.append((place, line))
    return listed


def title(pair: Pair, which: Differing, names: Names, asked: str, count: int) -> str:
    """`113 texts that only one gets right, furthest apart first`."""
    whose = {"either": tr("one of them"), "first": names[0], "second": names[1]}[which]
    among = f" ({asked})" if asked else ""
    return tr(
        "{texts} that only {whose} gets right{among}",
        texts=counted(count, "text"),
        whose=whose,
        among=among,
    )
