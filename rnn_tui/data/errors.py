"""Errors about data, as sentences for a person."""

from collections.abc import Iterator
from contextlib import contextmanager

from rnn_tui.io.exits import Exit
from rnn_tui.io.faults import UserError, reason
from rnn_tui.io.text import visible


class DataError(UserError):
    """The data cannot be found or used.

    The message is one clear sentence: the thing, its value, what is allowed, and what to do;
    the cause is chained. It may quote foreign files, so control characters, which could steer a
    terminal, are replaced.
    """

    exit_code = Exit.DATA

    def __init__(self, message: str) -> None:
        super().__init__(visible(message))


class DownloadError(Exception):
    """A file cannot be downloaded from an address."""


@contextmanager
def reading(what: object) -> Iterator[None]:
    """Turn an OSError into a DataError that names the file."""
    try:
        yield
    except OSError as error:
        name = error.filename if isinstance(error.filename, str) else what
        raise DataError(f"cannot read {name}: {reason(error)}") from error
