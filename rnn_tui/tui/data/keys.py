"""The keys of the Data screen."""

from textual.binding import Binding, BindingType

DATA_BINDINGS: list[BindingType] = [
    Binding("enter", "fields", "options", id="data.fields", tooltip="Go to the options"),
    Binding("c", "cancel", "cancel", id="data.cancel", tooltip="Cancel the loading"),
    Binding(
        "escape",
        "break_off",
        "cancel",
        id="data.break-off",
        tooltip="Cancel the loading, where no field is being left",
    ),
    Binding("f", "fix", "fix", id="data.fix", tooltip="Fix the problem that is shown"),
    Binding("l", "load", "load", id="data.load", tooltip="Load the data, or load it again"),
    Binding("s", "source", "source", id="data.source", tooltip="Choose among the sources"),
    Binding(
        "i",
        "imdb",
        "IMDB",
        id="data.imdb",
        tooltip="Take the IMDB reviews; asks before it downloads them",
    ),
    Binding("o", "open", "own texts", id="data.open", tooltip="Take a file or folder of texts"),
    Binding(
        "k",
        "choose_class",
        "class",
        id="data.class",
        tooltip="Show the examples of one class only, or of all again",
    ),
    Binding("t", "app.show('train')", "train", id="data.train", tooltip="Go on to training"),
    Binding(
        "n", "notes", "notes", id="data.notes", tooltip="How the data was read, and what was noted"
    ),
]
