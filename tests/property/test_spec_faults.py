"""Whatever a file or `--set` holds: an experiment or a ConfigError that can be printed."""

import string
from collections.abc import Callable
from typing import Any

import tomli_w
from hypothesis import given
from hypothesis import strategies as st

from rnn_tui.experiment import KINDS, ConfigError, Experiment, dumps, infer, load, loads, problems
from rnn_tui.experiment.loading import edited

KEYS = sorted(
    {
        "name data layers train source kind path units schedule early_stopping metrics 0 1 2 9 -1",
        *KINDS,
        *Experiment.model_fields,
    }
)
words = st.sampled_from([word for key in KEYS for word in key.split()])
texts = st.text(max_size=20) | words | st.sampled_from(["none", "imdb", "text", "sample", "~x/y"])
scalars = (
    st.booleans() | st.integers() | st.just(10**40) | st.floats() | st.dates() | st.times() | texts
)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words | texts, inner, max_size=3),
    max_leaves=8,
)
paths = st.lists(words, min_size=1, max_size=5).map(".".join)


def check(make: Callable[[], Experiment]) -> None:
    """What is made survives the round trip and has a summary and problems; a fault has words."""
    fault, experiment = None, None
    try:
        experiment = make()
    except ConfigError as error:
        fault = error
    if experiment is not None:
        assert loads(dumps(experiment)) == experiment
        infer(experiment.layers, experiment.data.maxlen)
        problems(experiment)
    if fault is not None:
        assert fault.faults
        assert all(len(str(item)) < 1_000 for item in fault.faults)
        assert "\x1b" not in str(fault)


@given(st.text() | st.text(string.printable))
def test_any_text_as_a_file(text: str) -> None:
    check(lambda: loads(text))


@given(st.dictionaries(words | texts, values, max_size=4))
def test_any_toml_as_a_file(document: dict[str, Any]) -> None:
    try:
        text = tomli_w.dumps(document)
    except (ValueError, UnicodeError):  # what cannot be written in TOML
        return
    check(lambda: loads(text))


@given(
    st.lists(
        st.tuples(paths | st.text(max_size=9), st.text(max_size=30) | texts).map("=".join)
        | st.text(max_size=20),
        max_size=4,
    )
)
def test_any_text_as_settings(settings: list[str]) -> None:
    check(lambda: load("imdb-bilstm", settings))


@given(st.lists(st.tuples(paths, values), min_size=1, max_size=4))
def test_any_value_in_any_place(changes: list[tuple[str, Any]]) -> None:
    check(lambda: edited(load("imdb-conv-gru"), changes))
