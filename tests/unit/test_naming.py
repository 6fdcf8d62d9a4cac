"""Names and descriptions that follow the model, and those that a person gave."""

import pytest

from rnn_tui.experiment import Experiment, Layer, load, preset_names
from rnn_tui.experiment.layer_words import layer_name, layer_settings
from rnn_tui.experiment.layers.convolution import Conv1D
from rnn_tui.experiment.layers.dense import Dense
from rnn_tui.experiment.layers.dropping import Dropout
from rnn_tui.experiment.layers.embedding import Embedding
from rnn_tui.experiment.layers.recurrent import GRU, LSTM, SimpleRNN
from rnn_tui.experiment.naming import LONGEST, followed, made_description, made_name


def changed(experiment: Experiment, *settings: str) -> Experiment:
    return load(experiment.name, settings)


@pytest.mark.parametrize("preset", preset_names())
def test_a_changed_model_never_keeps_the_words_of_a_preset(preset: str) -> None:
    before = load(preset)
    after = before.model_copy(update={"layers": (*before.layers, Dense(units=7))})
    now = followed(before, after)
    assert now.name == made_name(after) != preset
    assert now.description == made_description(after) != before.description


def test_made_words_follow_every_change() -> None:
    before = load("imdb-simple-rnn")
    first = followed(before, changed(before, "layers.1.units=64"))
    assert first.name == "imdb-simple-rnn-64"
    assert first.description == "Embedding 32, SimpleRNN 64, Dense 1 on IMDB reviews"
    layers = (first.layers[0], GRU(units=8, bidirectional=True), first.layers[2])
    second = followed(first, first.model_copy(update={"layers": layers}))
    assert second.name == "imdb-bidirectional-gru-8"


def test_training_changes_no_name() -> None:
    before = load("imdb-simple-rnn")
    after = changed(before, "train.epochs=3")
    assert followed(before, after) is after


def test_the_words_of_a_person_stay() -> None:
    before = load("imdb-simple-rnn", ["name=mine", "description=my own"])
    after = before.model_copy(update={"layers": before.layers[:2]})
    assert followed(before, after) is after
    half = load("imdb-simple-rnn", ["name=mine"])
    now = followed(half, half.model_copy(update={"layers": half.layers[:2]}))
    assert (now.name, now.description) == ("mine", "Embedding 32, SimpleRNN 32 on IMDB reviews")


def test_the_way_back_gives_the_preset_back() -> None:
    origin = load("quickstart")
    there = followed(origin, changed(origin, "layers.1.units=64"), origin)
    back = there.model_copy(update={"layers": origin.layers})
    assert followed(there, back, origin) == origin


def test_a_name_says_what_tells_most_and_stays_short() -> None:
    four = load("stacked-simple-rnn")
    assert made_name(four) == "imdb-simple-rnn-32-x4"
    many = four.model_copy(update={"layers": tuple(LSTM(units=n) for n in range(100, 140))})
    assert len(made_name(many)) <= LONGEST
    Experiment(name=made_name(many))
    assert made_name(many.model_copy(update={"layers": ()})) == "imdb-empty"


def test_texts_go_by_their_file() -> None:
    data = {"source": "text", "path": "/some/where/my reviews (2).csv"}
    mine = Experiment.model_validate({"data": data, "layers": ({"kind": "Conv1D"},)})
    assert made_name(mine) == "my-reviews-2-conv1d-32"
    assert made_description(mine) == "Conv1D 32 on my reviews (2).csv"
    Experiment(name=made_name(mine))


@pytest.mark.parametrize(
    ("layer", "words"),
    [
        (SimpleRNN(return_sequences=True), "units=32 return_sequences tanh"),
        (LSTM(units=8, unit_forget_bias=False), "units=8 unit_forget_bias=false tanh"),
        (GRU(bidirectional=True, merge_mode="sum"), "units=32 merge_mode=sum tanh"),
        (
            Embedding(embeddings="/a/b/glove.txt"),
            "output_dim=32 embeddings=glove.txt",
        ),
        (Conv1D(padding="same"), "filters=32 kernel_size=5 padding=same relu"),
        (Dropout(), "rate=0.5"),
        (Dense(trainable=False), "units=1 trainable=false linear"),
    ],
    ids=lambda value: getattr(value, "kind", ""),
)
def test_the_settings_of_a_layer_in_a_line(layer: Layer, words: str) -> None:
    assert layer_settings(layer) == words


def test_a_pair_is_named_as_one() -> None:
    assert layer_name(GRU(bidirectional=True)) == "Bidirectional GRU"
