"""Facts about word vectors that the configuration and a glance at a file give, before loading."""

from rnn_tui.experiment import DataFacts, Experiment


def informed(experiment: Experiment, facts: DataFacts | None) -> DataFacts | None:
    """The facts with the length of the vectors that the stack begins with, if there are any."""
    if experiment.begins_with is None:
        return facts
    # Imported when it is wanted: with it comes the reading of data.
    from rnn_tui.data import vectors

    return vectors.informed(experiment, facts)
