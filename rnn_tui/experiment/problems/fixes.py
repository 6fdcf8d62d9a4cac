"""Apply a suggested fix to an experiment."""

from rnn_tui.experiment.experiment import Experiment
from rnn_tui.experiment.loading import edited
from rnn_tui.experiment.problems import Fix, InsertLayer, RemoveLayer, SetKey


def apply_fix(experiment: Experiment, fix: Fix) -> Experiment:
    """The experiment after the edits of `fix`, in their order."""
    for edit in fix.edits:
        layers = list(experiment.layers)
        match edit:
            case SetKey(key, value):
                experiment = edited(experiment, [(key, value)])
                continue
            case InsertLayer(index, layer):
                layers.insert(index, layer)
            case RemoveLayer(index):
                del layers[index]
        experiment = experiment.model_copy(update={"layers": tuple(layers)})
    return experiment
