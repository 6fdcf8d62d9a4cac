"""Loading data for the app: in a process of its own, with progress, never unasked from the
network. No Textual.
"""

import asyncio
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rnn_tui.data import DataError, Progress, ignore, load
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
from rnn_tui.experiment import DataSpec, ImdbData, SampleData, TextData
from rnn_tui.results.data.coverage import Measured, every_word, measure
from rnn_tui.wording.lists import joined
from rnn_tui.wording.numbers import byte_size

SIZES = {NPZ.name: 17_464_789, WORD_INDEX.name: 1_641_221}
"""Bytes of the published files."""

LINE_LIMIT = 16 << 20
"""Bytes of an event: that of the end lists all classes."""

GRACE_S = 5.0
"""Seconds that the process has to tidy up after it was told to end."""


@dataclass(frozen=True)
class CorpusKey:
    """What loading depends on: equal keys give the same corpus."""

    texts: DataSpec
    seed: int

    @staticmethod
    def of(data: DataSpec, seed: int) -> "CorpusKey":
        """The seed matters only where it may draw the test part."""
        return CorpusKey(every_word(data), seed if isinstance(data, TextData) else 0)


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
        """Whether nothing can be loaded without it; the word index alone is for the words."""
        return NPZ in self.files


def download_of(data: DataSpec) -> Download | None:
    """What loading would fetch from the network; None where it would fetch nothing.

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


async def load_measured(
    key: CorpusKey, report: Callable[[Progress], None], *, download: bool = False
) -> Measured:
    """The measured corpus; DataError with words for a person where it cannot be had.

    Cancelling ends the process and leaves nothing half done. The network is used only
    with `download`.
    """
    data = key.texts if download else _offline(key.texts)
    if not isinstance(data, SampleData):  # which ships with the program and takes no time
        await _load_in_child(data, key.seed, report)
    return await asyncio.to_thread(lambda: measure(load(_offline(data), key.seed)))


def _offline(data: DataSpec) -> DataSpec:
    """The same without the network; a mirror that is a folder stays, for its own messages."""
    if not isinstance(data, ImdbData) or (data.url or "").startswith("file:"):
        return data
    return data.model_copy(update={"download": False})


async def _load_in_child(data: DataSpec, seed: int, report: Callable[[Progress], None]) -> None:
    """Have `python -m rnn_tui.data` fill the cache."""
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "rnn_tui.data",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        limit=LINE_LIMIT,
    )
    assert child.stdin is not None
    assert child.stdout is not None
    try:
        child.stdin.write(json.dumps({"data": data.model_dump(), "seed": seed}).encode())
        child.stdin.close()
        end, last = await _follow(child.stdout, report)
        code = await child.wait()
    finally:
        await _end(child)
    if end.get("event") == "failed":
        raise DataError(str(end.get("message")))
    if end.get("event") != "loaded":
        said = f" and said: {last}" if last else ""
        raise DataError(
            f"the process that loads the data ended too early, with status {code}{said}. "
            "Try once more; with little memory, use fewer texts"
        )


async def _follow(
    lines: asyncio.StreamReader, report: Callable[[Progress], None]
) -> tuple[dict[str, Any], str]:
    """The last event, and the last line that is none."""
    end: dict[str, Any] = {}
    last = ""
    async for line in lines:
        try:
            event = json.loads(line)
        except ValueError:
            event = None
        if not isinstance(event, dict):
            last = line.decode(errors="replace").strip()[:200] or last
        elif event.get("event") == "progress":
            report(Progress(event["stage"], event["done"], event["total"], event["unit"]))
        else:
            end = event
    return end, last


async def _end(child: asyncio.subprocess.Process) -> None:
    """See to it that the process is gone; politely first, so that it can tidy up."""
    if child.returncode is not None:
        return
    child.terminate()
    try:
        await asyncio.wait_for(child.wait(), GRACE_S)
    except TimeoutError:
        child.kill()
        await child.wait()
