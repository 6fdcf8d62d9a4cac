"""A person's own words about a run, kept in its directory; nothing computed depends on them."""

from rnn_tui.io.faults import reason
from rnn_tui.io.reading import read_bounded
from rnn_tui.io.text import printable
from rnn_tui.io.writing import remove, write_atomically
from rnn_tui.runs.directory import RunDirectory, RunError

MAX_BYTES = 10_000


def note_of(run: RunDirectory) -> str:
    """The note, without control characters; empty where there is none that can be read."""
    try:
        return printable(read_bounded(run.note, MAX_BYTES).decode("utf-8", "replace")).strip()
    except (OSError, ValueError):
        return ""


def write_note(run: RunDirectory, text: str) -> None:
    """Put the note in place of the one that is there, an empty one takes it away.

    Raises RunError.
    """
    content = text.strip().encode("utf-8", "replace")
    if len(content) > MAX_BYTES:
        raise RunError(f"a note has at most {MAX_BYTES:,} bytes, this one has {len(content):,}")
    try:
        if content:
            write_atomically(run.note, content + b"\n")
        else:
            remove(run.note)
    except OSError as error:
        raise RunError(f"cannot write the note of {run.label}: {reason(error)}") from error
