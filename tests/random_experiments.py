"""Random experiments, valid ones and ones with one fault, drawn from what the spec allows.

A value is often one of its bounds: what the schema allows has to train. Sizes stay small, since
behaviour is tested and not speed. A new kind of layer, or a new field, is drawn without a word
here.
"""

import csv
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import BaseModel, ValidationError

from rnn_tui.data import facts, load
from rnn_tui.experiment import (
    KINDS,
    ConfigError,
    DataFacts,
    Experiment,
    Severity,
    infer,
    loads,
    problems,
)
from rnn_tui.experiment.fields import FieldFacts, field_facts
from rnn_tui.experiment.layers.embedding import Embedding
from rnn_tui.experiment.train import (
    CosineDecay,
    EarlyStopping,
    ExponentialDecay,
    ReduceOnPlateau,
    StepDecay,
    TrainSpec,
)

SPREAD = 6
"""Sizes stay within this of the smallest one that is allowed."""

LARGEST = 64
"""An upper bound is drawn only up to here: memory and time grow with most of them."""

ATTEMPTS = 400
TEXTS = 26
WORDS = [f"w{number}" for number in range(12)]

SCHEDULES: tuple[type[BaseModel], ...] = (ReduceOnPlateau, StepDecay, ExponentialDecay, CosineDecay)


@dataclass(frozen=True)
class Sources:
    """Small data sets on disk: tables of texts in two and in three classes, and an imdb.npz."""

    two: Path
    three: Path
    imdb: Path

    @staticmethod
    def written(folder: Path) -> "Sources":
        made = Sources(folder / "two.csv", folder / "three.csv", folder / "imdb.npz")
        _write_table(made.two, 2)
        _write_table(made.three, 3)
        _write_imdb(made.imdb)
        return made


def _write_table(path: Path, classes: int) -> None:
    draw = random.Random(classes)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["text", "label"])
        for row in range(TEXTS):
            text = " ".join(draw.choices(WORDS, k=draw.randint(1, 9)))
            writer.writerow([text, "abc"[row % classes]])


def _write_imdb(path: Path) -> None:
    draw = np.random.default_rng(0)
    ranks = np.empty(TEXTS, object)
    ranks[:] = [draw.integers(1, 12, length).tolist() for length in draw.integers(1, 9, TEXTS)]
    labels = np.arange(TEXTS) % 2
    np.savez(path, x_train=ranks, y_train=labels, x_test=ranks, y_test=labels)


class Drawing:
    """Draws experiments; the same seed draws the same ones."""

    def __init__(self, sources: Sources, seed: int) -> None:
        self._sources = sources
        self._random = random.Random(seed)

    def valid(self) -> Experiment:
        """An experiment without a fault, as far as the spec and the data tell."""
        for _ in range(ATTEMPTS):
            try:
                experiment = self._experiment()
            except ValidationError:
                continue
            if not _errors(experiment):
                return experiment
        raise AssertionError("no valid experiment was drawn")

    def with_a_fault(self) -> dict[str, Any]:
        """The document of a valid experiment in which one value is not allowed."""
        document = self.valid().model_dump(mode="json")
        spoil = self._random.choice(_FAULTS)
        spoil(document, self._random)
        return document

    def _experiment(self) -> Experiment:
        data, classes = self._data()
        probe = Experiment.model_validate({"data": data}).data
        known = facts(load(probe, 0))
        layers = self._layers(known, classes, probe.maxlen)
        loss = "binary_crossentropy" if layers[-1]["units"] == 1 else ""
        document = {
            "name": "drawn",
            "seed": self._random.choice([0, 1, 7, 2**31 - 1]),
            "data": data,
            "layers": layers,
            "train": self._train(loss or "sparse_categorical_crossentropy"),
        }
        if self._random.random() < 0.5:
            document = self._without_chance(document)
        return Experiment.model_validate(document)

    def _data(self) -> tuple[dict[str, Any], int]:
        source = self._random.choice(["two", "three", "imdb", "two"])
        data: dict[str, Any] = {
            "source": "imdb" if source == "imdb" else "text",
            "path": str(getattr(self._sources, source)),
            "maxlen": self._random.randint(1, 10),
            "padding": self._random.choice(["pre", "post"]),
            "truncating": self._random.choice(["pre", "post"]),
            "num_words": self._random.choice([5, 6, 9, 40, None]),
            "validation_split": self._random.choice([0.0, 0.2, 0.5]),
        }
        if source == "imdb":
            data["skip_top"] = self._random.choice([0, 0, 1])
        return data, 3 if source == "three" else 2

    def _layers(self, known: DataFacts, classes: int, maxlen: int) -> list[dict[str, Any]]:
        first = self._drawn(Embedding)
        first["input_dim"] = (known.largest_id or 0) + 1 + self._random.choice([0, 0, 3])
        layers = [first]
        body = [name for name in KINDS if name != "Embedding"]
        for name in self._random.choices(body, k=self._random.randint(0, 4)):
            layers.append(self._drawn(KINDS[name]))
            if _rank(layers, maxlen) is None:
                layers.pop()
        if _rank(layers, maxlen) == 3:
            last = self._random.choice(["GlobalMaxPooling1D", "GlobalAveragePooling1D", "GRU"])
            layers.append({"kind": last} | ({"units": 3} if last == "GRU" else {}))
        one = classes == 2 and self._random.random() < 0.7
        head = {"kind": "Dense", "units": 1 if one else classes}
        return [*layers, head | {"activation": "sigmoid" if one else "softmax"}]

    def _without_chance(self, document: dict[str, Any]) -> dict[str, Any]:
        """The same where nothing is drawn while it trains: comparable step by step."""
        for layer in document["layers"]:
            for rate in ("dropout", "recurrent_dropout", "rate"):
                if rate in layer:
                    layer[rate] = 0.0
        document["train"] |= {"shuffle": False, "bucket_by_length": False}
        return document

    def _train(self, loss: str) -> dict[str, Any]:
        train = self._drawn(TrainSpec)
        train |= {
            "loss": loss,
            "epochs": self._random.choice([1, 1, 2]),
            "learning_rate": self._random.choice([None, 1e-3, 0.03, 1e-12]),
            "clipnorm": self._random.choice([None, None, 1.0, 1e-9]),
            "metrics": self._random.choice([[], ["acc"], ["accuracy", "auc"], ["precision"]]),
            "batch_size": self._random.choice([1, 3, 8, 8, 65_536]),
            "jit_compile": self._random.random() < 0.25,
            "device": self._random.choice(["auto", "cpu"]),
            "monitor": None,
        }
        if self._random.random() < 0.3:
            train["early_stopping"] = self._drawn(EarlyStopping) | {"monitor": None}
        if self._random.random() < 0.5:
            train["schedule"] = self._drawn(self._random.choice(SCHEDULES))
        if loss != "binary_crossentropy":
            train["metrics"] = self._random.choice([[], ["acc"], ["accuracy"]])
        return train

    def _drawn(self, model: type[BaseModel]) -> dict[str, Any]:
        """A value for each plain field: the default, a bound, or something in between."""
        values: dict[str, Any] = {}
        for name in model.model_fields:
            known = field_facts(model, name)
            if name == "kind":
                values[name] = known.default
            elif known.type is not object and not known.many:
                values[name] = self._value(known)
        return values

    def _value(self, known: FieldFacts) -> Any:
        if known.optional and self._random.random() < 0.5:
            return None
        if known.choices:
            return self._random.choice(known.choices)
        if known.type is bool:
            return self._random.random() < 0.5
        if known.type is str:
            return known.default
        return self._random.choice([*bounds_of(known), self._between(known), self._between(known)])

    def _between(self, known: FieldFacts) -> float:
        low = known.low or 0
        if known.type is int:
            return int(low) + self._random.randint(0, SPREAD)
        high = min(1.0, known.high) if known.high is not None else 1.0
        return low + (high - low) * self._random.uniform(0.05, 0.9)


