"""A run as one file that another machine takes up."""

from rnn_tui.results.exports.files import Exported, ExportError, Request, written
from rnn_tui.runs.files.archive import ArchiveError, write_archive


def write(request: Request) -> Exported:
    """The archive; of a live run with what its last checkpoint has."""
    with written([request.out], request.force) as files:
        try:
            write_archive(request.run, request.experiment, files[0])
        except ArchiveError as error:
            raise ExportError(f"run {request.state.label} cannot be archived: {error}") from error
    return Exported((request.out,), notes=(f"to take it up: rnn-tui import {request.out}",))
