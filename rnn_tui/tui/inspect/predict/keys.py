"""The keys of the Predict view, in the order in which the footer and the help list them."""

from textual.binding import BindingType

from rnn_tui.tui.keys import Key, bindings, on_screen

PREDICT_BINDINGS: list[BindingType] = bindings(
    "predict",
    on_screen("inspect", "predict"),
    {
        "write": Key("enter,i", "write", "write", "Go to the field and type"),
        "take": Key(
            "t",
            "take",
            "test text",
            "Take a text of the test set: any, a right one, a wrong one, the worst mistakes",
        ),
        "compare": Key(
            "x", "compare", "compare", "Read the same text with a second run, or with one run again"
        ),
        "other-run": Key(
            "w",
            "other_run",
            "other run",
            "Show the words and the states of the other one of the two runs",
        ),
        "turn": Key("v", "turn", "states", "Show the states of a layer, or the words again"),
        "gates": Key(
            "g",
            "next_array",
            "gates",
            "Look at the state, the cell state or the next gate of the layer",
        ),
        "layer": Key("n", "next_layer", "layer", "Look at the next layer"),
    },
)
