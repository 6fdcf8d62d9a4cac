"""The keys of a sweep, in the order in which the footer and the help list them."""

from textual.binding import BindingType

from rnn_tui.tui.keys import Key, bindings, on_screen

SWEEP_BINDINGS: list[BindingType] = bindings(
    "sweep",
    on_screen("sweep"),
    {
        "open": Key(
            "enter", "open", "open", "Show the run of the trial at the cursor on the Train screen"
        ),
        "stop": Key("s", "stop", "stop", "Stop the sweep, at once or after its runs"),
        "resume": Key("r", "resume", "resume", "Resume the sweep, with workers on this machine"),
        "importance": Key(
            "i", "importance", "importance", "Show which key matters how much, or the facts"
        ),
        "parallel": Key(
            "p",
            "parallel",
            "parallel",
            "Show the trials in parallel coordinates, or the curves; from 100 columns",
        ),
        "curve": Key("c", "next_curve", "next curve", "Show the next curve: loss, accuracy, …"),
        "back": Key("escape", "back", "back", "Go back to the list of runs"),
    },
)
