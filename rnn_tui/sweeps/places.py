"""The place that each run of a sweep has, and how many runs a host trains at a time."""

from rnn_tui.experiment import Experiment
from rnn_tui.experiment.sweep import SweepSpec
from rnn_tui.runs.process.slots import Wanted, gpus, usual_workers
from rnn_tui.sweeps.folder import Sweep
from rnn_tui.sweeps.taking import plan_of


def place_of(base: Experiment) -> Wanted:
    """The place of each run: of a GPU if the experiment may use one and there is one here."""
    spec, device = base.sweep or SweepSpec(), base.train.device
    on_gpu = device == "gpu" or (device == "auto" and bool(gpus()))
    return Wanted(spec.cores, on_gpu, spec.gpu_runs)


def usual_workers_of(sweep: Sweep) -> int:
    """As many as make the most of this host, and no more than there are runs. SweepError."""
    runs = plan_of(sweep).trials * sweep.spec.seeds
    return max(1, min(usual_workers(place_of(sweep.base)), runs))
