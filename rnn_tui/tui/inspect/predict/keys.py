"""The keys of the Predict view, in the order in which the footer and the help list them."""

from textual.binding import Binding, BindingType

PREDICT_BINDINGS: list[BindingType] = [
    Binding("enter,i", "write", "write", id="predict.write", tooltip="Go to the field and type"),
    Binding(
        "t",
        "take",
        "test text",
        id="predict.take",
        tooltip="Take a text of the test set: any, a right one, a wrong one, the worst mistakes",
    ),
    Binding(
        "x",
        "compare",
        "compare",
        id="predict.compare",
        tooltip="Read the same text with a second run, or with one run again",
    ),
    Binding(
        "w",
        "other_run",
        "other run",
        id="predict.other-run",
        tooltip="Show the words and the states of the other one of the two runs",
    ),
    Binding(
        "v",
        "turn",
        "states",
        id="predict.turn",
        tooltip="Show the states of a layer, or the words again",
    ),
    Binding(
        "g",
        "next_array",
        "gates",
        id="predict.gates",
        tooltip="Look at the state, the cell state or the next gate of the layer",
    ),
    Binding("n", "next_layer", "layer", id="predict.layer", tooltip="Look at the next layer"),
]
