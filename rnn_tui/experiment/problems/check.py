"""All problems of an experiment: its stack, and how stack, data and training fit."""

from dataclasses import replace
from difflib import get_close_matches
from pathlib import PurePath

from rnn_tui.experiment.experiment import MAX_LAYERS, Experiment
from rnn_tui.experiment.facts import DataFacts
from rnn_tui.experiment.layers.embedding import Embedding
from rnn_tui.experiment.layers.recurrent import Recurrent
from rnn_tui.experiment.problems import Fix, InsertLayer, Problem, SetKey, Severity
from rnn_tui.experiment.problems.class_weights import class_problems
from rnn_tui.experiment.problems.head import head_problems
from rnn_tui.experiment.registry.losses import LOSSES
from rnn_tui.experiment.registry.metrics import METRICS
from rnn_tui.experiment.stack import Stack, infer

USUAL_WORDS = 10_000

MUCH_LARGER = 20
"""Times as many rows as word ids: an Embedding that was made for another vocabulary."""

MUCH_LONGER = 4
"""Times as many timesteps as the longest text has: three in four are padding."""


def problems(experiment: Experiment, facts: DataFacts | None = None) -> tuple[Problem, ...]:
    """Errors first, then warnings; empty when there is nothing to say.

    `facts` are what loading the data has told; without them, what the configuration
    tells is used, and what is not known is not held against the stack.
    """
    facts = facts or DataFacts.expected(experiment.data)
    if not experiment.layers:
        return (_empty(facts),)
    stack = infer(experiment.layers, experiment.data.maxlen)
    found = [
        *stack.problems,
        *_words(experiment),
        *_vocabulary(experiment, facts),
        *_maxlen(experiment, facts),
        *_vectors(experiment, facts),
        *head_problems(experiment, stack, facts),
        *class_problems(experiment, facts),
        *_metrics(experiment),
        *_monitors(experiment),
        *_batch(experiment, facts),
        *_masks(experiment, stack),
        *_blank(experiment, stack, facts),
    ]
    if len(experiment.layers) >= MAX_LAYERS:
        found = [_without_insertion(problem) for problem in found]
    return tuple(sorted(found, key=lambda problem: problem.severity != Severity.ERROR))


def _without_insertion(problem: Problem) -> Problem:
    """A full stack takes no further layer, so that such a fix would not help."""
    inserts = problem.fix and any(isinstance(edit, InsertLayer) for edit in problem.fix.edits)
    return replace(problem, fix=None) if inserts else problem


def _empty(facts: DataFacts) -> Problem:
    size = (facts.largest_id or 9_999) + 1
    embedding = InsertLayer(0, Embedding(input_dim=size))
    return Problem(
        "empty", "the stack is empty", None, Fix("begin with an Embedding", (embedding,))
    )


def _words(experiment: Experiment) -> list[Problem]:
    """The vocabulary is empty where not even the most frequent word keeps its id."""
    num_words, numbering = experiment.data.num_words, experiment.data.numbering(0)
    first = numbering.first_rank + numbering.index_from
    if num_words is None or num_words > first:
        return []
    wanted = max(USUAL_WORDS, first + 1)
    return [
        Problem(
            "no-words",
            f"num_words ({num_words:,}) leaves no words: with index_from {numbering.index_from:,} "
            f"and skip_top {numbering.skip_top:,}, the first word has id {first:,}",
            None,
            Fix(f"set num_words to {wanted:,}", (SetKey("data.num_words", wanted),)),
        )
    ]


def _vocabulary(experiment: Experiment, facts: DataFacts) -> list[Problem]:
    first = experiment.layers[0]
    if not isinstance(first, Embedding) or facts.largest_id is None:
        return []
    needed = facts.largest_id + 1
    fix = Fix(f"set input_dim to {needed:,}", (SetKey("layers.0.input_dim", needed),))
    if first.input_dim >= MUCH_LARGER * needed:
        return [
            Problem(
                "embedding-much-larger",
                f"the Embedding has {first.input_dim:,} rows, but word ids run only up to "
                f"{facts.largest_id:,}: most of its weights are never used",
                0,
                fix,
                Severity.WARNING,
            )
        ]
    if first.input_dim >= needed:
        return []
    rows, largest_id = first.input_dim, facts.largest_id
    return [
        Problem(
            "embedding-too-small",
            f"the Embedding has {rows:,} rows, but word ids may run up to {largest_id:,}"
            if facts.estimated
            else f"the Embedding has {rows:,} rows, but word ids run up to {largest_id:,}",
            0,
            fix,
            Severity.WARNING if facts.estimated else Severity.ERROR,
        )
    ]


