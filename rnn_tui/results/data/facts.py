"""What the configuration and a glance at a file tell before anything is loaded."""

from rnn_tui.experiment import DataFacts, Experiment, Severity, problems
from rnn_tui.io.faults import UserError


def informed(experiment: Experiment, facts: DataFacts | None) -> DataFacts | None:
    """The facts with the length of the vectors that the stack begins with, if there are any."""
    if experiment.begins_with is None:
        return facts
    # Imported when it is wanted: with it comes the reading of data.
    from rnn_tui.data import vectors

    return vectors.informed(experiment, facts)


def check_trainable(experiment: Experiment, about: str = "") -> None:
    """Raises UserError where the experiment cannot be trained; `about` says which one it is."""
    if errors := reasons_against(experiment):
        lines = "\n  ".join(errors)
        raise UserError(f"the experiment{about} cannot be trained:\n  {lines}")


def reasons_against(experiment: Experiment) -> list[str]:
    """The errors that forbid training, each with its fix as options to type."""
    found = problems(experiment, informed(experiment, None))
    return [each.sentence_to_type for each in found if each.severity == Severity.ERROR]
