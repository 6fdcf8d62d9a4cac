"""The scores of a bag of words on the data of the run, found while TensorFlow is imported."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from rnn_tui.data import Corpus
from rnn_tui.data.bag_of_words import Answers, Confusion, baselines
from rnn_tui.engine.kept import LoadedData
from rnn_tui.engine.record import Record
from rnn_tui.experiment import Experiment
from rnn_tui.runs.files import events
from rnn_tui.runs.state.class_scores import accuracy, macro_f1


@contextmanager
def baseline_told(
    experiment: Experiment, corpus: Corpus, record: Record, kept: LoadedData
) -> Iterator[None]:
    """Tell it by the end of the block, unless the run's record holds it: then nothing is done.

    Without memory for it there is none. Raises OSError where it cannot be written.
    """
    before = record.before
    if before.baseline is not None and before.fingerprint == corpus.fingerprint:
        yield
        return
    found: list[events.Baseline] = []

    def work() -> None:
        try:
            found.append(kept.baseline(lambda: _baseline(experiment, corpus)))
        except MemoryError:
            return

    thread = threading.Thread(target=work, name="baseline", daemon=True)
    thread.start()
    yield
    thread.join()
    for event in found:
        record.tell(event)


def _baseline(experiment: Experiment, corpus: Corpus) -> events.Baseline:
    began = time.monotonic()
    found = baselines(corpus, experiment.data, experiment.seed)
    return events.Baseline(
        most_frequent=found.most_frequent,
        constant=_logs(found.constant),
        words=_logs(found.words) if found.words else {},
        seconds=time.monotonic() - began,
    )


def _logs(answers: Answers) -> dict[str, float]:
    """The figures as the columns of an epoch are called, the test's without a prefix."""
    return _figures("", answers.test) | _figures("val_", answers.validation)


def _figures(prefix: str, confusion: Confusion) -> dict[str, float]:
    if not any(map(any, confusion)):
        return {}
    return {f"{prefix}acc": accuracy(confusion), f"{prefix}f1_score": macro_f1(confusion)}
