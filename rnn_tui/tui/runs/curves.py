"""The runs whose curves are drawn, and those curves. No Textual."""

from collections.abc import Sequence
from dataclasses import replace

from rnn_tui.io.text import one_line
from rnn_tui.results.groups import SEED, Group, configuration
from rnn_tui.results.plot.bands import grouped
from rnn_tui.results.plot.curves import Curves, overlay
from rnn_tui.results.plot.inks import RUN_INKS
from rnn_tui.runs.lists.overview import Entry
from rnn_tui.tui.runs.board import Listing

MOST_DRAWN = len(RUN_INKS)
"""Runs or groups that are drawn at once: as many as there are inks and markers."""

MOST_MEMBERS = 30
"""Runs of one group whose curves are read."""

Compared = Sequence[tuple[str, Sequence[Entry]]]
"""Names and their runs: one run each, or a group that is drawn as a band."""


def compared(entries: Sequence[Entry], found: Listing, together: bool) -> Compared:
    """The runs that are drawn; `together`: those that differ in nothing but their seed as one."""
    if not together:
        return [(one_line(each.run.run_id), [each]) for each in entries[:MOST_DRAWN]]
    groups: dict[object, list[Entry]] = {}
    for entry in entries:
        own = configuration(entry.summary.keys) or entry.run.path
        groups.setdefault(own, []).append(entry)
    named: dict[str, Sequence[Entry]] = {}
    for members in list(groups.values())[:MOST_DRAWN]:
        named[_name(members, found, named)] = members[:MOST_MEMBERS]
    return list(named.items())


def group_of(entries: Sequence[Entry]) -> Group:
    """These runs as one group, whatever differs."""
    runs = tuple(entry.summary for entry in entries)
    return Group(configuration(runs[0].keys), runs)


def drawn(found: Compared) -> list[Entry]:
    """All runs in these groups."""
    return [entry for _, entries in found for entry in entries]


def curves(found: Compared, quantity: str) -> Curves:
    """One quantity of them: the curves of a single run, a band where there are several seeds."""
    known = {name: [each.state for each in group if each.state] for name, group in found}
    known = {name: states for name, states in known.items() if states}
    if all(len(states) == 1 for states in known.values()):
        shown = overlay([states[0] for states in known.values()], quantity)
        return replace(shown, runs=tuple(known))
    return grouped(known, quantity)


def _name(members: Sequence[Entry], found: Listing, taken: dict[str, Sequence[Entry]]) -> str:
    """The experiment's name, with what differs, and a number where that is not enough."""
    if len(members) == 1:
        name = one_line(members[0].run.run_id)
    else:
        group = group_of(members)
        values = {key: value for key, value in group.keys.items() if key != SEED}
        words = found.differences.words(values) if found.grouped else ""
        name = one_line(f"{group.name} ×{len(members)} {words}".strip())
    number, free = 2, name
    while free in taken:
        free, number = f"{name} ({number})", number + 1
    return free
