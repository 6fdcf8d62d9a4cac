"""The keys of the Model screen, in the order in which the footer and the help list them."""

from textual.binding import Binding, BindingType

from rnn_tui.tui.work_screen import SAVE_BINDINGS, UNDO_BINDINGS

MODEL_BINDINGS: list[BindingType] = [
    Binding("a", "add", "add", id="model.add", tooltip="Add a layer below the selected one"),
    Binding(
        "d,delete",
        "delete",
        "delete",
        id="model.delete",
        tooltip="Delete the selected layer; u brings it back",
    ),
    Binding(
        "J",
        "move(1)",
        "move",
        key_display="J/K",
        id="model.down",
        tooltip="Move the selected layer down",
    ),
    Binding(
        "K",
        "move(-1)",
        "move up",
        show=False,
        id="model.up",
        tooltip="Move the selected layer up",
    ),
    Binding(
        "shift+down",
        "move(1)",
        "move down",
        show=False,
        id="model.down-too",
        tooltip="Move the selected layer down",
    ),
    Binding(
        "shift+up",
        "move(-1)",
        "move up",
        show=False,
        id="model.up-too",
        tooltip="Move the selected layer up",
    ),
    Binding("f", "fix", "fix", id="model.fix", tooltip="Fix the selected problem"),
    Binding(
        "p",
        "preset",
        "preset",
        id="model.preset",
        tooltip="Open one of the presets that ship with the program",
    ),
    *SAVE_BINDINGS,
    Binding("t", "app.show('train')", "train", id="model.train", tooltip="Go on to training"),
    *UNDO_BINDINGS,
    Binding(
        "s",
        "summary",
        "summary",
        id="model.summary",
        tooltip="The whole summary, as Keras prints it",
    ),
    Binding(
        "c",
        "duplicate",
        "copy",
        id="model.duplicate",
        tooltip="Put a copy of the selected layer below it",
    ),
    Binding("o", "open", "open", id="model.open", tooltip="Open a TOML file"),
    Binding(
        "x",
        "export",
        "export",
        id="model.export",
        tooltip="Write the experiment as a script in plain Keras",
    ),
]
