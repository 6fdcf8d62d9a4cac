"""Every problem is found, says what to do, and is gone once its fix has been applied."""

import shlex

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import bodies, stacks

from rnn_tui.data.loading import load as load_data
from rnn_tui.experiment import (
    DataFacts,
    Experiment,
    ImdbData,
    Layer,
    SampleData,
    Severity,
    TextData,
    TrainSpec,
    apply_fix,
    dumps,
    load,
    loads,
    problems,
)
from rnn_tui.experiment.layers.convolution import Conv1D
from rnn_tui.experiment.layers.dense import Dense
from rnn_tui.experiment.layers.dropping import Dropout
from rnn_tui.experiment.layers.embedding import Embedding
from rnn_tui.experiment.layers.pooling import (
    GlobalAveragePooling1D,
    GlobalMaxPooling1D,
    MaxPooling1D,
)
from rnn_tui.experiment.layers.recurrent import GRU, LSTM
from rnn_tui.experiment.layers.reshaping import Flatten
from rnn_tui.experiment.problems import SetKey
from rnn_tui.experiment.train import EarlyStopping, ReduceOnPlateau

EMBEDDING = Embedding(input_dim=500)
HEAD = Dense(units=1, activation="sigmoid")
SPARSE = TrainSpec(loss="sparse_categorical_crossentropy")


def experiment(*layers: Layer, train: TrainSpec | None = None, maxlen: int = 20) -> Experiment:
    data = SampleData(num_words=500, maxlen=maxlen)
    return Experiment(layers=layers, data=data, train=train or TrainSpec())


MAIL = DataFacts(classes=2, largest_id=499, class_names=("no spam", "spam"))

CASES = {
    "empty": (experiment(), None),
    "needs-embedding": (experiment(Dense()), None),
    "embedding-not-first": (experiment(EMBEDDING, EMBEDDING, LSTM(), HEAD), None),
    "needs-sequence": (experiment(EMBEDDING, LSTM(), GRU(), HEAD), None),
    "too-short": (experiment(EMBEDDING, Conv1D(), LSTM(), HEAD, maxlen=4), None),
    "embedding-too-small": (experiment(Embedding(input_dim=453), LSTM(), HEAD), None),
    "sequence-at-end": (experiment(EMBEDDING, LSTM(return_sequences=True), HEAD), None),
    "no-head": (experiment(EMBEDDING, LSTM()), None),
    "head-mismatch": (
        experiment(EMBEDDING, LSTM(), HEAD, train=SPARSE),
        DataFacts(classes=3, largest_id=499),
    ),
    "loss-mismatch": (
        experiment(EMBEDDING, LSTM(), Dense(units=3, activation="softmax")),
        DataFacts(classes=3, largest_id=499),
    ),
    "metric-mismatch": (
        experiment(
            EMBEDDING,
            LSTM(),
            Dense(units=2, activation="softmax"),
            train=SPARSE.model_copy(update={"metrics": ("acc", "auc")}),
        ),
        None,
    ),
    "unknown-class": (
        experiment(EMBEDDING, LSTM(), HEAD, train=TrainSpec(class_weight={"spma": 4.0})),
        MAIL,
    ),
    "no-weight": (
        experiment(
            EMBEDDING, LSTM(), HEAD, train=TrainSpec(class_weight={"no spam": 0.0, "spam": 0.0})
        ),
        MAIL,
    ),
    "unknown-monitor": (
        experiment(EMBEDDING, LSTM(), HEAD, train=TrainSpec(monitor="accuracy")),
        None,
    ),
    "batch-too-large": (
        experiment(EMBEDDING, LSTM(), HEAD),
        DataFacts(classes=2, largest_id=499, train_size=31),
    ),
    "maxlen-much-longer": (
        experiment(EMBEDDING, LSTM(), HEAD),
        DataFacts(classes=2, largest_id=499, longest=5),
    ),
    "blank-sequence": (
        experiment(
            Embedding(input_dim=500, mask_zero=True),
            LSTM(return_sequences=True),
            GlobalAveragePooling1D(),
            HEAD,
        ),
        DataFacts(classes=2, largest_id=499, blank=3),
    ),
    "mask-dropped": (
        experiment(Embedding(input_dim=500, mask_zero=True), Conv1D(), LSTM(), HEAD),
        None,
    ),
}


@pytest.mark.parametrize("code", CASES)
def test_the_problem_is_found_and_its_fix_mends_it(code: str) -> None:
    faulty, facts = CASES[code]
    (problem,) = problems(faulty, facts)
    assert problem.code == code
    assert problem.fix is not None
    fixed = apply_fix(faulty, problem.fix)
    assert code not in {other.code for other in problems(fixed, facts)}
    assert loads(dumps(fixed)) == fixed


@pytest.mark.parametrize("code", CASES)
def test_the_fix_as_options_does_the_same(code: str) -> None:
    faulty, facts = CASES[code]
    (problem,) = problems(faulty, facts)
    assert problem.fix is not None
    if (options := problem.fix.as_options) is None:
        assert code in {"empty", "needs-embedding", "embedding-not-first", "no-head"}
        return
    settings = [word for word in shlex.split(options) if word != "--set"]
    assert loads(dumps(faulty), settings) == apply_fix(faulty, problem.fix)


