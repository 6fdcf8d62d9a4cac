"""The keys of the Runs screen, in the order in which the footer and the help list them."""

from textual.binding import BindingType

from rnn_tui.tui.keys import Key, bindings, on_screen

RUNS_BINDINGS: list[BindingType] = bindings(
    "runs",
    on_screen("runs"),
    {
        "open": Key("enter", "open", "open", "Show the selected run on the Train screen"),
        "choose": Key(
            "space", "choose", "compare", "Take the selected run into the comparison, or out of it"
        ),
        "resume": Key(
            "r",
            "resume",
            "resume",
            "Go on with the selected run; a finished one is asked how many epochs more",
        ),
        "stop": Key("s", "stop", "stop", "Stop or pause the selected run, wherever it was started"),
        "filter": Key(
            "slash",
            "filter",
            "filter",
            "Show only runs with these words: name, state, kind of layer, source, optimizer",
            key_display="/",
        ),
        "export": Key("x", "export", "export", "History, Keras script or model as file"),
        "delete": Key(
            "d,delete", "discard", "delete", "Put the selected run into the trash; u brings it back"
        ),
        "undo": Key(
            "u,ctrl+z",
            "restore",
            "undo",
            "Bring the run that was deleted last back out of the trash",
            show=False,
        ),
        "rename": Key("n", "rename", "rename", "Rename the selected run", show=False),
        "edit": Key(
            "e",
            "edit",
            "edit",
            "Open the selected run's configuration on the Model screen, to train it changed",
            show=False,
        ),
        "curve": Key(
            "c",
            "next_curve",
            "next curve",
            "Draw the next quantity: loss, accuracy and what else was measured",
            show=False,
        ),
        "sort": Key(
            "o", "sort", "sort", "Sort by the next column (or click on its head)", show=False
        ),
        "turn": Key("O", "turn", "turn", "Turn the order of the runs round", show=False),
        "clear": Key(
            "escape", "clear", "back", "Show all runs, and take all out of the comparison"
        ),
    },
)

ABOUT_A_RUN = frozenset(("open", "choose", "resume", "stop", "export", "discard", "rename", "edit"))
"""The actions that are about the selected run."""
