"""The picture of the flow of shapes: bars, loops, sizes, and what is left out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_tui.experiment import Layer, infer, load
from rnn_tui.experiment.layers.dense import Dense
from rnn_tui.experiment.layers.embedding import Embedding
from rnn_tui.experiment.layers.recurrent import GRU, SimpleRNN
from rnn_tui.tui.widgets.flow import AFTER, BAR, BEFORE, LEAST_ROWS, Flow, flow


def drawn(
    *layers: Layer, maxlen: int = 500, selected: int = 0, width: int = 90, height: int = 12
) -> Flow:
    return flow(infer(layers, maxlen), layers, maxlen, selected, width, height)


def lines(picture: Flow) -> list[str]:
    return [line.plain.rstrip() for line in picture.lines]


def test_the_last_state_is_one_bar_and_every_state_a_sequence() -> None:
    last = lines(drawn(Embedding(), SimpleRNN(), Dense()))
    every = lines(drawn(Embedding(), SimpleRNN(return_sequences=True), Dense()))
    assert last[-1].split() == ["sends", "the", "last", "state"]
    assert every[-1].split() == ["sends", "every", "state"]
    assert last[-2].split("  ") != every[-2].split("  ")
    assert "500 × 32" in last[-2]
    assert every[-2].count("500 × ") == 3
    assert "\n".join(every).count(BAR) > "\n".join(last).count(BAR)


def test_a_recurrent_layer_has_a_loop_and_a_pair_two() -> None:
    plain, loop, two = (
        "\n".join(lines(drawn(Embedding(), layer)))
        for layer in (Dense(), GRU(), GRU(bidirectional=True))
    )
    assert ("╭" in plain, "╭" in loop, "╭" in two) == (False, True, True)
    assert ("╰" in plain, "╰" in loop, "╰" in two) == (False, False, True)


def test_more_features_are_higher() -> None:
    low, high = (
        sum(BAR in line for line in lines(drawn(Embedding(output_dim=size)))) for size in (2, 1024)
    )
    assert low < high


def test_a_shape_that_is_not_known_is_a_question() -> None:
    shown = lines(drawn(Embedding(), SimpleRNN(), SimpleRNN()))
    assert "?" in shown[5]


def test_the_selected_layer_is_always_seen_whole() -> None:
    layers = [Embedding(), *[SimpleRNN(return_sequences=True)] * 8]
    for selected in range(len(layers)):
        picture = drawn(*layers, selected=selected, width=60)
        title = f"{selected + 1} {layers[selected].kind}"
        assert title in lines(picture)[0]
        assert any(layer == selected for *_, layer in picture.places)
        middle = lines(picture)[5]
        assert middle.startswith(BEFORE) == ("input" not in lines(picture)[0])
        assert middle.endswith(AFTER) == (selected < len(layers) - 1)


def test_a_wide_picture_has_more_bars_and_nothing_is_left_out_of_a_narrow_one() -> None:
    layers = (Embedding(), GRU(), Dense())
    narrow, wide = (drawn(*layers, width=width, height=20) for width in (70, 160))
    assert len(narrow.places) == len(wide.places) == len(layers)
    assert "\n".join(lines(wide)).count(BAR) > 2 * "\n".join(lines(narrow)).count(BAR)
    few = drawn(*layers, maxlen=5, width=160)
    assert "…" not in "\n".join(lines(few)), "all five timesteps are drawn"


def test_without_a_selected_layer_the_picture_begins_with_the_input() -> None:
    layers = [Embedding(), *[SimpleRNN(return_sequences=True)] * 8]
    picture = flow(infer(layers, 500), layers, 500, None, 60, 12)
    assert lines(picture)[0].startswith("input")
    assert not any("underline" in str(span.style) for span in picture.lines[0].spans)


@given(width=st.integers(1, 200), height=st.integers(LEAST_ROWS, 60), selected=st.integers(0, 9))
def test_it_fits_its_room(width: int, height: int, selected: int) -> None:
    experiment = load("imdb-conv-gru")
    picture = drawn(*experiment.layers, selected=selected, width=width, height=height)
    assert len(picture.lines) == height
    assert all(line.cell_length <= width for line in picture.lines)
    assert all(start < end for start, end, _ in picture.places)


@pytest.mark.parametrize("preset", ["quickstart", "imdb-bilstm", "imdb-stacked"])
def test_the_places_are_those_of_the_titles(preset: str) -> None:
    layers = load(preset).layers
    picture = drawn(*layers, width=200)
    for start, end, layer in picture.places:
        assert picture.lines[0].plain[start:end].startswith(f"{layer + 1} ")
    assert len(picture.places) == len(layers)
