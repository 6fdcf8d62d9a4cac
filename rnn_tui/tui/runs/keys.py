"""The keys of the Runs screen, in the order in which the footer and the help list them."""

from textual.binding import BindingType

from rnn_tui.tui.keys import Key, bindings, on_screen
from rnn_tui.tui.work_screen import QUEUE_BINDINGS

_OWN: list[BindingType] = bindings(
    "runs",
    on_screen("runs"),
    {
        "open": Key("enter", "open", "open", "Show the selected run on the Train screen"),
        "choose": Key(
            "space", "choose", "compare", "Add the selected run to the comparison, or remove it"
        ),
        "resume": Key(
            "r",
            "resume",
            "resume",
            "Resume the selected run, or add epochs to a finished one",
        ),
        "stop": Key("s", "stop", "stop", "Stop or pause the selected run, wherever it was started"),
        "filter": Key(
            "slash",
            "filter",
            "filter",
            "Filter runs by name, state, kind of layer, source or optimizer",
            key_display="/",
        ),
        "export": Key("x", "export", "export", "Export the history, a Keras script or the model"),
        "delete": Key(
            "d,delete", "discard", "delete", "Move the selected run to the trash; u restores it"
        ),
        "undo": Key(
            "u,ctrl+z",
            "restore",
            "undo",
            "Restore the last deleted run from the trash",
            show=False,
        ),
        "rename": Key("n", "rename", "rename", "Rename the selected run", show=False),
        "copy": Key(
            "y",
            "copy_path",
            "copy path",
            "Copy the path of the selected run to the clipboard, for a command line",
            show=False,
        ),
        "edit": Key(
            "e",
            "edit",
            "edit",
            "Open the selected run's experiment on the Model screen, to change it",
            show=False,
        ),
        "curve": Key(
            "c",
            "next_curve",
            "next curve",
            "Show the next curve: loss, accuracy, …",
            show=False,
        ),
        "sort": Key(
            "o", "sort", "sort", "Sort by the next column (or click a column head)", show=False
        ),
        "turn": Key("O", "turn", "reverse", "Reverse the order of the runs", show=False),
        "clear": Key("escape", "clear", "back", "Show all runs and end the comparison"),
    },
)

RUNS_BINDINGS: list[BindingType] = [*_OWN, *QUEUE_BINDINGS]

ABOUT_A_RUN = frozenset(
    ("open", "choose", "resume", "stop", "export", "discard", "rename", "edit", "copy_path")
)
"""The actions that are about the selected run."""
