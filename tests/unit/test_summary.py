"""The summary as text: figures, widths, what fails, and text that looks like markup."""

import io

import pytest
from rich.console import Console

from rnn_tui.experiment import DataFacts, Experiment, load, preset_names
from rnn_tui.results.summary import summary_table
from rnn_tui.wording.numbers import byte_size


def drawn(experiment: Experiment, width: int = 200, facts: DataFacts | None = None) -> str:
    console = Console(file=io.StringIO(), width=width, color_system=None)
    console.print(summary_table(experiment, facts))
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


@pytest.mark.parametrize(
    ("preset", "total"),
    [
        ("embedding-simple-rnn", "322,080"),
        ("simple-rnn-sequences", "322,080"),
        ("stacked-simple-rnn", "328,320"),
        ("imdb-simple-rnn", "322,113"),
    ],
)
@pytest.mark.parametrize("width", [80, 200])
def test_the_figures_of_the_introduction(preset: str, total: str, width: int) -> None:
    text = drawn(load(preset), width)
    assert f'Model: "{preset}"' in text
    assert f" Total params: {total} (1." in text
    assert f" Trainable params: {total} (1." in text
    assert " Non-trainable params: 0 (0.00 B)" in text


def test_a_row_has_name_type_shape_and_count() -> None:
    lines = drawn(load("simple-rnn-sequences")).splitlines()
    row = next(line for line in lines if "simple_rnn" in line)
    assert [cell.strip() for cell in row.strip("│").split("│")] == [
        "simple_rnn (SimpleRNN)",
        "(None, None, 32)",
        "2,080",
    ]


def test_frozen_layers_are_counted_apart() -> None:
    text = drawn(load("imdb-simple-rnn", ["layers.0.trainable=false"]))
    assert " Trainable params: 2,113 (8.25 KB)" in text
    assert " Non-trainable params: 320,000 (1.22 MB)" in text


def test_rows_after_a_failing_layer_show_a_question_mark_and_the_fix_stands_below() -> None:
    text = drawn(load("imdb-stacked", ["layers.1.return_sequences=false"]))
    rows = [line for line in text.splitlines() if line.startswith("│")]
    assert ["?" in row for row in rows] == [False, False, True, True, True]
    assert "GRU needs a sequence: set return_sequences=True on layer 2" in text
    assert "--set layers.1.return_sequences=true" in text
    assert " Total params: at least 338,816" in text


def test_an_empty_stack_has_a_summary() -> None:
    assert "the stack is empty" in drawn(Experiment())


def test_what_the_data_has_told_is_held_against_the_stack() -> None:
    facts = DataFacts(classes=3)
    assert "does not fit 3 classes" in drawn(load("imdb-simple-rnn"), facts=facts)


def test_text_that_looks_like_markup_is_shown_as_text() -> None:
    text = drawn(load("imdb-simple-rnn", ["train.monitor=[red]x[/]"]))
    assert "train.monitor is [red]x[/]" in text


@pytest.mark.parametrize("preset", preset_names())
def test_nothing_is_left_out_at_80_columns(preset: str) -> None:
    experiment = load(preset)
    narrow, wide = drawn(experiment, 80), drawn(experiment, 1_000)
    assert max(map(len, narrow.splitlines())) <= 80
    assert "…" not in narrow
    words = {word for word in wide.split() if word.isascii()}
    assert words <= set(narrow.split())


def test_a_long_name_is_folded_not_cut() -> None:
    name = "n" * 64
    text = drawn(Experiment(name=name), width=40)
    assert text.replace("\n", "").count("n" * 64) == 1


@pytest.mark.parametrize(
    ("size", "words"),
    [(0, "0.00 B"), (1023, "1023.00 B"), (1024, "1.00 KB"), (1_288_320, "1.23 MB")],
)
def test_sizes_are_given_as_keras_gives_them(size: int, words: str) -> None:
    assert byte_size(size, 2) == words


def test_a_size_beyond_all_units_is_still_a_number() -> None:
    assert byte_size(5 * 1024**5, 2) == "5,120.00 TB"
