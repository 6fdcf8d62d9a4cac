"""The text and the style of a row of the list of runs in each of its columns."""

from rich.cells import cell_len

from rnn_tui.io.text import one_line
from rnn_tui.results.groups import SEED
from rnn_tui.results.plot.inks import run_ink
from rnn_tui.results.plot.markers import BRAILLE
from rnn_tui.results.plot.sparkline import sparkline
from rnn_tui.results.statistics import Spread
from rnn_tui.runs import State
from rnn_tui.runs.lists.differences import ABSENT, short_value
from rnn_tui.runs.lists.overview import Entry
from rnn_tui.tui.runs.board import Listing, Row
from rnn_tui.tui.runs.facts import ELSEWHERE, STAR, epochs_words, name_of, state_word, tag_words
from rnn_tui.tui.runs.sweep_rows import sweep_name
from rnn_tui.tui.widgets.line import shortened
from rnn_tui.wording.language import tr
from rnn_tui.wording.numbers import figure, whole
from rnn_tui.wording.times import clock, short_age

Cell = tuple[str, str]
"""A text and the name of its style (see `RunList.COMPONENT_CLASSES`)."""

Cells = tuple[Cell, ...]

BEST = "•"
"""Stands before the best value of a column: colours are not seen everywhere."""

TAIL = 4
"""The characters at the end of an id that tell it from the others of its name."""

STYLES = {
    State.RUNNING: "good",
    State.FINISHED: "plain",
    State.FAILED: "bad",
    State.LOST: "bad",
    State.PAUSED: "warning",
    State.STOPPING: "warning",
    State.STOPPED: "warning",
}


def mark(chosen: int | None) -> Cell:
    """Those whose curves are drawn have the mark of their curve, the others one that says so."""
    if chosen is None:
        return "  ", "plain"
    if chosen >= len(BRAILLE.filled):
        return "✓ ", "plain"
    return f"{BRAILLE.filled[chosen]} ", run_ink(chosen)


def cell(key: str, by: str, width: int, row: Row, found: Listing) -> Cell:
    if key == "name":
        return row_name(row, width), "plain"
    if row.group is not None:
        return _group_cell(key, by, row, found)
    run = row.entry.summary
    match key:
        case "state":
            return tr(state_word(row.entry)), _state_style(row.entry)
        case "epochs":
            return (epochs_words(run) if run.total else ""), "plain"
        case "time":
            return (clock(run.seconds) if run.seconds or run.epochs else ""), "plain"
        case "age":
            return ("" if run.age is None else short_age(run.age)), "plain"
        case "differs":
            return differing(row, found), "plain"
        case "trend":
            return sparkline(run.trend, width), "trend"
    value = row.value(by)
    return _marked(_value_words(key, value, found), key, value, found)


def _group_cell(key: str, by: str, row: Row, found: Listing) -> Cell:
    """Of figures the mean and the deviation over the runs that count."""
    assert row.group is not None
    match key:
        case "state":
            done = sum(entry.summary.state == State.FINISHED for entry in row.entries)
            return tr("{done}/{entries} done", done=done, entries=len(row.entries)), "plain"
        case "differs":
            return differing(row, found), "plain"
        case "epochs" | "trend":
            return "", "plain"
        case "age":
            ages = [run.age for run in row.group.runs if run.age is not None]
            return (short_age(min(ages)) if ages else ""), "plain"
        case "time":
            spread = row.group.spread("time")
            return (clock(spread.mean) if spread else ""), "plain"
    spread = row.group.spread(by)
    if spread is None:
        return "", "plain"
    return _marked(_spread_words(key, spread, found), key, spread.mean, found)


def _marked(words: str, key: str, value: object, found: Listing) -> Cell:
    """The words of a value, with a mark where it is the best of its column."""
    best = value is not None and found.best.get(key) == value
    return (f"{BEST}{words}", "best") if best else (words, "plain")


def differing(row: Row, found: Listing) -> str:
    """The tags, and what tells it from the others; within a group that is the seed."""
    run = row.entry.summary
    if row.inside:
        words = f"{SEED}={run.keys.get(SEED, ABSENT)}"
    else:
        words = found.differences.words(run.keys)
    tags = "" if row.group else tag_words(run.marks)
    return " ".join(filter(None, (tags, words)))


def _spread_words(key: str, spread: Spread, found: Listing) -> str:
    if key not in (*found.metrics, *found.tests) or spread.deviation is None:
        return _value_words(key, spread.mean, found)
    return f"{figure(spread.mean)} ±{figure(spread.deviation)}"


def _value_words(key: str, value: object, found: Listing) -> str:
    """Figures in four decimals, counts in full, anything else in few characters."""
    if value is None:
        return ""
    if isinstance(value, float) and key in (*found.metrics, *found.tests, "baseline", "best"):
        return figure(value)
    if key in ("parameters", "speed") and isinstance(value, (int, float)):
        return whole(value)
    return short_value(value)


def _state_style(entry: Entry) -> str:
    try:
        return STYLES.get(State(entry.summary.state), "dim")
    except ValueError:  # damaged, or not read yet
        return "dim"


def row_name(row: Row, width: int) -> str:
    """A group begins with a triangle, its runs are indented."""
    if row.sweep is not None:
        return shortened(sweep_name(row.sweep), width)
    if row.group is not None:
        number = f" ×{len(row.entries)}"
        name = shortened(one_line(row.group.name), max(1, width - 2 - cell_len(number)))
        return f"{'▾' if row.unfolded else '▸'} {name}{number}"
    indent = "  " if row.inside else ""
    star = f"{STAR} " if row.entry.summary.marks.star else ""
    return indent + star + entry_name(row.entry, max(1, width - cell_len(indent + star)))


def entry_name(entry: Entry, width: int) -> str:
    """The folder of a run elsewhere is left out before its arrow is; an id is cut inside."""
    name = name_of(entry)
    if cell_len(name) <= width:
        return name
    if not entry.elsewhere:
        return cut_inside(name, width)
    return f"{cut_inside(one_line(entry.run.run_id), width - len(ELSEWHERE))}{ELSEWHERE}"


def cut_inside(name: str, width: int) -> str:
    """The name in at most `width` cells: its beginning, and the end that tells it from others."""
    if cell_len(name) <= width or width <= 2 * TAIL:
        return shortened(name, width)
    return f"{shortened(name, width - TAIL)}{name[-TAIL:]}"
