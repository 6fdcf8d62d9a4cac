"""The keys of the cell lab, in the order in which the footer and the help list them."""

from textual.binding import BindingType

from rnn_tui.tui.keys import Key, bindings, on_screen

LAB_BINDINGS: list[BindingType] = bindings(
    "lab",
    on_screen("inspect", "lab"),
    {
        "play": Key("space", "play", "play", "Play the timesteps, or pause"),
        "forward": Key("right,down", "step(1)", "step", "One timestep forward", key_display="←/→"),
        "back": Key("left,up", "step(-1)", "back", "One timestep back", show=False),
        "cell": Key("c", "next_cell", "cell", "Change the cell: SimpleRNN, LSTM or GRU"),
        "gates": Key(
            "g",
            "next_quantity",
            "gates",
            "Show the state, the cell state or the next gate, with its formula",
        ),
        "centre": Key("z", "centre", "centre", "Draw the weights around 0, or from [0, 1)"),
        "sequences": Key(
            "r",
            "sequences",
            "sequences",
            "Toggle return_sequences: output every row, or only the last",
        ),
        "settings": Key(
            "h",
            "settings",
            "options",
            "Show or hide the options",
        ),
        "unit-next": Key(
            "right_square_bracket,shift+right",
            "unit(1)",
            "unit",
            "Show the next unit (or click on it)",
            show=False,
            key_display="]",
        ),
        "unit-before": Key(
            "left_square_bracket,shift+left",
            "unit(-1)",
            "unit",
            "Show the previous unit",
            show=False,
            key_display="[",
        ),
        "seed": Key("n", "new_seed", "new numbers", "Draw new random numbers", show=False),
        "first": Key("home", "restart", "restart", "Go back to the first timestep", show=False),
        "last": Key("end", "finish", "to the end", "Go to the last timestep", show=False),
        "fields": Key("enter", "fields", "fields", "Go to the fields", show=False),
    },
)
