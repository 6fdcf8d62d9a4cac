"""The keys of the Train screen, in the order in which the footer and the help list them."""

from textual.binding import BindingType

from rnn_tui.tui.keys import Key, bindings, on_screen

TRAIN_BINDINGS: list[BindingType] = bindings(
    "train",
    on_screen("train"),
    {
        "stop": Key(
            "s",
            "stop",
            "stop…",
            "Stop, pause or kill the run: asks which, and says what will be kept",
        ),
        "resume": Key("r", "resume", "resume", "Go on with the run from where it stopped or waits"),
        "start": Key("t", "start", "train", "Start a new run of the experiment"),
        "extend": Key(
            "a", "extend", "add epochs", "Go on with the run that has ended, for more epochs"
        ),
        "curve": Key(
            "c", "next_curve", "curve", "Show the curve of the next quantity: accuracy, loss …"
        ),
        "settings": Key(
            "h",
            "settings",
            "hyperparameters",
            "Show and change the hyperparameters of the next run, or fold them away",
        ),
        "fields": Key(
            "enter", "fields", "fields", "Go to the fields of the hyperparameters", show=False
        ),
        "events": Key("e", "events", "events", "Show or hide the list of events"),
        "export": Key(
            "x",
            "export",
            "export",
            "Write the run's history, its Keras script or its model as a file",
        ),
    },
)
