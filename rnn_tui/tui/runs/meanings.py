"""What the columns of the list of runs are, in words. No Textual."""

from collections.abc import Sequence

from rnn_tui.experiment import Experiment
from rnn_tui.experiment.fields import help_of
from rnn_tui.runs.lists.run_summary import RunSummary
from rnn_tui.runs.lists.values import FACTS, TEST, is_metric
from rnn_tui.wording.language import told, tr

VALIDATION = "val_"


def meaning(name: str, runs: Sequence[RunSummary]) -> str:
    """A fact of a run, a metric, or the key of an experiment with that name."""
    if name in FACTS:
        return _facts().get(name, "")
    if is_metric(name, runs):
        return _metric(name)
    return told(help_of(Experiment, name)) or tr("A key of the experiment.")


def _metric(name: str) -> str:
    if name.startswith(TEST):
        return tr("{metric} on the test part.", metric=name.removeprefix(TEST))
    if name.startswith(VALIDATION):
        metric = name.removeprefix(VALIDATION)
        return tr("{metric} on the validation part, at the best epoch.", metric=metric)
    return tr("{metric} in training, at the best epoch.", metric=name)


def _facts() -> dict[str, str]:
    return {
        "run": tr("Its name."),
        "state": tr("running, finished, stopped …"),
        "epochs": tr("Complete epochs."),
        "time": tr("How long it has trained."),
        "seconds": tr("How long it has trained, in seconds."),
        "age": tr("How long ago it was created."),
        "best": tr("The monitored metric at the best epoch."),
        "active": tr("When its files last changed."),
        "parameters": tr("Number of weights."),
        "speed": tr("Training samples per second."),
        "baseline": tr("Test accuracy of a bag of words, or of the largest class."),
        "layers": tr("The kinds of its layers."),
        "note": tr("What was noted about it."),
        "tag": tr("Its tags."),
        "star": tr("Whether it has a star."),
    }