def test_a_weight_of_a_class_that_there_is_not_names_the_classes_and_the_nearest() -> None:
    weights = {"spam": 2.0, "No Spam": 0.5, "other": 1.0}
    faulty = experiment(EMBEDDING, LSTM(), HEAD, train=TrainSpec(class_weight=weights))
    assert problems(faulty) == ()  # the classes are not known yet
    first, second = problems(faulty, MAIL)
    assert first.sentence_to_type == (
        "train.class_weight names the class No Spam, but the classes are no spam, spam: "
        "rename it to no spam "
        "(--set 'train.class_weight={spam = 2.0, \"no spam\" = 0.5, other = 1.0}')"
    )
    assert second.fix is not None
    assert second.fix.label == "remove other"


def test_only_what_forbids_training_is_an_error() -> None:
    found = {code: problems(*case)[0].severity for code, case in CASES.items()}
    warnings = {code for code, severity in found.items() if severity == Severity.WARNING}
    assert warnings == {"batch-too-large", "mask-dropped", "maxlen-much-longer"}


def test_a_maxlen_that_the_stack_needs_is_not_lowered() -> None:
    facts = DataFacts(classes=2, largest_id=499, longest=3)
    assert problems(experiment(EMBEDDING, Conv1D(), LSTM(), HEAD), facts) == ()


def test_a_mask_may_be_dropped_once_a_recurrent_layer_has_skipped_the_padding() -> None:
    masked = Embedding(input_dim=500, mask_zero=True)
    states = GRU(return_sequences=True, bidirectional=True)
    for between in ((states,), (Dropout(), states, Dropout())):
        assert problems(experiment(masked, *between, GlobalMaxPooling1D(), HEAD)) == ()
    (problem,) = problems(experiment(masked, Dropout(), GlobalMaxPooling1D(), HEAD))
    assert problem.code == "mask-dropped"


@pytest.mark.parametrize(
    "layers",
    [
        (EMBEDDING, GlobalAveragePooling1D()),
        (Embedding(input_dim=500, mask_zero=True), LSTM()),
        (Embedding(input_dim=500, mask_zero=True), LSTM(return_sequences=True), GRU()),
    ],
    ids=["no mask", "a state", "states"],
)
def test_sequences_of_padding_alone_trouble_a_masked_mean_only(layers: tuple[Layer, ...]) -> None:
    facts = DataFacts(classes=2, largest_id=499, blank=3)
    assert problems(experiment(*layers, HEAD), facts) == ()


def test_own_texts_may_hold_fewer_words_than_num_words_allows() -> None:
    texts = experiment(EMBEDDING, LSTM(), HEAD).model_copy(
        update={"data": TextData(path="mail.csv", num_words=10_000)}
    )
    (problem,) = problems(texts)
    assert problem.severity is Severity.WARNING
    assert problem.sentence == (
        "the Embedding has 500 rows, but word ids may run up to 9,999: set input_dim to 10,000"
    )
    assert problems(texts, DataFacts(classes=2, largest_id=94)) == ()
    (problem,) = problems(texts, DataFacts(classes=2, largest_id=500))
    assert problem.severity is Severity.ERROR


def test_the_words_of_the_sample_are_known_before_it_is_loaded() -> None:
    fitting = experiment(Embedding(input_dim=454), LSTM(), HEAD)
    corpus = load_data(fitting.data, 0, lambda progress: None)
    assert corpus.vocabulary is not None
    assert len(corpus.vocabulary.words) == SampleData.known_words
    assert corpus.vocabulary.largest_id == fitting.data.largest_id == 453
    assert problems(fitting) == ()


def test_the_sentence_names_the_layer_as_the_table_counts_it() -> None:
    (problem,) = problems(experiment(EMBEDDING, LSTM(), GRU(), HEAD))
    assert problem.sentence == "GRU needs a sequence: set return_sequences=True on layer 2"
    assert problem.layer == 2


@pytest.mark.parametrize("culprit", [GlobalMaxPooling1D(), GlobalAveragePooling1D(), Flatten()])
def test_what_swallowed_the_sequence_is_to_be_removed(culprit: Layer) -> None:
    faulty = experiment(EMBEDDING, culprit, LSTM(), HEAD)
    (problem,) = problems(faulty)
    assert problem.fix is not None
    assert apply_fix(faulty, problem.fix) == experiment(EMBEDDING, LSTM(), HEAD)


def test_a_fix_at_the_end_does_not_take_the_sequence_from_a_layer_that_needs_it() -> None:
    faulty = experiment(EMBEDDING, LSTM(return_sequences=True), MaxPooling1D(), HEAD)
    (problem,) = problems(faulty)
    assert problem.fix is not None
    assert problems(apply_fix(faulty, problem.fix)) == ()


def test_errors_come_before_warnings() -> None:
    faulty = experiment(Embedding(input_dim=500, mask_zero=True), Conv1D(), LSTM(), GRU(), HEAD)
    assert [problem.severity for problem in problems(faulty)] == ["error", "warning"]


