"""The keys of the Train screen, in the order in which the footer and the help list them."""

from textual.binding import Binding, BindingType

TRAIN_BINDINGS: list[BindingType] = [
    Binding(
        "s",
        "stop",
        "stop…",
        id="train.stop",
        tooltip="Stop, pause or kill the run: asks which, and says what will be kept",
    ),
    Binding(
        "r",
        "resume",
        "resume",
        id="train.resume",
        tooltip="Go on with the run from where it stopped or waits",
    ),
    Binding("t", "start", "train", id="train.start", tooltip="Start a new run of the experiment"),
    Binding(
        "a",
        "extend",
        "add epochs",
        id="train.extend",
        tooltip="Go on with the run that has ended, for more epochs",
    ),
    Binding(
        "c",
        "next_curve",
        "curve",
        id="train.curve",
        tooltip="Show the curve of the next quantity: accuracy, loss …",
    ),
    Binding(
        "h",
        "settings",
        "hyperparameters",
        id="train.settings",
        tooltip="Show and change the hyperparameters of the next run, or fold them away",
    ),
    Binding(
        "enter",
        "fields",
        "fields",
        show=False,
        id="train.fields",
        tooltip="Go to the fields of the hyperparameters",
    ),
    Binding("e", "events", "events", id="train.events", tooltip="Show or hide the list of events"),
    Binding(
        "x",
        "export",
        "export",
        id="train.export",
        tooltip="Write the run's history, its Keras script or its model as a file",
    ),
]
