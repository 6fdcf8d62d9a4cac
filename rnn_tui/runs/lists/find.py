"""Finding the run that a person means: by an id, a part of one, a path, or `last`."""

import os
from collections.abc import Sequence
from pathlib import Path

from rnn_tui.io.places import expanded
from rnn_tui.io.text import visible
from rnn_tui.runs.directory import (
    LAST,
    RunDirectory,
    RunError,
    RunNotFound,
    is_chosen,
    latest,
    list_runs,
    runs_folder,
)
from rnn_tui.runs.ids import own_part
from rnn_tui.runs.process.live_runs import live_runs

NAMED = 6
"""Runs that an error names at most."""


def find_run(reference: str, runs_dir: Path | None, everywhere: bool = False) -> RunDirectory:
    """Find the run in the folder of the runs; with `everywhere` also among live ones elsewhere.

    A run of the folder comes first: it is never mistaken for one elsewhere. A sweep's is SWEEP/RUN.
    Raises RunError.
    """
    if reference.startswith(os.sep) and (named := RunDirectory(Path(reference))).is_run:
        return named  # wherever it is: no folder is asked
    folder = runs_folder(runs_dir)
    if os.sep in reference and not reference.startswith("."):  # a dot begins a path from here
        inside = RunDirectory(folder / reference)
        if inside.is_run:
            return inside
    try:
        return find(reference, list_runs(folder), str(folder))
    except RunNotFound as error:
        if is_chosen(runs_dir) and not everywhere:
            raise
        elsewhere = [run for run in live_runs() if run.path.parent != folder]
        try:
            found = find(reference, elsewhere, "any folder")
        except RunNotFound:
            raise error from None
        if everywhere:
            return found
        place = visible(str(found.path))
        raise RunNotFound(f"{error}; one is running in another folder: {place} (--all)") from None


def find(reference: str, candidates: Sequence[RunDirectory], where: str) -> RunDirectory:
    """The run among the candidates that is meant; `where` names their folder.

    Raises RunNotFound, and RunError where several match.
    """
    if not reference.strip():
        raise RunError("name a run: its id, the beginning of one, or last")
    if reference == LAST:
        if not candidates:
            raise RunNotFound(f"no run in {where} yet; start one with rnn-tui --batch")
        return max(candidates, key=latest)
    as_path = RunDirectory(expanded(reference))
    if os.sep in reference and as_path.is_run:
        return as_path
    exact = [run for run in candidates if run.run_id == reference]
    begins = exact or [run for run in candidates if run.run_id.startswith(reference)]
    found = begins or [run for run in candidates if own_part(run.run_id) == reference]
    if len(found) == 1:
        return found[0]
    if found:
        raise RunError(_ambiguous(reference, found))
    names = ", ".join(run.label for run in candidates[:NAMED])
    known = f"the latest are {names}" if names else "it has no runs yet"
    raise RunNotFound(f"no run in {where} matches {reference}; {known}")


def _ambiguous(reference: str, found: Sequence[RunDirectory]) -> str:
    twice = len({run.run_id for run in found}) < len(found)
    labels = sorted(visible(str(run.path)) if twice else run.label for run in found)
    more = "the path" if twice else "more of the name"
    return f"{reference} could be any of {', '.join(labels[:NAMED])}; give {more}"
