"""Loading data for the app: in a process of its own, with progress, from the network only where a
person has agreed. No Textual.
"""

import asyncio
import json
from dataclasses import dataclass
from pathlib import Path

from rnn_tui.data import DataError, ignore, load
from rnn_tui.data.cache import cache_folder
from rnn_tui.data.imdb.files import (
    NPZ,
    PUBLISHED_AT,
    WORD_INDEX,
    Published,
    locate_npz,
    locate_word_index,
    parsed_words,
)
from rnn_tui.data.progress import Report, reporting
from rnn_tui.experiment import DataSpec, ImdbData
from rnn_tui.io.child_process import ChildDied, ChildFailed, run_async
from rnn_tui.results.data.coverage import Measured, every_word, measure
from rnn_tui.wording.lists import joined
from rnn_tui.wording.numbers import byte_size

SIZES = {NPZ.name: 17_464_789, WORD_INDEX.name: 1_641_221}
"""Bytes of the published files."""


@dataclass(frozen=True)
class CorpusKey:
    """All that loading depends on: equal keys give the same corpus."""

    texts: DataSpec
    seed: int

    @staticmethod
    def of(data: DataSpec, seed: int) -> "CorpusKey":
        """The seed matters only where it may draw the test part."""
        return CorpusKey(every_word(data), seed if data.draws_test_part else 0)


@dataclass(frozen=True, slots=True)
class Download:
    """Files that are not on this machine, and where they would come from and go to."""

    files: tuple[Published, ...]
    address: str
    folder: Path

    @property
    def sizes(self) -> str:
        """`imdb.npz (16.7 MB) and …`."""
        return joined(f"{file.name} ({byte_size(SIZES[file.name])})" for file in self.files)

    @property
    def needed(self) -> bool:
        """True where nothing can be loaded without it; the word index alone is for the words."""
        return NPZ in self.files


def download_of(data: DataSpec) -> Download | None:
    """The download that loading would need; None where it would fetch nothing.

    That includes settings which are wrong: loading says what is wrong with them.
    """
    if not isinstance(data, ImdbData) or not data.download:
        return None
    address = data.url or PUBLISHED_AT
    if not address.startswith(("http://", "https://")):
        return None
    offline = data.model_copy(update={"download": False})
    files: list[Published] = []
    try:
        npz, _ = locate_npz(offline, ignore)
    except DataError:
        if data.path is not None:
            return None
        files.append(NPZ)
        npz = cache_folder() / "downloads" / NPZ.name
    try:
        words = parsed_words(data, npz) or locate_word_index(offline, npz, [], ignore)
        if words is None:
            files.append(WORD_INDEX)
    except DataError:
        return None
    folder = cache_folder() / "downloads"
    return Download(tuple(files), address, folder) if files else None


async def load_measured(key: CorpusKey, report: Report, *, download: bool = False) -> Measured:
    """The measured corpus; DataError with words for a person where it cannot be had.

    Cancelling ends the process and leaves nothing half done. The network is used only
    with `download`.
    """
    data = key.texts if download else key.texts.offline()
    if not data.is_shipped:
        await _load_in_child(data, key.seed, report)
    return await asyncio.to_thread(lambda: measure(load(data.offline(), key.seed)))


async def _load_in_child(data: DataSpec, seed: int, report: Report) -> None:
    """Have `python -m rnn_tui.data` fill the cache."""
    request = json.dumps({"data": data.model_dump(), "seed": seed}).encode()
    try:
        await run_async(["-m", "rnn_tui.data"], "loaded", stdin=request, report=reporting(report))
    except ChildFailed as error:
        raise DataError(str(error)) from error
    except ChildDied as error:
        raise DataError(
            f"the process that loads the data {error}. Try again; if memory is short, use fewer "
            "texts"
        ) from error
