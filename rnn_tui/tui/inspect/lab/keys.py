"""The keys of the cell lab, in the order in which the footer and the help list them."""

from textual.binding import Binding, BindingType

LAB_BINDINGS: list[BindingType] = [
    Binding("space", "play", "play", id="lab.play", tooltip="Step by itself, or stop doing so"),
    Binding(
        "right,down",
        "step(1)",
        "step",
        key_display="←/→",
        id="lab.forward",
        tooltip="One timestep forward",
    ),
    Binding("left,up", "step(-1)", "back", show=False, id="lab.back", tooltip="One timestep back"),
    Binding("c", "next_cell", "cell", id="lab.cell", tooltip="SimpleRNN, LSTM or GRU"),
    Binding(
        "g",
        "next_quantity",
        "gates",
        id="lab.gates",
        tooltip="Look at the state, the cell state or the next gate, and at its formula",
    ),
    Binding(
        "z",
        "centre",
        "centre",
        id="lab.centre",
        tooltip="Draw the weights around 0, or from [0, 1) again",
    ),
    Binding(
        "r",
        "sequences",
        "sequences",
        id="lab.sequences",
        tooltip="Switch return_sequences: all rows come out, or only the last",
    ),
    Binding(
        "h",
        "settings",
        "settings",
        id="lab.settings",
        tooltip="Show and change the numbers of the experiment, or fold them away",
    ),
    Binding(
        "right_square_bracket,shift+right",
        "unit(1)",
        "unit",
        show=False,
        key_display="]",
        id="lab.unit-next",
        tooltip="Read the next unit (or click on it)",
    ),
    Binding(
        "left_square_bracket,shift+left",
        "unit(-1)",
        "unit",
        show=False,
        key_display="[",
        id="lab.unit-before",
        tooltip="Read the unit before",
    ),
    Binding(
        "n", "new_seed", "new numbers", show=False, id="lab.seed", tooltip="Other random numbers"
    ),
    Binding(
        "home", "restart", "restart", show=False, id="lab.first", tooltip="Back to the first step"
    ),
    Binding("end", "finish", "to the end", show=False, id="lab.last", tooltip="All steps at once"),
    Binding("enter", "fields", "fields", show=False, id="lab.fields", tooltip="Go to the fields"),
]
