"""The names of a sweep's files, by which its folder is known. Imports nothing heavy."""

import os
from collections.abc import Iterator
from pathlib import Path

CONFIGURATION, JOURNAL, WORKERS, LOG = "sweep.toml", "sweep.jsonl", "workers", "workers.log"

QUEUE = "queue"
"""The name of the sweep that is the queue of its folder."""


def is_sweep(path: Path) -> bool:
    """Check whether the folder is a sweep, and not another one."""
    try:
        return (path / JOURNAL).is_file() and (path / CONFIGURATION).is_file()
    except (OSError, ValueError):
        return False


def sweeps_in(folder: Path) -> Iterator[Path]:
    """The sweeps of a runs folder, in no order.

    A journal is looked for by its name alone: there may be thousands of runs beside it.
    """
    try:
        with os.scandir(folder) as entries:
            paths = [entry.path for entry in entries if not entry.name.startswith(".")]
    except OSError:
        return
    for path in paths:
        if not os.path.exists(f"{path}/{JOURNAL}"):  # noqa: PTH110 - a third of the time of a Path
            continue
        if is_sweep(found := Path(path)):
            yield found
