"""A run as one file that another machine takes up."""

from rnn_tui.results.exports.files import Exported, Request, written
from rnn_tui.runs.files.archive import write_archive


def write(request: Request) -> Exported:
    """The archive; of a live run with what its last checkpoint has."""
    with written([request.out], request.force) as files:
        write_archive(request.run, files[0])
    return Exported((request.out,), notes=(f"to take it up: rnn-tui import {request.out}",))
