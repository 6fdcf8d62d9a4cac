"""The experiment as a script in plain Keras, with the arrays beside it that it may need."""

from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from rnn_tui.data import Corpus, DataError, arrays, ignore, load
from rnn_tui.data.imdb import CLASSES as IMDB_CLASSES
from rnn_tui.data.vectors import find
from rnn_tui.experiment import Experiment, Severity, problems
from rnn_tui.results.exports.files import (
    STDOUT,
    Exported,
    ExportError,
    Request,
    check_suffix,
    written,
)
from rnn_tui.results.exports.formats import FORMATS, SCRIPT
from rnn_tui.results.script import keras_script, needs_arrays


def write(request: Request) -> Exported:
    """The script, or its text alone for standard output."""
    if request.out == STDOUT:
        return _as_text(request.experiment, request.own_name)
    return write_script(request.experiment, request.out, force=request.force)


def write_script(experiment: Experiment, out: Path, *, force: bool = False) -> Exported:
    """Write the script, and the arrays beside it that it may need. Raises ExportError."""
    check_suffix(out, FORMATS[SCRIPT].suffix)
    beside = [out.with_suffix(".npz")] if needs_arrays(experiment) else []
    with written([*beside, out], force) as files:
        classes = _save_arrays(experiment, files[0]) if beside else IMDB_CLASSES
        script = keras_script(experiment, beside[0].name if beside else None, classes)
        files[-1].write(script.text.encode())
    notes = [f"{path.name} must stay next to the script, which reads it" for path in beside]
    return Exported((out, *beside), notes=(*notes, *_refusals(experiment)))


def _as_text(experiment: Experiment, out: Path) -> Exported:
    """The script as it would be written to `out`, without the arrays that it may read."""
    script = keras_script(experiment, out.with_suffix(".npz").name)
    notes = []
    if script.arrays is not None:
        notes.append(f"the script reads {script.arrays}, which export --to script -o {out} writes")
    return Exported(text=script.text, notes=(*notes, *_refusals(experiment)))


def _refusals(experiment: Experiment) -> list[str]:
    return [
        f"as it stands Keras will refuse to train it: {problem.sentence}"
        for problem in problems(experiment)
        if problem.severity == Severity.ERROR
    ]


def _save_arrays(experiment: Experiment, file: BinaryIO) -> tuple[str, ...]:
    """Returns the names of the classes. Raises ExportError."""
    try:
        corpus = load(experiment.data, experiment.seed)
        held = {} if experiment.data.in_keras else _padded(corpus, experiment)
        if (first := experiment.begins_with) is not None:
            vectors = find(first, corpus.vocabulary, ignore)
            held |= {"vector_rows": vectors.ids, "vectors": vectors.rows}
    except DataError as error:
        raise ExportError(f"cannot load the data for the script: {error}") from error
    np.savez_compressed(file, allow_pickle=False, **held)
    return corpus.classes


def _padded(corpus: Corpus, experiment: Experiment) -> dict[str, NDArray[Any]]:
    padded = arrays(corpus, experiment.data, experiment.seed)
    names = ("x_train", "y_train", "x_val", "y_val", "x_test", "y_test")
    return {name: getattr(padded, name) for name in names}