def test_a_monitor_that_is_wrong_once_is_reported_once_with_the_nearest_column() -> None:
    train = TrainSpec(
        monitor="val_accuracy", early_stopping=EarlyStopping(), schedule=ReduceOnPlateau()
    )
    faulty = experiment(EMBEDDING, LSTM(), HEAD, train=train)
    (problem,) = problems(faulty)
    assert problem.fix is not None
    assert apply_fix(faulty, problem.fix).train.monitor == "val_acc"


def test_nothing_is_held_out_so_that_val_loss_cannot_be_watched() -> None:
    data = SampleData(num_words=500, validation_split=0.0)
    faulty = Experiment(
        data=data, layers=(EMBEDDING, LSTM(), HEAD), train=TrainSpec(monitor="val_loss")
    )
    (problem,) = problems(faulty)
    assert problem.fix is not None
    assert apply_fix(faulty, problem.fix).train.monitor == "loss"


def test_classes_that_are_not_known_yet_are_not_held_against_the_stack() -> None:
    softmax = Dense(units=7, activation="softmax")
    unseen = Experiment(
        data=TextData(path="/x.csv"), layers=(Embedding(), LSTM(), softmax), train=SPARSE
    )
    assert problems(unseen) == ()
    (problem,) = problems(unseen.model_copy(update={"train": TrainSpec()}))
    assert problem.code == "loss-mismatch"


def test_more_classes_than_units_are_a_problem_and_no_crash() -> None:
    faulty = experiment(EMBEDDING, LSTM(), HEAD)
    (problem,) = problems(faulty, DataFacts(classes=100_000))
    assert (problem.code, problem.fix) == ("too-many-classes", None)


def test_no_layer_is_suggested_where_none_fits_in_any_more() -> None:
    full = experiment(EMBEDDING, *[LSTM(units=1, return_sequences=True)] * 62, LSTM(units=1))
    (problem,) = problems(full)
    assert (problem.code, problem.fix) == ("no-head", None)


@pytest.mark.parametrize(
    ("data", "largest"),
    [
        (ImdbData(), 9_999),
        (ImdbData(num_words=None), 88_587),
        (ImdbData(oov_char=20_000), 20_000),
        (ImdbData(start_char=20_000), 9_999),
        (ImdbData(num_words=None, start_char=90_000), 90_000),
        (SampleData(num_words=None), 453),
        (SampleData(num_words=300), 299),
        (TextData(path="/x.csv", num_words=None), None),
        (TextData(path="/x.csv", num_words=300), 299),
    ],
)
def test_the_largest_id_that_the_configuration_allows(
    data: ImdbData | SampleData | TextData, largest: int | None
) -> None:
    assert DataFacts.expected(data).largest_id == largest


@given(
    stacks | bodies,
    st.sampled_from(["binary_crossentropy", "sparse_categorical_crossentropy"]),
    st.sampled_from([2, 3]),
    st.integers(1, 20),
)
def test_whatever_the_stack_its_fixes_lead_to_one_that_trains(
    layers: tuple[Layer, ...], loss: str, classes: int, maxlen: int
) -> None:
    train = TrainSpec.model_validate({"loss": loss, "metrics": ["acc", "auc"]})
    current = experiment(*layers, train=train, maxlen=maxlen)
    facts = DataFacts(classes=classes, largest_id=499, train_size=9)
    for _ in range(4 * len(layers) + 8):
        found = problems(current, facts)
        if not found:
            break
        assert found[0].fix is not None
        current = apply_fix(current, found[0].fix)
    assert problems(current, facts) == ()
    assert loads(dumps(current)) == current


def test_an_embedding_for_a_much_larger_vocabulary_is_warned_of() -> None:
    model = experiment(Embedding(input_dim=20_000), LSTM(), HEAD)
    facts = DataFacts(classes=2, largest_id=999)
    (problem,) = problems(model, facts)
    assert problem.severity == "warning"
    assert "20,000 rows" in problem.message
    assert problem.fix is not None
    assert not problems(apply_fix(model, problem.fix), facts)
    assert not problems(experiment(Embedding(input_dim=19_999), LSTM(), HEAD), facts)


@pytest.mark.parametrize(
    ("settings", "first"), [({"index_from": 4}, 5), ({"skip_top": 9, "num_words": 9}, 9)]
)
def test_imdb_settings_that_leave_no_word_are_a_problem_with_a_fix(
    settings: dict[str, int], first: int
) -> None:
    changes = [f"data.{key}={value}" for key, value in ({"num_words": 5} | settings).items()]
    experiment = load("imdb-simple-rnn", changes)
    (found,) = [each for each in problems(experiment) if each.code == "no-words"]
    assert found.severity == Severity.ERROR
    assert f"the first word has id {first}" in found.sentence
    assert found.fix is not None
    assert found.fix.edits == (SetKey("data.num_words", 10_000),)
    assert not [each for each in problems(load("imdb-simple-rnn")) if each.code == "no-words"]
