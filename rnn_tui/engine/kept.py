"""What an engine keeps of a run for the runs after it: padded data, baseline, compiled programs.

Nothing of it decides a number: a run gets the bits that it gets in a process of its own.
"""

import json
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from rnn_tui.data import Arrays, Corpus
from rnn_tui.experiment import Experiment
from rnn_tui.runs.files.events import Baseline

MOST_PROGRAMS = 8
"""Networks whose programs are kept, with their variables and those of their optimizer."""

NOT_COMPILED = (
    "seed",
    "description",
    "data",
    "train.learning_rate",
    "train.class_weight",
    "train.epochs",
    "train.validation_batch_size",
    "train.shuffle",
    "train.bucket_by_length",
    "train.monitor",
    "train.restore_best",
    "train.early_stopping",
    "train.schedule",
    "train.checkpoint_seconds",
    "train.trace_every",
    "train.tensorboard",
    "train.test",
)
"""Keys that a compiled step does not depend on. The rate is a variable of the optimizer, a seed
that of a generator; `data.maxlen` and the weights of the classes are told beside the experiment."""


def program_key(
    experiment: Experiment,
    class_weights: Sequence[float],
    inputs: Iterable[str],
    *place: object,
) -> str:
    """The same for two runs of this process whose compiled steps are the same.

    `inputs` are keys whose values the steps take as inputs, `place` is what they depend on of the
    device.
    """
    document: Any = experiment.model_dump(mode="json")
    for key in (*NOT_COMPILED, *inputs):
        *way, name = key.split(".")
        table: Any = document
        for part in way:
            table = table[int(part) if part.isdecimal() else part]
        table[name] = "input"
    told = [document, experiment.data.maxlen, list(class_weights), *map(str, place)]
    return json.dumps(told, sort_keys=True)


class Programs:
    """Models with the steps that were compiled for them, the last used ones."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, Any] = OrderedDict()

    def find(self, key: str) -> Any | None:
        """What was kept under the key."""
        if key in self._known:
            self._known.move_to_end(key)
        return self._known.get(key)

    def keep(self, key: str, program: Any) -> None:
        """Keep it; the one that was not used for longest makes room."""
        self._known[key] = program
        if len(self._known) > MOST_PROGRAMS:
            self._known.popitem(last=False)


class LoadedData:
    """The padded arrays and the baseline of one set of data: a second one takes their place."""

    def __init__(self) -> None:
        self._of: tuple[object, ...] = ()
        self._arrays: Arrays | None = None
        self._baseline: Baseline | None = None

    def arrays(
        self, experiment: Experiment, corpus: Corpus, make: Callable[[], Arrays]
    ) -> tuple[Arrays, bool]:
        """The arrays of the corpus, and whether they are those of the run before.

        The corpus is read anew for each run, so that a file that has changed is seen.
        """
        data = experiment.data
        of = (data, corpus.fingerprint, None if data.in_keras else experiment.seed)
        if of == self._of and self._arrays is not None:
            return self._arrays, True
        self._of, self._arrays, self._baseline = of, None, None
        self._arrays = make()
        return self._arrays, False

    def baseline(self, make: Callable[[], Baseline]) -> Baseline:
        """The baseline on these arrays, found once, told now."""
        if self._baseline is None:
            self._baseline = make()
        return self._baseline.model_copy(update={"at": time.time()})


class Kept:
    """All that is kept; empty at the start of a process."""

    def __init__(self) -> None:
        self.data = LoadedData()
        self.programs = Programs()
