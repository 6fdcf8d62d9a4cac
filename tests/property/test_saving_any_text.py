"""Any commented configuration, edited and saved: what was not touched is there as it was."""

from collections import Counter
from typing import Any

import tomli_w
from hypothesis import assume, given
from hypothesis import strategies as st
from strategies import any_layer, bodies

from rnn_tui.experiment import ConfigError, Experiment, ImdbData, Layer, SampleData, loads
from rnn_tui.experiment.dumping import brief, plain
from rnn_tui.experiment.loading import edited
from rnn_tui.experiment.revising import revised
from rnn_tui.experiment.train import CosineDecay, EarlyStopping, StepDecay, TrainSpec

trainings = st.builds(
    TrainSpec,
    optimizer=st.sampled_from(["adam", "sgd"]),
    learning_rate=st.none() | st.floats(1e-9, 1.0),
    epochs=st.integers(1, 99),
    class_weight=st.sampled_from([None, "balanced", {"a": 2.0, "b c": 0.5}]),
    early_stopping=st.none() | st.builds(EarlyStopping, patience=st.integers(1, 9)),
    schedule=st.none() | st.builds(StepDecay) | st.builds(CosineDecay, epochs=st.integers(1, 9)),
)
sources = st.builds(SampleData, maxlen=st.integers(1, 9)) | st.builds(
    ImdbData, num_words=st.none() | st.integers(9, 99), skip_top=st.integers(0, 9)
)
experiments = st.builds(
    Experiment, seed=st.integers(0, 9), data=sources, layers=bodies, train=trainings
)

edits = st.lists(
    st.sampled_from(
        [
            ("seed", 77),
            ("data.maxlen", 77),
            ("data.source", "sample"),
            ("data.source", "imdb"),
            ("train.epochs", 777),
            ("train.learning_rate", None),
            ("train.class_weight", {"b c": 3.0}),
            ("train.early_stopping", None),
            ("train.early_stopping.patience", 77),
            ("train.schedule", {"kind": "exponential"}),
            ("train.schedule", None),
        ]
    ),
    max_size=3,
)


@st.composite
def written(draw: st.DrawFn) -> tuple[str, Experiment]:
    """A text as a person might have written it, with a comment on each line, and its meaning."""
    experiment = draw(experiments)
    whole = draw(st.booleans())
    document = plain(experiment) if whole else brief(experiment)
    lines = []
    for number, line in enumerate(tomli_w.dumps(document).splitlines()):
        if draw(st.integers(0, 5)) == 0:
            lines += ["", f"# above {number}"]
        closed = (line and not line.endswith(("[", ","))) or line.startswith("[")
        lines.append(f"{line}  # beside {number}" if closed else line)
    return "\n".join([*lines, "", "# the end", ""]), experiment


@given(written(), edits)
def test_what_is_not_edited_stays_line_by_line(
    text: tuple[str, Experiment], changes: list[tuple[str, Any]]
) -> None:
    old, before = text
    assert loads(old) == before
    try:
        after = edited(before, changes)
    except ConfigError:
        assume(False)
    new = revised(old, before, after)
    assert loads(new) == after
    ours = {key.split(".")[1 if "." in key else 0] for key, _ in changes}
    ours |= {"kind", "source", *SampleData.model_fields, *ImdbData.model_fields} - {"num_words"}
    tables = [f"train.{key}" for key in ("class_weight", "early_stopping", "schedule")]
    gone = Counter(old.splitlines()) - Counter(new.splitlines())
    if not changes:
        assert new == old
    for line in gone:
        key = line.split("=")[0].strip().strip('"')
        assert key in ours or any(table in old for table in tables), line


@given(written(), st.lists(any_layer, max_size=2), st.randoms(use_true_random=False))
def test_layers_that_stay_keep_their_lines(
    text: tuple[str, Experiment], added: list[Layer], random: Any
) -> None:
    old, before = text
    layers = [layer for layer in before.layers if random.random() < 0.7]
    for layer in added:
        layers.insert(random.randint(0, len(layers)), layer)
    if random.random() < 0.3:
        random.shuffle(layers)
    after = before.model_copy(update={"layers": tuple(layers)})
    new = revised(old, before, after)
    assert loads(new) == after
    if before.layers == after.layers:
        assert new == old
    if "[[layers]]" in old:
        assert new.count("[[layers]]") == len(after.layers)
    below = old[old.find("\n[train") :].splitlines()
    assert [line for line in below if line not in new.splitlines()] == []
