"""The places from which this user last loaded the data of each source."""

import contextlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rnn_tui.io.places import user_folder
from rnn_tui.io.reading import MALFORMED, read_bounded
from rnn_tui.io.writing import write_atomically

_LIMIT = 64 << 10

_RECENT = "recent"
MOST_RECENT = 12
"""Places of a source that are remembered."""


@dataclass(frozen=True, slots=True)
class LastLoaded:
    """A path that worked; `named` where the user gave it.

    `key` and `words` are the hashes of Keras's file and of its word index, by which the cache
    finds what was read of them: that is enough once the files are gone.
    """

    path: str
    named: bool = True
    key: str = ""
    words: str = ""


def last_loaded(source: str) -> LastLoaded | None:
    """The place of a source's data; None where nothing is known."""
    try:
        known = _known()[source]
        place = LastLoaded(
            str(known["path"]), bool(known["named"]), str(known["key"]), str(known["words"])
        )
    except (OSError, *MALFORMED):
        return None
    return place if "\0" not in place.path else None


def last_path(source: str) -> str | None:
    """The path that the user gave last for a source, where it still exists."""
    place = last_loaded(source)
    return place.path if place is not None and place.named and _exists(place.path) else None


def recent_paths(source: str) -> list[str]:
    """The paths that the user gave for a source and that still exist, the last one first."""
    return [path for path in _recent(source) if _exists(path)]


def keep(source: str, place: LastLoaded) -> None:
    """Remember a place; without an error where it cannot be written."""
    before = _recent(source)
    recent = before
    if place.named:
        recent = [place.path, *(path for path in before if path != place.path)][:MOST_RECENT]
    if last_loaded(source) == place and recent == before:
        return
    try:
        known = _known()
    except (OSError, *MALFORMED):
        known = {}
    others = known.get(_RECENT)
    recents = {**(others if isinstance(others, dict) else {}), source: recent}
    with contextlib.suppress(OSError):
        _file().parent.mkdir(parents=True, exist_ok=True)
        content = {**known, source: asdict(place), _RECENT: recents}
        write_atomically(_file(), json.dumps(content, indent=1).encode(), durable=False)


def _recent(source: str) -> list[str]:
    """All paths that are remembered; those of an earlier version are the last one alone."""
    with contextlib.suppress(OSError, *MALFORMED):
        found = _known()[_RECENT][source]
        return [path for path in found if isinstance(path, str)][:MOST_RECENT]
    last = last_loaded(source)
    return [last.path] if last is not None and last.named else []


def _exists(path: str) -> bool:
    with contextlib.suppress(OSError, ValueError):
        return Path(path).exists()
    return False


def _file() -> Path:
    return user_folder("state") / "data.json"


def _known() -> dict[str, Any]:
    return dict(json.loads(read_bounded(_file(), _LIMIT)))
