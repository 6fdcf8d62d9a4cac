"""Predictions from a checkpoint: what they are, and a sentence where there can be none."""

import shutil
from dataclasses import replace
from importlib.metadata import PackageNotFoundError
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from rnn_tui.data.words import chinese
from rnn_tui.experiment.data import SampleData
from rnn_tui.results.predict import Prediction, TextError, open_predictor, weights
from rnn_tui.results.predict.weights import PredictError
from rnn_tui.results.tokens import TokenKind, padded, read, read_ids, tokens
from rnn_tui.runs import Position, RunDirectory, create
from rnn_tui.runs.position import Phase
from tests.made_runs import checkpoint, epoch, tell
from tests.trained_runs import (
    EMBEDDING,
    RNN,
    SIGMOID,
    experiment,
    network,
    random_weights,
    save_weights,
    tell_tale_weights,
    trained,
    vocabulary,
)


@pytest.fixture(autouse=True)
def own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RNN_TUI_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("RNN_TUI_CACHE", str(tmp_path / "cache"))


def predict(run: RunDirectory, text: str) -> Prediction:
    (prediction,) = open_predictor(run).predict([text])
    return prediction


def sigmoid(x: float) -> float:
    return 1 / (1 + float(np.exp(-x)))


@pytest.mark.parametrize(
    ("text", "logit", "label"),
    [
        ("The film was good, good!", 2, "positive"),
        ("the film was bad", -1, "negative"),
        ("bad good", 0, "negative"),  # a tie is not above one half
    ],
)
def test_a_class_and_its_probability(tmp_path: Path, text: str, logit: int, label: str) -> None:
    found = predict(trained(tmp_path), text)
    assert (found.label, found.probabilities[1]) == (label, pytest.approx(sigmoid(logit)))
    assert sum(found.probabilities) == pytest.approx(1)
    assert found.probability == max(found.probabilities)


def test_words_out_of_vocabulary_are_named_once(tmp_path: Path) -> None:
    found = predict(trained(tmp_path), "A good flick, a GOOD Flick. Don't!")
    assert found.unknown == ("a", "flick")
    assert (found.words, found.unknown_count, found.cut) == (7, 4, 0)


def test_a_long_text_is_cut_where_training_cut(tmp_path: Path) -> None:
    run = trained(tmp_path)
    found = predict(run, "bad " * 5 + "good " * 8)
    assert (found.words, found.cut) == (13, 5)
    assert found.probabilities[1] == pytest.approx(sigmoid(8))
    later = trained(tmp_path, experiment(data={"truncating": "post", "padding": "post"}))
    found = predict(later, "bad " * 5 + "good " * 8)  # the start marker takes a timestep
    assert (found.cut, found.probabilities[1]) == (6, pytest.approx(sigmoid(2 - 5)))


def test_several_classes(tmp_path: Path) -> None:
    of = experiment(
        EMBEDDING,
        RNN,
        {"kind": "Dense", "units": 3, "activation": "softmax"},
        loss="sparse_categorical_crossentropy",
    )
    run = trained(tmp_path, of, random_weights(of), vocabulary(classes=("a", "b", "c")))
    found = predict(run, "the film")
    assert len(found.probabilities) == 3
    assert found.label == "abc"[found.index]
    nameless = trained(tmp_path, of, random_weights(of))  # two names for three classes
    assert predict(nameless, "the film").label == str(found.index)


@pytest.mark.parametrize(
    "text",
    [
        "flurble",
        "电影很好",
        "good \x1b[31m\x00\x07 film",
        "good \ud800",
        "🎬 good 👩‍🚀 🏴󠁧󠁢󠁿",
        "x" * 10_000,
    ],
)
def test_odd_texts(tmp_path: Path, text: str) -> None:
    for splitting in ("words-2", "words-1", "jieba-1", "keras"):
        run = trained(tmp_path, words=vocabulary(splitting=splitting))
        found = predict(run, text)
        assert 0 <= found.probability <= 1
        assert all(word.isprintable() for word in found.unknown)


def test_chinese_is_cut_as_the_network_has_learned_it(tmp_path: Path) -> None:
    pytest.importorskip("jieba")
    for splitting, count in (("jieba-1", 3), ("words-2", 5)):
        run = trained(tmp_path, words=vocabulary(splitting=splitting))
        assert predict(run, "这部 电影 :)").words == count


def test_a_run_that_needs_jieba_says_so_where_it_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nothing(name: str) -> str:
        raise PackageNotFoundError(name)

    monkeypatch.setattr(chinese, "version", nothing)
    run = trained(tmp_path, words=vocabulary(splitting="jieba-1"))
    with pytest.raises(PredictError, match=r"needs the package jieba, .*rnn-tui\[zh\]"):
        predict(run, "电影")


