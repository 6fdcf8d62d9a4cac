"""The words about a sweep and its trials, and the importance of its keys. No Textual screen."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from rich.cells import cell_len, set_cell_size
from textual.content import Content

from rnn_tui.io.text import one_line
from rnn_tui.runs.lists.differences import short_names
from rnn_tui.sweeps.overview import SweepView
from rnn_tui.sweeps.wording import best_sentences, value_words, worker_sentences
from rnn_tui.tui.runs.sweep.seen import Seen
from rnn_tui.tui.runs.sweep.trials import TrialRow
from rnn_tui.tui.state.sweeping import are_starting
from rnn_tui.wording.numbers import counted, percent

DIM = "$foreground 60%"
LEAST_BAR, SHARE = 4, 7

WHAT_IT_IS = (
    "The share of each key in the difference between the best tenth of the trials and all of "
    "them (PED-ANOVA)."
)


def title(view: SweepView) -> str:
    """`rates: running, random, 2 workers`."""
    parts = [f"{one_line(view.name)}: {view.state}"]
    parts += [view.sampler] if view.keys else []
    parts += [f"{view.seeds} seeds each"] if view.keys and view.seeds > 1 else []
    parts += [counted(view.workers, "worker")] if view.workers else []
    return ", ".join(parts)


def facts(seen: Seen, chosen: TrialRow | None) -> Content:
    """The best so far, its test, who works on it, and the trial at the cursor."""
    lines = [Content(words) for words in best_sentences(seen.view)]
    if not lines:
        lines = [Content("Nothing has finished yet.")]
    lines += [Content(words) for words in work_words(seen.view)]
    if seen.trouble:
        lines.append(Content.styled(f"The last worker has ended: {seen.trouble}", "$error"))
    if chosen is not None:
        lines += [Content(""), *_trial(chosen)]
    return Content("\n").join(lines)


def work_words(view: SweepView) -> Iterator[str]:
    """Who works on the sweep, or how it goes on."""
    yield from worker_sentences(view)
    if view.state == "waiting" and are_starting(Path(view.path)):
        yield "Its workers are starting."
    elif not view.working and view.state != "finished":
        why = "No worker is running" if view.state == "waiting" else view.state.capitalize()
        yield f"{why}: r resumes the sweep."


def _trial(row: TrialRow) -> Iterator[Content]:
    yield Content.assemble((f"{row.name} ", "bold"), row.state)
    for key, value in row.trial.values.items():
        yield Content.assemble((f"{one_line(key)}  ", DIM), one_line(value_words(value)))
    for unit in row.runs:
        if unit.message:
            yield Content(f"{one_line(unit.run)}: {one_line(unit.message)}")


def importance(shares: Mapping[str, float], width: int) -> Content:
    """A bar for each key, the most important one first."""
    if not shares:
        return Content("No key has two values yet.")
    names = short_names(list(shares))
    label = max(cell_len(one_line(name)) for name in names.values())
    label = min(label, max(1, width - LEAST_BAR - SHARE))
    room = max(LEAST_BAR, width - label - SHARE)
    lines = []
    for key, share in sorted(shares.items(), key=lambda each: -each[1]):
        name = set_cell_size(one_line(names[key]), label)
        bar = "█" * round(share * room)
        lines.append(Content.assemble(f"{name} ", f"{percent(share, 0):>5} ", (bar, "$primary")))
    return Content("\n").join([*lines, Content(""), Content.styled(WHAT_IT_IS, DIM)])
