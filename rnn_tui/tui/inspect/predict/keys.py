"""The keys of the Predict view, in the order in which the footer and the help list them."""

from textual.binding import BindingType

from rnn_tui.tui.keys import Key, bindings, on_screen

PREDICT_BINDINGS: list[BindingType] = bindings(
    "predict",
    on_screen("inspect", "predict"),
    {
        "write": Key("enter,i", "write", "type", "Type or paste a text"),
        "take": Key(
            "t",
            "take",
            "test text",
            "Take a text from the test part: any, a correct one, a wrong one, the worst mistakes",
        ),
        "compare": Key(
            "x",
            "compare",
            "compare",
            "Compare with a second run, or stop comparing",
        ),
        "other-run": Key(
            "w",
            "other_run",
            "other run",
            "Show the words and states of the other run",
        ),
        "turn": Key("v", "turn", "states", "Switch between the words and the states of a layer"),
        "gates": Key(
            "g",
            "next_array",
            "gates",
            "Show the state, the cell state or the next gate of the layer",
        ),
        "layer": Key("n", "next_layer", "layer", "Show the next layer"),
    },
)
