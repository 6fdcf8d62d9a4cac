"""A person's note about a run, kept in its directory; nothing computed depends on it."""

from rnn_tui.io.faults import reason
from rnn_tui.io.reading import read_bounded
from rnn_tui.io.text import printable
from rnn_tui.io.writing import remove, write_atomically
from rnn_tui.runs.directory import RunDirectory, RunError

MAX_BYTES = 10_000


def note_of(run: RunDirectory) -> str:
    """The note, without control characters; empty where none can be read."""
    try:
        return printable(read_bounded(run.note, MAX_BYTES).decode("utf-8", "replace")).strip()
    except (OSError, ValueError):
        return ""


def write_note(run: RunDirectory, text: str) -> None:
    """Replace the note; an empty one removes it. Raises RunError."""
    content = text.strip().encode("utf-8", "replace")
    if len(content) > MAX_BYTES:
        raise RunError(f"a note can have {MAX_BYTES:,} bytes, this one has {len(content):,}")
    try:
        if content:
            write_atomically(run.note, content + b"\n")
        else:
            remove(run.note)
    except OSError as error:
        raise RunError(f"cannot write the note of {run.label}: {reason(error)}") from error
