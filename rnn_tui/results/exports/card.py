"""The model card of a run, as Hugging Face shows it: what is known stands there, the rest is left
to be filled in."""

import json
import math
from collections.abc import Iterator
from pathlib import Path

import tomli_w

from rnn_tui import __version__
from rnn_tui.experiment import Experiment, dumps, infer, loads
from rnn_tui.experiment.dumping import brief
from rnn_tui.io.text import visible
from rnn_tui.results.statistics import spread
from rnn_tui.results.verdict import findings, scores_of, yardsticks
from rnn_tui.runs import RunState, list_runs
from rnn_tui.runs.changes.copying import files_named
from rnn_tui.runs.lists.differences import OWN
from rnn_tui.runs.lists.flat_toml import flat_toml
from rnn_tui.runs.lists.run_summary import RunSummary, summaries
from rnn_tui.runs.state.class_scores import accuracy, is_square
from rnn_tui.wording.numbers import byte_size, figure, figures

FILL_IN = "*(to be filled in)*"
MOST_RUNS = 500
"""Runs beside it that are looked at for others of the same experiment."""

_FREE = {*OWN, "seed"}
"""Keys in which runs of one experiment may differ."""


def model_card(state: RunState, *, predicts: bool) -> str:
    """The text of `README.md`. `predicts`: there is a `predict.py` beside it."""
    assert state.experiment is not None  # read_state has loaded it
    return "\n".join(_lines(state, state.experiment, predicts)) + "\n"


def _lines(state: RunState, experiment: Experiment, predicts: bool) -> Iterator[str]:
    yield from ("---", "library_name: keras", "pipeline_tag: text-classification")
    yield from ("tags:", "- rnn-tui", "- text-classification", "---", "")
    yield f"# {experiment.name}"
    yield from ("", _plain(experiment.description) or FILL_IN, "")
    yield from ("## Use", "", "```python", "import keras", "")
    yield from ('model = keras.saving.load_model(".")', "```", "")
    shape = f"(texts, {experiment.data.maxlen})"
    yield f"It takes word ids of the shape {shape}, made as `preprocessing.json` says."
    if predicts:
        yield 'From a text: `python predict.py "a fine film"`, which needs numpy and keras alone.'
    yield from ("", "## Intended use and limits", "", FILL_IN, "")
    yield from ("## Data", "", *_data(state, experiment), "")
    yield from ("## Figures", "", *_figures(state, experiment), "")
    yield from ("## Network", "", *_network(experiment), "")
    yield from ("## Training", "", f"Made by rnn-tui {__version__} from this experiment:", "")
    yield from ("```toml", tomli_w.dumps(brief(_without_folders(experiment))).rstrip(), "```")


def _without_folders(experiment: Experiment) -> Experiment:
    """The experiment with files by their names alone: folders of this machine are nobody's
    business."""
    text = dumps(experiment)
    for path in files_named(experiment).values():
        text = text.replace(json.dumps(path), json.dumps(Path(path).name))
    return loads(text)


def _data(state: RunState, experiment: Experiment) -> Iterator[str]:
    yield f"{experiment.data.about[0].upper()}{experiment.data.about[1:]}."
    if (sizes := state.sizes) is not None:
        yield (
            f"{sizes.train:,} sequences to train on, {sizes.validation:,} to validate, "
            f"{sizes.test:,} to test; classes: {', '.join(map(_plain, state.classes))}."
        )
    yield f"Where it comes from and under which license: {FILL_IN}"


def _figures(state: RunState, experiment: Experiment) -> Iterator[str]:
    done = f"{len(state.epochs):,} of {experiment.train.epochs:,} epochs are done."
    yield done if state.test is None else f"{done} On the test part: {figures(state.test.logs)}."
    if state.test is None:
        yield "It was not measured on the test part."
        return
    texts = sum(map(sum, state.test.confusion))
    if texts and is_square(state.test.confusion):
        share = accuracy(state.test.confusion)
        error = math.sqrt(share * (1 - share) / texts)
        yield (f"Accuracy {figure(share)} ± {figure(error)} (standard error over {texts:,} texts).")
    for name, value in yardsticks(state):
        yield f"For comparison, {name}: {figure(value)}."
    for finding in findings(state):
        yield _plain(finding.sentence)
    yield from _seeds(state)
    yield from ("", "| class | precision | recall | F1 | texts |", "|---|---|---|---|---|")
    for scores in scores_of(state):
        row = (scores.precision, scores.recall, scores.f1)
        yield f"| {_plain(scores.label)} | {' | '.join(map(figure, row))} | {scores.support:,} |"


def _seeds(state: RunState) -> Iterator[str]:
    """Mean and deviation over the runs beside it that differ in the seed alone."""
    found = _of_same_experiment(state)
    if len(found) < 2:
        return
    yield f"Over {len(found)} runs of this experiment, with the seeds {_list_of_seeds(found)}:"
    for name in sorted(set.intersection(*(set(each.test) for each in found))):
        yield f"{name} {spread(each.test[name] for each in found).words}."


def _list_of_seeds(runs: list[RunSummary]) -> str:
    return ", ".join(sorted((str(each.keys["seed"]) for each in runs), key=int))


def _of_same_experiment(state: RunState) -> list[RunSummary]:
    """Tested runs of the same folder with the same keys, this one among them, one for each seed."""
    assert state.experiment is not None
    own = _settled(flat_toml(dumps(state.experiment)))
    found = {
        each.keys["seed"]: each
        for each in summaries(list_runs(state.path.parent)[:MOST_RUNS])
        if each.test and _settled(each.keys) == own
    }
    return list(found.values())


def _settled(keys: dict[str, object]) -> dict[str, object]:
    return {key: value for key, value in keys.items() if key not in _FREE}


def _network(experiment: Experiment) -> Iterator[str]:
    stack = infer(experiment.layers, experiment.data.maxlen)
    yield from ("| layer | output shape | parameters |", "|---|---|---|")
    for layer, row in zip(experiment.layers, stack.rows, strict=True):
        yield f"| {layer.kind} | {row.shape} | {row.params or 0:,} |"
    yield f"\n{stack.total:,} parameters ({byte_size(stack.size_bytes)})"


def _plain(text: str) -> str:
    """One line that is no markup of a table."""
    return visible(text).replace("|", "\\|").replace("<", "&lt;")
