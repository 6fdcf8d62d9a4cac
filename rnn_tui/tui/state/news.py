"""News of a run: what a person should hear of the change from one state to the next."""

from dataclasses import dataclass
from typing import Literal

from rnn_tui.runs import RunState, State
from rnn_tui.wording.endings import ended

Severity = Literal["information", "warning", "error"]


@dataclass(frozen=True, slots=True)
class News:
    """`outdated`: what was said before is past. `ending` is how the run ended, in a word and a
    sentence."""

    outdated: bool = False
    warnings: tuple[str, ...] = ()
    ending: tuple[str, str] | None = None


def news(before: RunState | None, now: RunState | None) -> News:
    """The news between two looks at the same run; none where it is another one."""
    if before is None or now is None or before.path != now.path:
        return News()
    turned, over = before.state != now.state, not now.state.live
    warnings = tuple(
        note.text
        for note in now.notes
        if note.warning and note not in before.notes and not note.ends
    )
    return News(
        # What was said while it trained would lie over the curves that stay.
        outdated=turned and (over or now.state is State.PAUSED),
        warnings=warnings,
        ending=ended(now) if turned and over else None,
    )


def severity_of_end(run: RunState) -> Severity:
    """The severity of the notice about the end of a run."""
    return "error" if run.state in (State.FAILED, State.LOST) else "information"
