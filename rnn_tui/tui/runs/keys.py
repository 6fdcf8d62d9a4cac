"""The keys of the Runs screen, in the order in which the footer and the help list them."""

from textual.binding import BindingType

from rnn_tui.tui.keys import Key, bindings, on_screen
from rnn_tui.tui.work_screen import QUEUE_BINDINGS

_OWN: list[BindingType] = bindings(
    "runs",
    on_screen("runs"),
    {
        "open": Key(
            "enter",
            "open",
            "open",
            "Show the run at the cursor on the Train screen, or the runs of a group below it",
        ),
        "choose": Key(
            "space",
            "choose",
            "tick",
            "Tick the run at the cursor, or untick it: ticked runs are compared, exported, deleted",
        ),
        "choose-all": Key(
            "a", "choose_all", "all", "Tick all runs that are listed, or none", show=False
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
            "Filter runs by words and values: val_acc>.88 units=32,64 -note:broken",
            key_display="/",
        ),
        "group": Key(
            "g",
            "group",
            "group",
            "Take runs together that differ in nothing but their seed: mean ± deviation",
            show=False,
        ),
        "best": Key("b", "best", "best", "Sort by the best and go to the best run", show=False),
        "star": Key(
            "asterisk",
            "star",
            "star",
            "Give the run a star, or take it away",
            show=False,
            key_display="*",
        ),
        "describe": Key(
            "m", "describe", "note, tags", "Write a note and tags about the run", show=False
        ),
        "again": Key(
            "t",
            "train_again",
            "train again",
            "Queue the run, or all that are ticked, once more, with a change",
            show=False,
        ),
        "inspect": Key(
            "i",
            "inspect_runs",
            "inspect",
            "Look into the run on the Inspect screen; of two ticked runs, at the texts on which "
            "they differ",
            show=False,
        ),
        "export": Key(
            "x",
            "export",
            "export",
            "Export the selected run, or all that are ticked: history, script, model",
        ),
        "delete": Key(
            "d,delete",
            "discard",
            "delete",
            "Move the selected run or sweep, or all that are ticked, to the trash; u restores them",
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
            "o",
            "sort",
            "sort",
            "Choose what to sort by: any column, metric or key (or click a column head)",
            show=False,
        ),
        "sort-next": Key(
            "greater_than_sign",
            "sort_beside(1)",
            "next column",
            "Sort by the next column",
            show=False,
            key_display=">",
        ),
        "sort-previous": Key(
            "less_than_sign",
            "sort_beside(-1)",
            "previous column",
            "Sort by the previous column",
            show=False,
            key_display="<",
        ),
        "turn": Key("O", "turn", "reverse", "Reverse the order of the runs", show=False),
        "clear": Key("escape", "clear", "back", "Show all runs and untick them"),
    },
)

RUNS_BINDINGS: list[BindingType] = [*_OWN, *QUEUE_BINDINGS]

ABOUT_A_RUN = frozenset(("resume", "stop", "rename", "edit", "copy_path"))
"""The actions that are about one run."""

ABOUT_RUNS = frozenset(
    (
        "open",
        "choose",
        "choose_all",
        "train_again",
        "inspect_runs",
        "export",
        "discard",
        "star",
        "describe",
    )
)
"""The actions that are about the runs of a row, or those that are ticked."""

ABOUT_SWEEPS = frozenset(("open", "choose_all", "discard"))
"""Those of them that also mean the sweep at the cursor."""
