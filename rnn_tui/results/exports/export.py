"""`export`: one run as a file of one format, or several where the format takes them."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rnn_tui.io.faults import reason
from rnn_tui.results.exports.files import (
    STDOUT,
    Exported,
    ExportError,
    Request,
    check_suffix,
)
from rnn_tui.results.exports.formats import FORMATS, Format, for_several, taking
from rnn_tui.runs import RunDirectory, RunError, RunState, read_state
from rnn_tui.wording.lists import joined


def export(
    run: RunDirectory,
    to: str,
    out: Path | None = None,
    *,
    force: bool = False,
    others: Sequence[RunDirectory] = (),
    **options: Any,
) -> Exported:
    """Write the run in the format `to`, a name of `FORMATS`; it may be live. Raises ExportError.

    `others` go into the same file, where the format is one for several runs.
    Without `out` a text that is `printed` comes back as text, and any other file goes into the
    working folder, named after the run. With `STDOUT` every text comes back. `force` replaces
    files that exist. Options that are false, None or empty are not given; the others must be
    among those of the format.
    """
    wanted = FORMATS[to]
    given = {name: value for name, value in options.items() if value not in (False, None, ())}
    _refuse_options(wanted, given)
    if wanted.missing:
        raise ExportError(f"--to {to} needs a package that is not installed: {wanted.missing}")
    if others and not wanted.several:
        takers = joined((f"--to {each}" for each in for_several()), "or")
        raise ExportError(f"--to {to} takes one run; {takers} take several")
    state = _state(run)
    if state.imported and wanted.network:
        raise ExportError(f"run {run.label} has no network: it is a history {state.imported}")
    more = f"-and-{len(others)}-more" if others else ""
    own_name = Path(f"{run.run_id}{more}{wanted.ending}")
    if out is None:
        out = STDOUT if wanted.printed else own_name
    if out == STDOUT and not wanted.text:
        raise ExportError(f"--to {to} cannot go to standard output: name a file, {own_name}")
    if out != STDOUT and not wanted.printed:
        check_suffix(out, wanted.suffix)
    beside = tuple((each, _state(each)) for each in others)
    return wanted.load_writer()(Request(run, state, out, own_name, force, given, to, beside))


def _refuse_options(wanted: Format, given: dict[str, Any]) -> None:
    for name in given:
        if name not in wanted.options:
            takers = joined((f"--to {each}" for each in taking(name)), "or")
            raise ExportError(f"--{name} works with {takers}, not with --to {wanted.name}")


def _state(run: RunDirectory) -> RunState:
    if not run.is_run:
        raise ExportError(f"no run at {run.path}")
    try:
        return read_state(run)
    except RunError as error:
        raise ExportError(str(error)) from error
    except OSError as error:
        raise ExportError(f"cannot read run {run.label}: {reason(error)}") from error
