"""Waiting for a run, while TensorFlow is imported; `runs.process.launch` is the other side."""

import os
import sys
import threading
from pathlib import Path

from rnn_tui.engine.light_import import import_ahead
from rnn_tui.io.writing import open_to_append
from rnn_tui.runs.directory import RunDirectory


def wait_for_run() -> str:
    """The path of the run, whose `engine.log` has become stdout and stderr.

    The process ends, at any moment of this, when whoever started it is gone. Raises OSError
    where the log cannot be written.
    """
    told: list[bytes] = []
    reader = threading.Thread(target=_read, args=(told,), daemon=True)
    reader.start()
    import_ahead()
    reader.join()
    path = os.fsdecode(told[0])
    print_to(RunDirectory(Path(path)).engine_log)
    return path


def _read(told: list[bytes]) -> None:
    """A thread of its own: the end of the parent counts while the import is going on."""
    path = sys.stdin.buffer.read()
    if not path:
        os._exit(0)
    told.append(path)


def print_to(log: Path) -> None:
    """Make the file, a run's `engine.log`, stdout and stderr. Raises OSError."""
    file, nothing = open_to_append(log), os.open(os.devnull, os.O_RDONLY)
    for source, target in ((nothing, 0), (file, 1), (file, 2)):
        os.dup2(source, target)
    os.close(file)
    os.close(nothing)
