"""Class folders: what the path of a text says about its part and its label."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from rnn_tui.data.errors import DataError
from rnn_tui.data.text.example import Notes, Part

PART_FOLDERS: dict[str, Part] = {
    "train": "train",
    "training": "train",
    "test": "test",
    "testing": "test",
}
UNLABELLED = "unsup"


@dataclass(frozen=True, slots=True)
class Place:
    """Where the text at `index` of the listing belongs."""

    index: int
    part: Part | None
    label: str


def places(paths: Sequence[PurePosixPath], notes: Notes, where: str) -> list[Place]:
    """The texts among these paths, each labelled by the folder that holds it.

    `[...]/LABEL/*.txt` or `[...]/train/LABEL/*.txt` and `[...]/test/LABEL/*.txt`. Texts at
    another depth than most, or outside of train and test where these exist, do not
    count; nor do hidden files. DataError where no text is left.
    """
    texts = [(index, path) for index, path in enumerate(paths) if _is_text(path)]
    labelled = [
        (index, path)
        for index, path in texts
        if len(path.parts) > 1 and path.parent.name.casefold() not in PART_FOLDERS
    ]
    depths = Counter(len(path.parts) for _, path in labelled)
    depth = max(depths, key=lambda d: (depths[d], d), default=0)
    found = [
        Place(index, _part(path), path.parent.name)
        for index, path in labelled
        if len(path.parts) == depth
    ]
    if any(place.part for place in found):
        found = [place for place in found if place.part]
    kept = [place for place in found if place.label.casefold() != UNLABELLED]
    notes.count("unsup", len(found) - len(kept))
    notes.count("outside", len(texts) - len(found))
    if not kept:
        raise DataError(
            f"{where} holds no texts in class folders: expected are files such as pos/1.txt and "
            "neg/2.txt, with or without train/ and test/ above them"
        )
    return kept


def _is_text(path: PurePosixPath) -> bool:
    hidden = any(part.startswith((".", "__MACOSX")) for part in path.parts)
    return path.suffix.casefold() == ".txt" and not hidden


def _part(path: PurePosixPath) -> Part | None:
    return PART_FOLDERS.get(path.parent.parent.name.casefold())
