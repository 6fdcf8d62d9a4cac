"""The data of a run, loaded before TensorFlow: what is wrong with it shows within a second."""

import time
from dataclasses import replace

from rnn_tui.data import (
    Arrays,
    Corpus,
    DataError,
    Progress,
    Vocabulary,
    arrays,
    blank_sequences,
    facts,
    load,
    notes,
    remember,
)
from rnn_tui.data.vectors import Vectors, informed
from rnn_tui.engine.kept import LoadedData
from rnn_tui.engine.plan import Plan, make_plan
from rnn_tui.engine.record import Record
from rnn_tui.engine.vectors import first_vectors
from rnn_tui.experiment import ConfigError, DataFacts, Experiment, Fault, Severity, problems
from rnn_tui.runs.files import events


def load_data(
    experiment: Experiment, record: Record, kept: LoadedData
) -> tuple[Corpus, Arrays, Plan, Vectors | None]:
    """The sequences, the padded arrays of them, the steps over these, what the table begins with.

    The arrays are those that were kept where the data is the same.
    Raises DataError, and ConfigError for problems of the stack that only the data shows.
    """
    began = time.monotonic()

    def report(progress: Progress) -> None:
        record.now(
            doing=progress.stage, done=progress.done, total=progress.total, unit=progress.unit
        )

    record.now(doing="loading the data")
    corpus = load(experiment.data, experiment.seed, report)
    data, again = kept.arrays(
        experiment, corpus, lambda: arrays(corpus, experiment.data, experiment.seed, report)
    )
    if again:
        print("the arrays of the run before are used again", flush=True)
    record.now(doing="", done=0, total=None, unit="")
    _check_unchanged(corpus, record)
    known: DataFacts | None = replace(
        facts(corpus), train_size=len(data.y_train), blank=blank_sequences(data)
    )
    if record.before.checkpoint is None:
        known = informed(experiment, known)
    found = problems(experiment, known)
    errors = [problem for problem in found if problem.severity == Severity.ERROR]
    if errors:
        raise ConfigError([Fault("", problem.sentence_to_type) for problem in errors])
    for problem in found:
        record.tell(events.Warned(message=problem.sentence))
    if corpus.vocabulary is not None:
        corpus.vocabulary.save(record.run.vocabulary)
    plan = make_plan(experiment.train, data, corpus.classes)
    vectors, said = first_vectors(experiment, corpus, record, report)
    record.now(doing="", done=0, total=None, unit="")
    remember(experiment.data)
    record.tell(_loaded(experiment, corpus, data, plan, said, time.monotonic() - began))
    return corpus, data, plan, vectors


def _check_unchanged(corpus: Corpus, record: Record) -> None:
    """Weights trained on other data must not go on with these. Raises DataError."""
    before = record.before
    if before.checkpoint is None:
        return
    if before.fingerprint not in ("", corpus.fingerprint):
        raise DataError(
            "the data has changed since the run began; restore it to resume, or start a new run"
        )
    if not _read_alike(corpus, record):
        raise DataError(
            "this version of the program reads other texts or classes from these files than "
            "the run was trained on: start a new run"
        )


def _read_alike(corpus: Corpus, record: Record) -> bool:
    """True if the same bytes give the same classes, sizes and words as before."""
    before = record.before
    if before.classes not in ((), corpus.classes):
        return False
    if before.sizes is not None and before.sizes.test != len(corpus.test):
        return False
    if before.sizes is not None and before.sizes.train_sequences != len(corpus.train):
        return False
    try:
        words = Vocabulary.load(record.run.vocabulary).words
    except DataError:  # IMDB without a word index has none
        return True
    return corpus.vocabulary is None or corpus.vocabulary.words == words


def _loaded(
    experiment: Experiment,
    corpus: Corpus,
    data: Arrays,
    plan: Plan,
    said: tuple[str, ...],
    seconds: float,
) -> events.Loaded:
    return events.Loaded(
        train=len(data.y_train),
        validation=len(data.y_val),
        test=len(data.y_test),
        train_sequences=len(corpus.train),
        maxlen=experiment.data.maxlen,
        classes=corpus.classes,
        notes=(*notes(corpus, experiment.data), *said),
        taken={} if corpus.read_as is None else corpus.read_as.to_dict(),
        fingerprint=corpus.fingerprint,
        steps=plan.steps,
        validation_steps=plan.validation_steps,
        test_steps=plan.test_steps,
        class_weights=plan.class_weights,
        seconds=seconds,
    )
