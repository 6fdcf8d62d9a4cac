"""The words about runs that differ in nothing but their seed. No Textual."""

from collections.abc import Iterator, Sequence

from rnn_tui.results.groups import SEED, compared
from rnn_tui.runs import State
from rnn_tui.runs.lists.differences import ABSENT
from rnn_tui.runs.lists.overview import Entry
from rnn_tui.tui.runs.board import Listing, best_name
from rnn_tui.tui.runs.curves import Compared, group_of
from rnn_tui.tui.runs.facts import Fact
from rnn_tui.wording.language import tr
from rnn_tui.wording.numbers import counted, figure

TEST_IS_FOR_THE_CHOSEN = (
    "Choose by the validation figures; the test part is for the one that is chosen."
)


def group_facts(entries: Sequence[Entry], listing: Listing) -> list[Fact]:
    """How far each figure spreads, and over how many runs."""
    group = group_of(entries)
    found = [("", _how_they_stand(entries))]
    for name in (*listing.metrics, *listing.tests):
        spread = group.spread(name)
        if spread is not None:
            found.append((name, spread.short))
        if spread is not None and (interval := spread.interval) is not None:
            low, high = map(figure, interval)
            found.append(
                ("", tr("  n={n}, 95% interval {low} to {high}", n=spread.n, low=low, high=high))
            )
    seeds = [str(entry.summary.keys.get(SEED, ABSENT)) for entry in entries]
    found.append((tr("seeds"), " ".join(sorted(seeds, key=lambda seed: (len(seed), seed)))))
    if listing.tests:
        found.append(("", tr(TEST_IS_FOR_THE_CHOSEN)))
    return found


def paired_words(found: Compared, listing: Listing) -> Iterator[str]:
    """The second of two configurations against the first, at the seeds that both have."""
    if len(found) != 2 or any(len(entries) < 2 for _, entries in found):
        return
    groups = [group_of(entries) for _, entries in found]
    name = best_name(listing)
    pair = compared(groups, name)
    if pair is not None:
        yield tr("{name} of the second less the first: {words}", name=name, words=pair.words)
    else:
        yield tr("They share no seed: train both with the same seeds to compare them in pairs.")


def _how_they_stand(entries: Sequence[Entry]) -> str:
    finished = sum(entry.summary.state == State.FINISHED for entry in entries)
    runs = counted(len(entries), "run")
    if finished == len(entries):
        return tr("{runs}, all finished; enter shows them", runs=runs)
    if finished:
        return tr(
            "{runs}, {finished} finished, which the figures are of; enter shows them",
            runs=runs,
            finished=finished,
        )
    return tr("{runs}, none finished yet; enter shows them", runs=runs)
