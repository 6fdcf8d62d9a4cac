"""The formula of one timestep with its numbers: a row for each term, in the order of reading."""

from dataclasses import dataclass

import numpy as np

from rnn_tui.cells import CellStep
from rnn_tui.cells.base import Array
from rnn_tui.wording.language import tr

SYMBOLS = {
    "state": "s",
    "cell": "c",
    "input_gate": "i",
    "forget_gate": "f",
    "output_gate": "o",
    "update_gate": "z",
    "reset_gate": "r",
    "candidate": "n",
}

MEANINGS = {
    "state": "the state, which is also the output",
    "cell": "the memory that an LSTM carries along",
    "input_gate": "how much to write",
    "forget_gate": "how much to keep",
    "output_gate": "how much to show",
    "update_gate": "how much to keep",
    "reset_gate": "how much of the past the candidate sees",
    "candidate": "what would be written",
}


@dataclass(frozen=True, slots=True, eq=False)
class Formula:
    """`rows` are (name, values of all units); those in `unbounded` may go beyond 1."""

    text: str
    rows: tuple[tuple[str, Array], ...]
    unbounded: tuple[int, ...] = ()

    @property
    def scales(self) -> list[float]:
        """One scale for all that is unbounded, so that it can be compared; else that of 1."""
        most = max((float(np.abs(self.rows[row][1]).max()) for row in self.unbounded), default=1.0)
        return [most if row in self.unbounded else 1.0 for row in range(len(self.rows))]


def formula(step: CellStep, quantity: str) -> Formula:
    """The computation of `quantity` at this step. Sources: the docstrings of rnn_tui.cells."""
    now, past = step.t + 1, step.t
    if quantity == "cell":
        return _cell(step, now, past)
    if quantity == "state" and "state" not in step.terms:
        return _shown_state(step, now) if "cell" in step.after else _kept_state(step, now, past)
    return _term(step, quantity, now, past)


def _term(step: CellStep, quantity: str, now: int, past: int) -> Formula:
    term, symbol = step.terms[quantity], SYMBOLS[quantity]
    squash = "σ" if quantity.endswith("_gate") else "tanh"
    of = "" if quantity == "state" else f"_{symbol}"
    us = f"U{of} s_{past}"
    if quantity == "candidate" and "reset_gate" in step.terms:
        us = f"r_{now}·({us} + b'{of})"
    elif "reset_gate" in step.terms:
        us += f" + b'{of}"
    head = us if len(us) < 9 else us.replace(f"_{now}", "").replace(" + ", "+")
    return Formula(
        f"{symbol}_{now} = {squash}(W{of} x_{now} + {us} + b{of})",
        (
            (f"W{of} x_{now}", term.wx),
            (f"+ {head}", term.us),
            (f"+ b{of}", term.b),
            ("= sum", term.pre_activation),
            (f"{symbol}_{now}", term.value),
        ),
        unbounded=(0, 1, 2, 3),
    )


def _cell(step: CellStep, now: int, past: int) -> Formula:
    gates = {name: step.terms[name].value for name in step.terms}
    return Formula(
        f"c_{now} = f_{now}·c_{past} + i_{now}·n_{now}",
        (
            (tr("f_{now} keeps", now=now), gates["forget_gate"]),
            (f"c_{past}", step.before["cell"]),
            (tr("i_{now} writes", now=now), gates["input_gate"]),
            (f"n_{now}", gates["candidate"]),
            (f"= c_{now}", step.after["cell"]),
        ),
        unbounded=(1, 4),
    )


def _shown_state(step: CellStep, now: int) -> Formula:
    cell = step.after["cell"]
    return Formula(
        f"s_{now} = o_{now}·tanh(c_{now})",
        (
            (f"c_{now}", cell),
            (f"tanh(c_{now})", np.tanh(cell)),
            (tr("o_{now} shows", now=now), step.terms["output_gate"].value),
            (f"= s_{now}", step.state),
        ),
        unbounded=(0,),
    )


def _kept_state(step: CellStep, now: int, past: int) -> Formula:
    return Formula(
        f"s_{now} = z_{now}·s_{past} + (1 - z_{now})·n_{now}",
        (
            (tr("z_{now} keeps", now=now), step.terms["update_gate"].value),
            (f"s_{past}", step.before["state"]),
            (f"n_{now}", step.terms["candidate"].value),
            (f"= s_{now}", step.state),
        ),
    )
