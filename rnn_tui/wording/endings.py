"""Endings of runs, in one word and in one sentence, and the place where a resume begins."""

from typing import Protocol

from rnn_tui.wording.language import told, tr
from rnn_tui.wording.positions import Placed, place
from rnn_tui.wording.times import clock

TWICE = ", asked twice"
"""Stands in the reason of a stop that did not wait for a checkpoint."""

BY = "asked by "
"""Begins the reason of a stop that somebody asked for."""

UNKNOWN_DEATH = "the engine vanished: it was killed, or the machine went down"
UNKNOWN_FAILURE = "the engine could not record why; engine.log may say"


class Failed(Protocol):
    """The failure that an engine has recorded."""

    @property
    def kind(self) -> str: ...

    @property
    def message(self) -> str: ...


class Ended(Protocol):
    """A run, as far as its end is concerned."""

    @property
    def state(self) -> str: ...

    @property
    def position(self) -> Placed: ...

    @property
    def checkpoint(self) -> Placed | None: ...

    @property
    def failure(self) -> Failed | None: ...

    @property
    def finish_reason(self) -> str: ...

    @property
    def stop_reason(self) -> str: ...

    @property
    def death(self) -> str: ...

    @property
    def worked_seconds(self) -> float: ...


def ended(run: Ended) -> tuple[str, str]:
    """The end of a run in one word and the rest of the sentence; no rest for a live one."""
    match run.state:
        case "finished":
            return "finished", f"{run.finish_reason}, in {clock(run.worked_seconds)}"
        case "stopped":
            return "stopped", f"at {place(run.position)}{_why_stopped(run.stop_reason)}"
        case "failed" if run.failure is not None:
            word = "diverged" if run.failure.kind == "diverged" else "failed"
            return word, run.failure.message
        case "failed":
            return "failed", UNKNOWN_FAILURE
        case "lost":
            return "lost", run.death or UNKNOWN_DEATH
    return str(run.state), ""


def ending(run: Ended) -> str:
    """The whole sentence: `stopped at epoch 2, batch 3: nothing is lost`, `failed: …`."""
    word, rest = ended(run)
    if not rest:
        return word
    return f"{word} {rest}" if word == "stopped" else f"{word}: {rest}"


def ending_shown(run: Ended) -> str:
    """The same in the language of this process."""
    word, rest = ended(run)
    if not rest:
        return tr(word)
    if word == "stopped":
        return tr("{word} {rest}", word=word, rest=rest)
    return f"{tr(word)}{tr(': ')}{told(rest)}"


def origin(run: Ended) -> str:
    """The place where a resume begins: `the checkpoint at epoch 2, batch 1,080`."""
    if run.checkpoint is None:
        return "the beginning"
    return f"the checkpoint at {place(run.checkpoint)}"


def _why_stopped(reason: str) -> str:
    """By whom it was asked, where that was not a key of the app, and what it has cost."""
    by = reason.removeprefix(BY).removesuffix(TWICE)
    asked = f", {BY}{by}" if by not in ("", "app") else ""
    return f"{asked}: {'everything after that' if TWICE in reason else 'nothing'} is lost"
