"""The keys of the Model screen, in the order in which the footer and the help list them."""

from textual.binding import BindingType

from rnn_tui.tui.editing_screen import SWEEP_BINDINGS
from rnn_tui.tui.keys import Key, bindings, on_screen
from rnn_tui.tui.work_screen import SAVE_BINDINGS, UNDO_BINDINGS

SCOPE = on_screen("model")

MODEL_BINDINGS: list[BindingType] = [
    *bindings(
        "model",
        SCOPE,
        {
            "add": Key("a", "add", "add", "Add a layer below the selected one"),
            "delete": Key(
                "d,delete", "delete", "delete", "Delete the selected layer; u undoes that"
            ),
            "down": Key("J", "move(1)", "move", "Move the selected layer down", key_display="J/K"),
            "up": Key("K", "move(-1)", "move up", "Move the selected layer up", show=False),
            "down-too": Key(
                "shift+down", "move(1)", "move down", "Move the selected layer down", show=False
            ),
            "up-too": Key(
                "shift+up", "move(-1)", "move up", "Move the selected layer up", show=False
            ),
            "fix": Key("f", "fix", "fix", "Fix the selected problem"),
            "preset": Key("p", "preset", "preset", "Open a preset"),
        },
    ),
    *SAVE_BINDINGS,
    *bindings(
        "model",
        SCOPE,
        {"train": Key("t", "app.show('train')", "train", "Go on to training")},
    ),
    *UNDO_BINDINGS,
    *bindings(
        "model",
        SCOPE,
        {
            "summary": Key("s", "summary", "summary", "Show the full summary, as Keras prints it"),
            "duplicate": Key("c", "duplicate", "copy", "Duplicate the selected layer below it"),
            "open": Key("o", "open", "open", "Open an experiment (a TOML file)"),
            "export": Key("x", "export", "export", "Export the experiment as a plain Keras script"),
            "new": Key("n", "new", "new", "Begin an empty experiment on the same data"),
            "name": Key("N", "name", "name", "Change the name and the description", show=False),
        },
    ),
    *SWEEP_BINDINGS,
]