def test_a_hundred_thousand_words(tmp_path: Path) -> None:
    found = predict(trained(tmp_path), "good bad " * 50_000)
    assert (found.words, found.cut) == (100_000, 100_000 - 8)


@pytest.mark.parametrize("text", ["", " \n\t ", "!? -- ...", "\u0301"])
def test_no_words_no_prediction(tmp_path: Path, text: str) -> None:
    with pytest.raises(TextError, match=r"the text (has no words|is empty)"):
        predict(trained(tmp_path), text)


def test_texts_in_batches_keep_their_order_and_their_errors(tmp_path: Path) -> None:
    predictor = open_predictor(trained(tmp_path))
    texts = ["good", "", "bad"] * 200
    found = list(predictor.predict_each(iter(texts)))
    assert [isinstance(each, TextError) for each in found] == [False, True, False] * 200
    assert [each.label for each in found[::3] if isinstance(each, Prediction)] == ["positive"] * 200
    assert len(texts) > predictor.batch
    with pytest.raises(TextError, match="text 2: the text is empty"):
        predictor.predict(texts)


def test_unknown_words_may_be_left_out(tmp_path: Path) -> None:
    words = vocabulary(oov_char=None)
    reading = read("a good flick was bad", words)
    assert reading.words == ("a", "good", "flick", "was", "bad")
    assert reading.ids == (None, 6, None, 8, 7)
    assert reading.unknown_words == ("a", "flick")
    np.testing.assert_array_equal(padded([reading], data())[0], [0, 0, 0, 0, 1, 6, 8, 7])
    bare = trained(tmp_path, words=vocabulary(oov_char=None, start_char=None))
    with pytest.raises(TextError, match="nothing to read"):
        predict(bare, "a flick")


def data(**changes: Any) -> SampleData:
    return SampleData(maxlen=8).model_copy(update=changes)


def test_tokens_know_their_timesteps() -> None:
    reading = read("the good flick was bad", vocabulary())
    found = tokens(reading, data(maxlen=8))
    assert [token.timestep for token in found] == [2, 3, 4, 5, 6, 7]
    assert [token.kind for token in found[:4]] == [
        TokenKind.START,
        TokenKind.WORD,
        TokenKind.WORD,
        TokenKind.UNKNOWN,
    ]
    cut = tokens(reading, data(maxlen=4))
    assert [token.timestep for token in cut] == [None, None, 0, 1, 2, 3]
    assert [token.is_cut for token in cut[:3]] == [True, True, False]
    cut = tokens(reading, data(maxlen=4, truncating="post", padding="post"))
    assert [token.timestep for token in cut] == [0, 1, 2, 3, None, None]


@pytest.mark.parametrize("oov", [2, None])
@pytest.mark.parametrize("truncating", ["pre", "post"])
@pytest.mark.parametrize("padding", ["pre", "post"])
@pytest.mark.parametrize("maxlen", [1, 3, 6, 20])
def test_tokens_stand_where_their_ids_stand(
    oov: int | None, truncating: str, padding: str, maxlen: int
) -> None:
    of = data(maxlen=maxlen, truncating=truncating, padding=padding)
    reading = read("the good flick was bad", vocabulary(oov_char=oov))
    (row,) = padded([reading], of)
    kept = {token.timestep: token.id for token in tokens(reading, of) if token.timestep is not None}
    assert [kept.get(step, 0) for step in range(maxlen)] == row.tolist()


def test_a_sequence_of_the_test_set_reads_like_its_text() -> None:
    ids = vocabulary().encode("the good flick")
    again = read_ids(ids, vocabulary())
    assert again.words == ("the", "good", "[OOV]")
    assert again.unknown == (False, False, True)
    np.testing.assert_array_equal(
        padded([again], data()), padded([read("the good x", vocabulary())], data())
    )
    assert read_ids(ids, None).words == ("1", "4", "6", "2")


def test_which_checkpoint(tmp_path: Path) -> None:
    of = experiment()
    run = create(tmp_path, of)
    last, best = random_weights(of, 1), random_weights(of, 2)
    vocabulary().save(run.vocabulary)
    save_weights(run, best, Position(1), best=True)
    save_weights(run, last, Position(2, 5))
    tell(run, epoch(0), checkpoint(1), checkpoint(2, 5))
    assert open_predictor(run).checkpoint == "last"
    keeps_best = trained(tmp_path, experiment(restore_best=True))
    assert open_predictor(keeps_best).checkpoint == "last"  # no epoch is complete yet
    save_weights(keeps_best, best, Position(2), best=True)
    assert open_predictor(keeps_best).checkpoint == "best"
    chosen = {name: open_predictor(run, name) for name in ("last", "best")}
    np.testing.assert_array_equal(chosen["last"].network.weights[1]["kernel"], last[1])
    np.testing.assert_array_equal(chosen["best"].network.weights[1]["kernel"], best[1])
    assert chosen["last"].chosen.words == "last checkpoint, epoch 3, batch 5"
    assert chosen["best"].chosen.words == "best checkpoint, after epoch 1"
    assert chosen["last"].position == Position(2, 5)
    assert not chosen["last"].chosen.is_outdated
    save_weights(run, best, Position(2, 0, Phase.TEST))
    save_weights(run, last, Position(2), best=True)
    assert chosen["last"].chosen.is_outdated
    assert chosen["best"].chosen.is_outdated


