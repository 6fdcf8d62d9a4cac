"""The keys of the Evaluate view, in the order in which the footer and the help list them."""

from textual.binding import BindingType

from rnn_tui.tui.keys import Key, bindings, on_screen

EVALUATE_BINDINGS: list[BindingType] = bindings(
    "evaluate",
    on_screen("inspect", "evaluate"),
    {
        "start": Key("s", "start", "evaluate", "Evaluate the run on the whole test part"),
        "cancel": Key("c,escape", "cancel", "cancel", "Cancel the evaluation"),
        "filter": Key(
            "f", "choose_part", "filter", "List the mistakes of one class, or of one of two runs"
        ),
        "length": Key("n", "choose_length", "length", "List the mistakes of one length"),
        "turn": Key(
            "v", "turn", "calibration", "Switch between accuracy by length and calibration"
        ),
        "compare": Key("x", "compare", "compare", "Compare with a second run, or stop comparing"),
    },
)
