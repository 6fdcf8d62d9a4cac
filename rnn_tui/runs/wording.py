"""Positions and metrics in words, as events, progress lines and errors give them."""

from rnn_tui.runs.files.events import Placed
from rnn_tui.runs.position import Phase, Position


def numbers(logs: dict[str, float]) -> str:
    """`loss .5510  acc .7012` with four digits, as the progress lines show them."""
    return "  ".join(f"{name} {value:.4f}" for name, value in logs.items())


def place(position: Position | Placed) -> str:
    """A position in words, counted from 1."""
    if position.phase == Phase.TEST:
        return f"batch {position.batch:,} of the test"
    where = "" if position.phase == Phase.TRAIN else " of the validation"
    return f"epoch {position.epoch + 1}, batch {position.batch:,}{where}"
