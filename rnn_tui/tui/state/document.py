"""The experiment being edited: its history, its file, what is known of its data. No Textual."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from rnn_tui.experiment import (
    ConfigError,
    DataFacts,
    DataSpec,
    Experiment,
    Fault,
    Fix,
    Layer,
    Problem,
    Severity,
    Stack,
    apply_fix,
    infer,
    problems,
)
from rnn_tui.experiment.layers.recurrent import Recurrent
from rnn_tui.experiment.loading import edited
from rnn_tui.experiment.naming import followed
from rnn_tui.experiment.space_changes import followed_space
from rnn_tui.experiment.space_faults import space_faults
from rnn_tui.experiment.space_words import typed
from rnn_tui.results.data.facts import informed
from rnn_tui.tui.state.invalid import InvalidValue, inside, still_invalid

HISTORY_KEPT = 500
MAX_LAYERS = 64


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the history, with the file that it belonged to and the layer that was selected."""

    experiment: Experiment
    origin: Experiment | None
    path: Path | None
    sitting: int
    invalid: tuple[InvalidValue, ...] = ()
    selected: int = 0


@dataclass(frozen=True)
class Document:
    """An immutable moment of the editing; every change gives a new one.

    `origin` is what a preset, a file or a run held when it was opened or last saved; a
    new `sitting` begins when another one is opened, and undo goes back into the old one.
    `tag` names the field that is being typed into, so that its keystrokes are one step
    of the history. `invalid` is text in fields that is not a value for them: it is in
    no file, but in the history.
    """

    experiment: Experiment
    origin: Experiment | None = None
    path: Path | None = None
    facts: DataFacts | None = None
    facts_of: DataSpec | None = None
    past: tuple[Step, ...] = ()
    future: tuple[Step, ...] = ()
    tag: str = ""
    sitting: int = 0
    invalid: tuple[InvalidValue, ...] = ()
    selected: int = 0

    @staticmethod
    def opened(experiment: Experiment, path: Path | None = None) -> "Document":
        """A fresh document; `path` is the file that `save` will write again."""
        selected = first_of_interest(experiment)
        return Document(experiment, origin=experiment, path=path, selected=selected)

    def then_opened(self, experiment: Experiment, path: Path | None = None) -> "Document":
        """Another experiment in this one's place; undo brings this one back, with its file.

        What is known of the data stays known: it may be the same.
        """
        return Document(
            experiment,
            origin=experiment,
            path=path,
            facts=self.facts,
            facts_of=self.facts_of,
            past=(*self.past, self._step)[-HISTORY_KEPT:],
            sitting=self.sitting + 1,
            selected=first_of_interest(experiment),
        )

    def then_taken_up(self, experiment: Experiment) -> "Document":
        """Another experiment that is in no file, in this one's place."""
        return replace(self.then_opened(experiment), origin=None)

    def edit(
        self, experiment: Experiment, tag: str = "", selected: int | None = None
    ) -> "Document":
        """The document after a change; with the same `tag` as the last one, one step with it.

        `selected` is the layer that is selected after the change, by default the same one. The
        name and the description follow the model, unless a person gave them.
        """
        experiment = followed(self.experiment, experiment, self.origin)
        experiment = followed_space(self.experiment, experiment)
        still = still_invalid(self.invalid, self.experiment, experiment)
        then = self._then(experiment, tuple(each for each in still if each.key != tag), tag)
        return then.select(self.selected if selected is None else selected)

    def select(self, index: int) -> "Document":
        """The document with another layer selected, or the nearest one there is; no step."""
        index = max(0, min(index, len(self.experiment.layers) - 1))
        if index == self.selected:
            return self
        other = replace(self, selected=index)
        cached = {name: it for name, it in vars(self).items() if name in ("stack", "problems")}
        vars(other).update(cached)  # neither depends on what is selected
        return other

    def reject(self, key: str, value: Any, message: str) -> "Document":
        """The document after something was typed that the field does not take."""
        others = tuple(each for each in self.invalid if each.key != key)
        return self._then(self.experiment, (*others, InvalidValue(key, value, message)), key)

    def fix(self, fix: Fix) -> "Document":
        """The document after the fix of one of its problems."""
        others = tuple(each for each in self.invalid if each.problem(self.experiment).fix != fix)
        if others != self.invalid:
            return self._then(self.experiment, others)
        return self.edit(apply_fix(self.experiment, fix))

    def _then(
        self, experiment: Experiment, invalid: tuple[InvalidValue, ...], tag: str = ""
    ) -> "Document":
        if experiment == self.experiment:
            if invalid == self.invalid:
                return self
            experiment = self.experiment
        if tag and tag == self.tag:
            return replace(self, experiment=experiment, invalid=invalid, future=())
        past = (*self.past, self._step)[-HISTORY_KEPT:]
        return replace(self, experiment=experiment, invalid=invalid, past=past, future=(), tag=tag)

    def settled(self) -> "Document":
        """The document in which the next typing is a step of its own."""
        return replace(self, tag="") if self.tag else self

    def undo(self) -> "Document":
        """The document one step back; the same one at the beginning."""
        if not self.past:
            return self
        *past, before = self.past
        return self._at(before, tuple(past), (self._step, *self.future))

    def redo(self) -> "Document":
        """The document one step forth; the same one at the end."""
        if not self.future:
            return self
        after, *future = self.future
        return self._at(after, (*self.past, self._step), tuple(future))

    @property
    def _step(self) -> Step:
        return Step(
            self.experiment, self.origin, self.path, self.sitting, self.invalid, self.selected
        )

    def _at(self, step: Step, past: tuple[Step, ...], future: tuple[Step, ...]) -> "Document":
        """The document at a step; within one sitting it stays with the file it has now."""
        moved = replace(
            self,
            experiment=step.experiment,
            invalid=step.invalid,
            past=past,
            future=future,
            tag="",
            selected=step.selected,
        )
        if step.sitting == self.sitting:
            return moved
        return replace(moved, origin=step.origin, path=step.path, sitting=step.sitting)

    def saved_as(self, path: Path) -> "Document":
        return replace(self, origin=self.experiment, path=path, tag="")

    def with_facts(self, facts: DataFacts, data: DataSpec) -> "Document":
        """The document with what loading `data` has told."""
        return replace(self, facts=facts, facts_of=data)

    @property
    def unsaved(self) -> bool:
        return self.experiment != self.origin

    @property
    def known_facts(self) -> DataFacts | None:
        """The facts that still hold for the data as it is configured now."""
        data, loaded = self.experiment.data, self.facts_of
        if self.facts is None or loaded is None:
            return None
        if data == loaded:
            return self.facts
        same_texts = data.source == loaded.source and (
            getattr(data, "path", None) == getattr(loaded, "path", None)
        )
        if not same_texts:
            return None
        return replace(DataFacts.expected(data), classes=self.facts.classes)

    @cached_property
    def stack(self) -> Stack:
        return infer(self.experiment.layers, self.experiment.data.maxlen)

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        invalid = (each.problem(self.experiment) for each in self.invalid)
        known = informed(self.experiment, self.known_facts)
        faults = space_faults(self.experiment, edited)
        of_sweep = (Problem("sweep", str(f), severity=Severity.WARNING) for f in faults)
        return (*invalid, *problems(self.experiment, known), *of_sweep)

    @cached_property
    def tried(self) -> dict[str, str]:
        """What a sweep of the experiment tries, as it is typed, by dotted key."""
        sweep = self.experiment.sweep
        return {key: typed(each) for key, each in sweep.dimensions.items()} if sweep else {}

    def invalid_in(self, part: str = "") -> Mapping[str, InvalidValue]:
        """The invalid values below the dotted key `part`, by the rest of their keys."""
        return inside({each.key: each for each in self.invalid}, part)

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that forbid training."""
        return tuple(found for found in self.problems if found.severity is Severity.ERROR)


def first_of_interest(experiment: Experiment) -> int:
    """The layer that is selected at first: the first recurrent one."""
    layers = enumerate(experiment.layers)
    return next((index for index, layer in layers if isinstance(layer, Recurrent)), 0)


def with_layers(experiment: Experiment, layers: Sequence[Layer]) -> Experiment:
    """The experiment with another stack. Raises ConfigError where it is too tall."""
    if len(layers) > MAX_LAYERS:
        raise ConfigError([Fault("layers", f"a stack has at most {MAX_LAYERS} layers")])
    return experiment.model_copy(update={"layers": tuple(layers)})


def insert_layer(experiment: Experiment, index: int, layer: Layer) -> Experiment:
    """The experiment with a layer inserted at `index` (from 0). Raises ConfigError."""
    layers: list[Layer] = list(experiment.layers)
    layers.insert(index, layer)
    return with_layers(experiment, layers)


def remove_layer(experiment: Experiment, index: int) -> Experiment:
    return with_layers(experiment, [*experiment.layers[:index], *experiment.layers[index + 1 :]])


def replace_layer(experiment: Experiment, index: int, layer: Layer) -> Experiment:
    layers: list[Layer] = list(experiment.layers)
    layers[index] = layer
    return with_layers(experiment, layers)


def move_layer(experiment: Experiment, index: int, by: int) -> Experiment:
    """The experiment with a layer swapped with its neighbour; the same one at either end."""
    target = index + by
    layers: list[Layer] = list(experiment.layers)
    if not 0 <= target < len(layers):
        return experiment
    layers[index], layers[target] = layers[target], layers[index]
    return with_layers(experiment, layers)
