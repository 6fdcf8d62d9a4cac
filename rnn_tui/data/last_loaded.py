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
    if place is None or not place.named:
        return None
    with contextlib.suppress(OSError, ValueError):
        if Path(place.path).exists():
            return place.path
    return None


def keep(source: str, place: LastLoaded) -> None:
    """Remember a place; without an error where it cannot be written."""
    if last_loaded(source) == place:
        return
    try:
        known = _known()
    except (OSError, *MALFORMED):
        known = {}
    with contextlib.suppress(OSError):
        _file().parent.mkdir(parents=True, exist_ok=True)
        content = json.dumps({**known, source: asdict(place)}, indent=1)
        write_atomically(_file(), content.encode(), durable=False)


def _file() -> Path:
    return user_folder("state") / "data.json"


def _known() -> dict[str, Any]:
    return dict(json.loads(read_bounded(_file(), _LIMIT)))
