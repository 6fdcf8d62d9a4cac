"""The extra `sweep`: Optuna, for samplers that learn and for pruning."""

from importlib.util import find_spec

from rnn_tui.experiment.sweep import OF_OPTUNA, SweepSpec
from rnn_tui.io.faults import UserError

NEEDED = {"optuna": "Optuna", "scipy": "SciPy"}


class ExtraIsMissing(UserError):
    """The sampler or the pruner needs a library that is not installed."""


def check_extra(spec: SweepSpec) -> None:
    """Raises ExtraIsMissing where the sweep cannot be worked on here."""
    wanted = spec.sampler in OF_OPTUNA
    what = f"the sampler {spec.sampler}" if wanted else f"prune = {spec.prune}"
    if not wanted and spec.prune is None:
        return
    _check(what, ", or use --sampler grid or random without --prune")


def check_optuna() -> None:
    """Raises ExtraIsMissing where no study can be written here."""
    _check("a study", "")


def check_importances() -> None:
    """Raises ExtraIsMissing where the importance of keys cannot be computed here."""
    _check("the importance of keys", "")


def _check(what: str, otherwise: str) -> None:
    missing = [name for module, name in NEEDED.items() if find_spec(module) is None]
    if missing:
        raise ExtraIsMissing(
            f"{what} needs {' and '.join(missing)}: pip install 'rnn-tui[sweep]'{otherwise}"
        )