def _maxlen(experiment: Experiment, facts: DataFacts) -> list[Problem]:
    maxlen, longest = experiment.data.maxlen, facts.longest
    if not longest or maxlen < MUCH_LONGER * longest:
        return []
    if infer(experiment.layers, longest).problems:  # a convolution may need more timesteps
        return []
    return [
        Problem(
            "maxlen-much-longer",
            f"maxlen is {maxlen:,}, but the longest text has {longest:,} timesteps: the rest is "
            "padding, which only costs time",
            None,
            Fix(f"set maxlen to {longest:,}", (SetKey("data.maxlen", longest),)),
            Severity.WARNING,
        )
    ]


def _vectors(experiment: Experiment, facts: DataFacts) -> list[Problem]:
    first, length = experiment.begins_with, facts.vector_length
    if first is None or first.embeddings is None or length in (None, first.output_dim):
        return []
    return [
        Problem(
            "vectors-mismatch",
            f"the Embedding has output_dim {first.output_dim:,}, but the vectors in "
            f"{PurePath(first.embeddings).name} have {length:,} numbers",
            0,
            Fix(f"set output_dim to {length:,}", (SetKey("layers.0.output_dim", length),)),
        )
    ]


def _metrics(experiment: Experiment) -> list[Problem]:
    metrics = experiment.train.metrics
    single = LOSSES[experiment.train.loss].single_output
    outputs = "one output for each class" if single else "two classes and a single output"
    return [
        Problem(
            "metric-mismatch",
            f"the metric {name} is for {outputs}",
            None,
            Fix(
                f"remove {name}",
                (SetKey("train.metrics", [other for other in metrics if other != name]),),
            ),
        )
        for name in metrics
        if not METRICS[name].fits(single_output=single)
    ]


def _monitors(experiment: Experiment) -> list[Problem]:
    columns = experiment.columns
    found = []
    for key, name in experiment.monitored.items():
        if name in columns or (key != "train.monitor" and name == experiment.monitor):
            continue
        plain = name.removeprefix("val_")
        near = [plain] if plain in columns else get_close_matches(name, columns, n=1)
        instead = near[0] if near else "loss"
        found.append(
            Problem(
                "unknown-monitor",
                f"{key} is {name}, but only {', '.join(columns)} will be measured",
                None,
                Fix(f"watch {instead}", (SetKey(key, instead),)),
            )
        )
    return found


def _batch(experiment: Experiment, facts: DataFacts) -> list[Problem]:
    size, train_size = experiment.train.batch_size, facts.train_size
    if not train_size or train_size >= size:
        return []
    return [
        Problem(
            "batch-too-large",
            f"batch_size is {size:,}, but there are only {train_size:,} sequences to train on",
            None,
            Fix("use one batch for all", (SetKey("train.batch_size", train_size),)),
            Severity.WARNING,
        )
    ]


def _masks(experiment: Experiment, stack: Stack) -> list[Problem]:
    """Behind a recurrent layer that knows of the mask the padding is no word: its outputs are 0
    before the first word and the last state after the last one."""
    found = []
    masked = of_words = False
    for layer, row in zip(experiment.layers, stack.rows, strict=True):
        of_words = layer.sets_mask or (of_words and not isinstance(layer, Recurrent))
        if masked and of_words and layer.mask_rule == "drops":
            edit = SetKey("layers.0.mask_zero", False)
            found.append(
                Problem(
                    "mask-dropped",
                    f"layer {row.index + 1}, {layer.kind}, drops the padding mask, "
                    "so that what follows sees the padding as words",
                    row.index,
                    Fix("set mask_zero=False on layer 1", (edit,)),
                    Severity.WARNING,
                )
            )
        masked = row.masked
    return found


def _blank(experiment: Experiment, stack: Stack, facts: DataFacts) -> list[Problem]:
    """The mean over no timestep at all is not a number, and neither are the weights after it."""
    masked = False
    for layer, row in zip(experiment.layers, stack.rows, strict=True):
        if masked and layer.mask_rule == "uses" and facts.blank:
            what = "sequences hold" if facts.blank > 1 else "sequence holds"
            return [
                Problem(
                    "blank-sequence",
                    f"{facts.blank:,} {what} nothing but padding, whose mean "
                    f"layer {row.index + 1}, {layer.kind}, cannot compute (data.oov_char = 2 keeps "
                    "a place for unknown words)",
                    row.index,
                    Fix("set mask_zero=False on layer 1", (SetKey("layers.0.mask_zero", False),)),
                )
            ]
        masked = row.masked
    return []
