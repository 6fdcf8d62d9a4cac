"""The keys of the cell lab, in the order in which the footer and the help list them."""

from textual.binding import BindingType

from rnn_tui.tui.keys import Key, bindings, on_screen

LAB_BINDINGS: list[BindingType] = bindings(
    "lab",
    on_screen("inspect", "lab"),
    {
        "play": Key("space", "play", "play", "Step by itself, or stop doing so"),
        "forward": Key("right,down", "step(1)", "step", "One timestep forward", key_display="←/→"),
        "back": Key("left,up", "step(-1)", "back", "One timestep back", show=False),
        "cell": Key("c", "next_cell", "cell", "SimpleRNN, LSTM or GRU"),
        "gates": Key(
            "g",
            "next_quantity",
            "gates",
            "Look at the state, the cell state or the next gate, and at its formula",
        ),
        "centre": Key("z", "centre", "centre", "Draw the weights around 0, or from [0, 1) again"),
        "sequences": Key(
            "r",
            "sequences",
            "sequences",
            "Switch return_sequences: all rows come out, or only the last",
        ),
        "settings": Key(
            "h",
            "settings",
            "settings",
            "Show and change the numbers of the experiment, or fold them away",
        ),
        "unit-next": Key(
            "right_square_bracket,shift+right",
            "unit(1)",
            "unit",
            "Read the next unit (or click on it)",
            show=False,
            key_display="]",
        ),
        "unit-before": Key(
            "left_square_bracket,shift+left",
            "unit(-1)",
            "unit",
            "Read the unit before",
            show=False,
            key_display="[",
        ),
        "seed": Key("n", "new_seed", "new numbers", "Other random numbers", show=False),
        "first": Key("home", "restart", "restart", "Back to the first step", show=False),
        "last": Key("end", "finish", "to the end", "All steps at once", show=False),
        "fields": Key("enter", "fields", "fields", "Go to the fields", show=False),
    },
)
