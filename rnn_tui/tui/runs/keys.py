"""The keys of the Runs screen, in the order in which the footer and the help list them."""

from textual.binding import Binding, BindingType

RUNS_BINDINGS: list[BindingType] = [
    Binding(
        "enter", "open", "open", id="runs.open", tooltip="Show the selected run on the Train screen"
    ),
    Binding(
        "space",
        "choose",
        "compare",
        id="runs.choose",
        tooltip="Take the selected run into the comparison, or out of it",
    ),
    Binding(
        "r",
        "resume",
        "resume",
        id="runs.resume",
        tooltip="Go on with the selected run; a finished one is asked how many epochs more",
    ),
    Binding(
        "s",
        "stop",
        "stop",
        id="runs.stop",
        tooltip="Stop or pause the selected run, wherever it was started",
    ),
    Binding(
        "slash",
        "filter",
        "filter",
        key_display="/",
        id="runs.filter",
        tooltip="Show only runs with these words: name, state, kind of layer, source, optimizer",
    ),
    Binding(
        "x", "export", "export", id="runs.export", tooltip="History, Keras script or model as file"
    ),
    Binding(
        "d,delete",
        "discard",
        "delete",
        id="runs.delete",
        tooltip="Put the selected run into the trash; u brings it back",
    ),
    Binding(
        "u,ctrl+z",
        "restore",
        "undo",
        show=False,
        id="runs.undo",
        tooltip="Bring the run that was deleted last back out of the trash",
    ),
    Binding(
        "n", "rename", "rename", show=False, id="runs.rename", tooltip="Rename the selected run"
    ),
    Binding(
        "e",
        "edit",
        "edit",
        show=False,
        id="runs.edit",
        tooltip="Open the selected run's configuration on the Model screen, to train it changed",
    ),
    Binding(
        "c",
        "next_curve",
        "next curve",
        show=False,
        id="runs.curve",
        tooltip="Draw the next quantity: loss, accuracy and what else was measured",
    ),
    Binding(
        "o",
        "sort",
        "sort",
        show=False,
        id="runs.sort",
        tooltip="Sort by the next column (or click on its head)",
    ),
    Binding(
        "O", "turn", "turn", show=False, id="runs.turn", tooltip="Turn the order of the runs round"
    ),
    Binding(
        "escape",
        "clear",
        "back",
        id="runs.clear",
        tooltip="Show all runs, and take all out of the comparison",
    ),
]

ABOUT_A_RUN = frozenset(("open", "choose", "resume", "stop", "export", "discard", "rename", "edit"))
"""The actions that are about the selected run."""
