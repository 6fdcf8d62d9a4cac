"""Sentences about a run that all front-ends share: one cause has one wording."""

from rnn_tui.clock import clock as clock
from rnn_tui.runs import Phase, Position, RunState, State
from rnn_tui.runs.wording import place

STOPPING_WORDS = "stopping: all that is trained so far is kept"
"""True at any moment, also before the first batch, when there is nothing to save."""

TWICE = ", asked twice"
"""Stands in the reason of a stop that did not wait for a checkpoint."""


def readable_size(size: float, digits: int = 2) -> str:
    """Bytes as Keras's summary gives them, in units of 1,024: `1.23 MB`."""
    for unit in ("B", "KB", "MB", "GB"):
        if size < 1024:
            return f"{size:.{digits}f} {unit}"
        size /= 1024
    return f"{size:,.{digits}f} TB"


def size_words(size: float) -> str:
    """Bytes with the unit that fits, as `readable_size` counts, but for figures that change."""
    return readable_size(size, 0 if size < 1024 else 1)


def where(position: Position) -> str:
    """`epoch 2, batch 1,080`; between two epochs `the end of epoch 2`."""
    if position.phase is Phase.TRAIN and position.batch == 0:
        return f"the end of epoch {position.epoch}" if position.epoch else "the start"
    return place(position)


def start_words(state: RunState) -> str:
    """What a start is waiting for."""
    status = state.status
    doing = status.doing if status else ""
    if not doing:
        return "the engine is on its way" if state.state is State.QUEUED else str(state.state)
    if status is None or not status.total:
        return doing
    if status.unit == "bytes":
        return f"{doing}: {size_words(status.done)} of {size_words(status.total)}"
    return f"{doing}: {status.done:,} of {status.total:,} {status.unit}".rstrip()


def ended_words(state: RunState) -> tuple[str, str]:
    """How a run ended, in one word and in the rest of the sentence; empty for one that lives."""
    match state.state:
        case State.FINISHED:
            return "finished", f"{state.finish_reason}, in {clock(state.worked_seconds)}"
        case State.STOPPED:
            lost = "what came after that" if TWICE in state.stop_reason else "nothing"
            return "stopped", f"at {where(state.position)}{asked_words(state)}: {lost} is lost"
        case State.FAILED if state.failure is not None:
            word = "diverged" if state.failure.kind == "diverged" else "failed"
            return word, state.failure.message
        case State.FAILED:
            return "failed", "the engine could not record why; engine.log may tell"
        case State.LOST:
            unknown = "the engine is gone without a word: killed, or the machine went down"
            return "lost", state.death or unknown
    return str(state.state), ""


def asked_words(state: RunState) -> str:
    """By whom a run was stopped, where it was not a key of the app."""
    by = state.stop_reason.removeprefix("asked by ").removesuffix(TWICE)
    return f", asked by {by}" if by not in ("", "app") else ""


def origin_words(state: RunState) -> str:
    """Where a resume begins: `the checkpoint at epoch 2, batch 1,080`."""
    if state.checkpoint is None:
        return "the beginning"
    return f"the checkpoint at {where(state.checkpoint)}"
