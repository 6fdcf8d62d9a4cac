"""The sweep that was typed on the command line: `--set` with ranges and lists, and the options."""

from collections.abc import Mapping, Sequence
from typing import Any

from rnn_tui.batch.experiments import experiment_of
from rnn_tui.experiment import Experiment
from rnn_tui.experiment.sweep import SweepSpec
from rnn_tui.io.faults import UserError
from rnn_tui.sweeps.typed import check_first_trials, told_apart, with_sweep


def sweep_of(config: str | None, settings: Sequence[str], options: Mapping[str, Any]) -> Experiment:
    """The experiment with the sweep that was typed. Raises UserError.

    `options` are keys of `[sweep]`; None where nothing was typed.
    """
    tried, fixed = told_apart(settings)
    experiment = experiment_of(config, tuple(fixed))
    space = experiment.sweep.dimensions if experiment.sweep else {}
    for setting in fixed:
        space.pop(setting.partition("=")[0].strip(), None)
    given = {key: value for key, value in options.items() if value is not None}
    found = with_sweep(experiment, space | tried, given)
    check_first_trials(found)
    spec = found.sweep or SweepSpec()
    if options.get("prune_after") is not None and spec.prune is None:
        raise UserError("--prune-after needs --prune median or --prune asha: nothing is pruned")
    if not spec.space and spec.seeds == 1 and options.get("seeds") is None:
        raise UserError(
            "nothing varies in this sweep: --seeds 5 trains each combination with five seeds, "
            "--set layers.1.units=16,32 tries values; rnn-tui --batch trains a single run"
        )
    return found