def test_a_damaged_checkpoint_gives_way_to_the_one_before(tmp_path: Path) -> None:
    run = trained(tmp_path)
    last = save_weights(run, tell_tale_weights(), Position(2))
    last.write_bytes(last.read_bytes()[:300])
    predictor = open_predictor(run)
    assert predictor.chosen.path.name.startswith("epoch-0000001")
    assert "it is damaged" in predictor.chosen.notes[0]
    predictor.chosen.path.write_bytes(b"")
    with pytest.raises(PredictError, match=r"no last checkpoint that can .* it is damaged"):
        open_predictor(run)


def test_a_live_run_may_drop_a_checkpoint_while_it_is_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = trained(tmp_path)
    real = weights.list_checkpoints
    listings = [[run.checkpoints / "epoch-0000000-1-train-00000009.npz"], real(run.checkpoints)]
    monkeypatch.setattr(weights, "list_checkpoints", lambda _: listings.pop(0))
    predictor = open_predictor(run)
    assert predictor.chosen.path.name.startswith("epoch-0000001")
    assert predictor.chosen.notes == ()


def test_a_run_without_a_checkpoint(tmp_path: Path) -> None:
    run = create(tmp_path, experiment())
    with pytest.raises(PredictError, match="run tiny-1 has no checkpoint yet: wait for the first"):
        open_predictor(run)
    with pytest.raises(PredictError, match="tiny-1 has no best checkpoint before its first epoch"):
        open_predictor(run, "best")


def test_a_checkpoint_of_another_shape(tmp_path: Path) -> None:
    run = trained(tmp_path, experiment(EMBEDDING, RNN | {"units": 3}, SIGMOID))
    message = r"epoch-0000001-1-train-00000000.npz of run tiny-1 does not fit its layers: layer 2"
    with pytest.raises(PredictError, match=message):
        open_predictor(run)


def test_no_run_and_a_run_deleted_meanwhile(tmp_path: Path) -> None:
    with pytest.raises(PredictError, match="no run gone in"):
        open_predictor(RunDirectory(tmp_path / "gone"))
    run = trained(tmp_path)
    predictor = open_predictor(run)
    shutil.rmtree(run.path)
    assert predictor.predict(["good"])[0].label == "positive"  # all is in memory
    assert not predictor.chosen.is_outdated


def test_no_vocabulary_no_texts_but_ids(tmp_path: Path) -> None:
    run = trained(tmp_path)
    run.vocabulary.unlink()
    predictor = open_predictor(run)
    with pytest.raises(PredictError, match="tiny-1 has no vocabulary"):
        predictor.predict(["good"])
    reading = predictor.read(np.array([1, 6, 6]))
    rows = padded([reading], predictor.experiment.data)
    assert predictor.probabilities(rows)[0, 1] == pytest.approx(sigmoid(2))
    run.vocabulary.write_text("[]", encoding="utf-8")
    with pytest.raises(PredictError, match="is not a vocabulary of rnn-tui"):
        open_predictor(run).predict(["good"])


def test_an_id_beyond_the_table(tmp_path: Path) -> None:
    predictor = open_predictor(trained(tmp_path))
    rows = padded([predictor.read(np.array([1, 600]))], predictor.experiment.data)
    with pytest.raises(PredictError, match=r"cannot read this: layer 1, Embedding: no row 600"):
        predictor.probabilities(rows)


def test_an_answer_that_is_no_number(tmp_path: Path) -> None:
    weights = tell_tale_weights()
    weights[-1][:] = np.nan
    with pytest.raises(TextError, match="not numbers"):
        predict(trained(tmp_path, weights=weights), "good")


def test_a_stack_without_a_head_predicts_no_class(tmp_path: Path) -> None:
    of = experiment(EMBEDDING, RNN | {"return_sequences": True})
    predictor = open_predictor(trained(tmp_path, of, random_weights(of)))
    with pytest.raises(PredictError, match=r"last layer gives .* and no class"):
        predictor.predict(["good"])


def test_the_batch_shrinks_where_layers_are_large(tmp_path: Path) -> None:
    predictor = open_predictor(trained(tmp_path))
    of = experiment(data={"maxlen": 50_000})
    large = replace(predictor, experiment=of, network=network(of))
    assert (predictor.batch, large.batch) == (256, 2**24 // (4 * 2 * 50_000))
