"""Changing what a sweep of an experiment tries, and keeping it at its fields when layers move."""

from collections.abc import Mapping
from typing import Any

from rnn_tui.experiment.experiment import Experiment
from rnn_tui.experiment.moved_keys import key_after
from rnn_tui.experiment.sweep import SweepSpec


def with_space(experiment: Experiment, space: Mapping[str, Any]) -> Experiment:
    """The experiment with a sweep over this space, in TOML's types; without one that says nothing.

    The other options of the sweep stay as they are.
    """
    found = (experiment.sweep or SweepSpec()).model_copy(update={"space": dict(space)})
    return experiment.model_copy(update={"sweep": None if found == SweepSpec() else found})


def followed_space(before: Experiment, after: Experiment) -> Experiment:
    """`after` with the space at the same fields as `before`, wherever its layers are now.

    What is tried of a layer or of a source of data goes with it. An edit of the space itself is
    left as it is.
    """
    sweep = after.sweep
    if sweep is None or sweep is not before.sweep or not sweep.space:
        return after
    moved = {key: key_after(key, before, after) for key in sweep.space}
    space = {now: sweep.space[key] for key, now in moved.items() if now is not None}
    return after if list(space) == list(sweep.space) else with_space(after, space)