def bounds_of(known: FieldFacts) -> list[float]:
    """The bounds of the field that are values themselves, the upper one where it is small."""
    found = []
    if known.low is not None and not known.low_open:
        found.append(known.low)
    if known.high is not None and not known.high_open and known.high <= LARGEST:
        found.append(known.high)
    return [int(bound) if known.type is int else float(bound) for bound in found]


def _rank(layers: list[dict[str, Any]], maxlen: int) -> int | None:
    """Dimensions of the output; None where the stack fails."""
    try:
        stack = Experiment.model_validate({"layers": layers}).layers
    except ValidationError:
        return None
    shape = infer(stack, maxlen).rows[-1].shape
    return None if shape is None else len(shape)


def _errors(experiment: Experiment) -> list[str]:
    known = facts(load(experiment.data, experiment.seed))
    found = [*problems(experiment), *problems(experiment, known)]
    return [problem.sentence for problem in found if problem.severity == Severity.ERROR]


def faults(document: Mapping[str, Any]) -> list[str]:
    """The sentences in which a document is refused; none for one that is not."""
    try:
        experiment = Experiment.model_validate(document)
    except ValidationError:
        import tomli_w

        try:
            loads(tomli_w.dumps(_without_none(dict(document))))
        except ConfigError as error:
            return [str(fault) for fault in error.faults]
        raise
    return _errors(experiment)


def _without_none(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_none(entry) for key, entry in value.items() if entry is not None}
    if isinstance(value, list):
        return [_without_none(entry) for entry in value]
    return value


Spoil = Callable[[dict[str, Any], random.Random], None]


def _too_far(document: dict[str, Any], draw: random.Random) -> None:
    """A number beyond one of its bounds."""
    number = draw.randrange(len(document["layers"]))
    table, model = draw.choice(
        [
            (document["train"], TrainSpec),
            (document["layers"][number], KINDS[document["layers"][number]["kind"]]),
        ]
    )
    fields = [field_facts(model, name) for name in model.model_fields]
    bounded = [
        field
        for field in fields
        if field.type in (int, float) and (field.low is not None or field.high is not None)
    ]
    if not bounded:
        document["train"]["epochs"] = 0
        return
    field = draw.choice(bounded)
    if field.low is not None and (field.high is None or draw.random() < 0.5):
        table[field.name] = field.type(field.low if field.low_open else field.low - 1)
    else:
        assert field.high is not None
        table[field.name] = field.type(field.high if field.high_open else field.high + 1)


def _of_another_type(document: dict[str, Any], draw: random.Random) -> None:
    key = draw.choice(["epochs", "batch_size", "shuffle", "optimizer", "metrics"])
    document["train"][key] = draw.choice(["many", [1], {"a": 1}])


def _unknown(document: dict[str, Any], draw: random.Random) -> None:
    table = draw.choice([document, document["train"], document["layers"][0]])
    table[draw.choice(["unit", "epoch", "optimiser", "x"])] = 1


def _too_few_rows(document: dict[str, Any], draw: random.Random) -> None:
    document["layers"][0]["input_dim"] = 1


def _wrong_order(document: dict[str, Any], draw: random.Random) -> None:
    document["layers"].reverse()


def _wrong_head(document: dict[str, Any], draw: random.Random) -> None:
    document["layers"][-1]["units"] = 7


_FAULTS: list[Spoil] = [
    _too_far,
    _too_far,
    _of_another_type,
    _unknown,
    _too_few_rows,
    _wrong_order,
    _wrong_head,
]
