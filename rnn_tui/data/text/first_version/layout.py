"""The places of texts in class folders as the first version of the reader saw them.

The hash of such data is over paths and bytes, not over labels: where that version took other
labels from the same files, only a comparison of the places tells it.
"""

from collections import Counter
from collections.abc import Iterable, Sequence

from rnn_tui.data.text.example import Part
from rnn_tui.data.text.layouts.layout import LabelledFile, Layout
from rnn_tui.data.text.layouts.tree import is_hidden

_PARTS: dict[str, Part] = {
    "train": "train",
    "training": "train",
    "test": "test",
    "testing": "test",
}


def is_first_layout(layout: Layout, paths: Sequence[str | None]) -> bool:
    """Whether that version would have taken the same files, with the same labels and parts."""
    return not layout.lines and layout.files == (*_first_places(paths),)


def _first_places(paths: Sequence[str | None]) -> Iterable[LabelledFile]:
    """Files in .txt at the depth at which most of them lie, each labelled by its own folder.

    Parts had two names each, and lay right above the classes; without one of these, where there
    were any, a file did not count.
    """
    split = [(index, path.split("/")) for index, path in enumerate(paths) if path]
    labelled = [
        (index, names)
        for index, names in split
        if len(names) > 1 and names[-2].casefold() not in _PARTS and _is_text(names)
    ]
    depths = Counter(len(names) for _, names in labelled)
    depth = max(depths, key=lambda d: (depths[d], d), default=0)
    found = [
        LabelledFile(index, _PARTS.get("".join(names[-3:-2]).casefold()), names[-2])
        for index, names in labelled
        if len(names) == depth
    ]
    parted = any(place.part for place in found)
    return (p for p in found if (p.part or not parted) and p.label.casefold() != "unsup")


def _is_text(names: Sequence[str]) -> bool:
    hidden = any(map(is_hidden, names))
    return names[-1].casefold().endswith(".txt") and not hidden
