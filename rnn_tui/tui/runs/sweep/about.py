"""The words about a sweep and its trials, and the importance of its keys. No Textual screen."""

from collections.abc import Iterator, Mapping

from rich.cells import cell_len, set_cell_size
from textual.content import Content

from rnn_tui.io.text import one_line, visible
from rnn_tui.runs.lists.differences import short_names
from rnn_tui.sweeps.overview import SweepView
from rnn_tui.sweeps.wording import MOST_NAMED, result_sentences, test_sentences, value_words
from rnn_tui.tui.runs.sweep.seen import Seen
from rnn_tui.tui.runs.sweep.trials import TrialRow
from rnn_tui.wording.language import listed, told, tr
from rnn_tui.wording.lists import first_of
from rnn_tui.wording.numbers import counted, percent

DIM = "$foreground 60%"
LEAST_BAR, SHARE = 4, 7

WHAT_IT_IS = (
    "The share of each key in the difference between the best tenth of the trials and all of "
    "them (PED-ANOVA)."
)


def title(view: SweepView) -> str:
    """`rates: running, random, 2 workers`."""
    parts = [tr("{name}: {state}", name=one_line(view.name), state=view.state)]
    parts += [view.sampler] if view.keys else []
    parts += [tr("{seeds} seeds each", seeds=view.seeds)] if view.keys and view.seeds > 1 else []
    parts += [told(counted(view.workers, "worker"))] if view.workers else []
    return listed(parts)


def facts(seen: Seen, chosen: TrialRow | None, *, starting: bool) -> Content:
    """The best so far, who works on it, the trial at the cursor, and the test of the best.

    The values of the best are in the first row of the table.
    """
    lines = [Content(told(words)) for words in result_sentences(seen.view, values=False)]
    if not lines:
        lines = [Content(tr("Nothing has finished yet."))]
    lines += [Content(words) for words in work_words(seen.view, starting=starting)]
    if seen.trouble:
        words = tr("The last worker has ended: {why}", why=seen.trouble)
        lines.append(Content.styled(words, "$error"))
    tests = [Content(told(words)) for words in test_sentences(seen.view)]
    for more in ([*_trial(chosen)] if chosen is not None else [], tests):
        lines += [Content(""), *more] if more else []
    return Content("\n").join(lines)


def work_words(view: SweepView, *, starting: bool) -> Iterator[str]:
    """Who works on the sweep, or how it goes on; `starting`: workers were started and have yet to
    show themselves."""
    yield from worker_sentences(view)
    if view.state == "waiting" and starting:
        yield tr("Its workers are starting.")
    elif view.state == "waiting":
        yield tr("No worker is running: r resumes the sweep.")
    elif view.state in ("held", "stopped"):
        yield tr("The sweep is {state}: r resumes it.", state=view.state)


def worker_sentences(view: SweepView) -> Iterator[str]:
    """Who works on the sweep, with which runs, and what was asked of them."""
    by_host: dict[str, list[str]] = {}
    for each in view.working:
        by_host.setdefault(visible(each.host), []).append(visible(each.run))
    for host, runs in by_host.items():
        workers = told(counted(len(runs), "worker"))
        taken = told(first_of([run for run in runs if run], MOST_NAMED))
        if taken:
            yield tr("{workers} on {host}: {runs}", workers=workers, host=host, runs=taken)
        else:
            yield tr("{workers} on {host}", workers=workers, host=host)
    if by_host and view.request == "hold":
        yield tr("They finish their runs and begin nothing new.")
    elif by_host and view.request != "run":
        yield tr("They were asked to stop.")


def _trial(row: TrialRow) -> Iterator[Content]:
    yield Content.assemble((f"{row.name} ", "bold"), tr(row.state))
    keys = [one_line(key) for key in row.trial.values]
    widest = max(map(cell_len, keys), default=0)
    for key, value in zip(keys, row.trial.values.values(), strict=True):
        label = set_cell_size(key, widest)
        yield Content.assemble((f"{label}  ", DIM), one_line(value_words(value)))
    for unit in row.runs:
        if unit.message:
            yield Content(f"{one_line(unit.run)}: {one_line(told(unit.message))}")


def importance(shares: Mapping[str, float], width: int) -> Content:
    """A bar for each key, the most important one first."""
    if not shares:
        return Content(tr("No key has two values yet."))
    names = short_names(list(shares))
    label = max(cell_len(one_line(name)) for name in names.values())
    label = min(label, max(1, width - LEAST_BAR - SHARE))
    room = max(LEAST_BAR, width - label - SHARE)
    lines = []
    for key, share in sorted(shares.items(), key=lambda each: -each[1]):
        name = set_cell_size(one_line(names[key]), label)
        bar = "█" * round(share * room)
        lines.append(Content.assemble(f"{name} ", f"{percent(share, 0):>5} ", (bar, "$primary")))
    return Content("\n").join([*lines, Content(""), Content.styled(tr(WHAT_IT_IS), DIM)])
