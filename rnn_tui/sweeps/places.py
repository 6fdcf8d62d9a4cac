"""The place that each run of a sweep has, and how many runs a host trains at a time."""

from rnn_tui.experiment import Experiment
from rnn_tui.experiment.sweep import SweepSpec
from rnn_tui.runs.process.slots import Wanted, gpus, usual_workers
from rnn_tui.sweeps.folder import space_of
from rnn_tui.sweeps.samplers import trials_of


def place_of(base: Experiment) -> Wanted:
    """The place of each run: of a GPU if the experiment may use one and there is one here."""
    spec, device = base.sweep or SweepSpec(), base.train.device
    on_gpu = device == "gpu" or (device == "auto" and bool(gpus()))
    return Wanted(spec.cores, on_gpu, spec.gpu_runs)


def runs_of(base: Experiment) -> int:
    """The number of runs that a sweep of the experiment has in all."""
    spec = base.sweep or SweepSpec()
    return trials_of(spec, space_of(base)) * spec.seeds


def usual_workers_of(base: Experiment) -> int:
    """As many as make the most of this host, and no more than there are runs."""
    return max(1, min(usual_workers(place_of(base)), runs_of(base)))
