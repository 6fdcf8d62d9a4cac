"""The class weights against the classes of the data, which are known once it is loaded."""

from difflib import get_close_matches

from rnn_tui.experiment.base import NONE_WORD
from rnn_tui.experiment.experiment import Experiment
from rnn_tui.experiment.facts import DataFacts
from rnn_tui.experiment.problems import Fix, Problem, SetKey
from rnn_tui.wording.lists import first_of

KEY = "train.class_weight"
MOST_NAMED = 12


def class_problems(experiment: Experiment, facts: DataFacts) -> list[Problem]:
    """Weights of classes that there are not, and weights that leave nothing of the loss."""
    given, classes = experiment.train.class_weight, facts.class_names
    if not isinstance(given, dict) or classes is None:
        return []
    unknown = [name for name in given if name not in classes]
    if unknown:
        return [_unknown(name, given, classes) for name in unknown]
    if any(given.get(name, 1.0) for name in classes):
        return []
    message = f"{KEY} gives every class the weight 0, so there is nothing to learn from"
    return [Problem("no-weight", message, None, _without(given, *given))]


def _unknown(name: str, given: dict[str, float], classes: tuple[str, ...]) -> Problem:
    listed = first_of(classes, MOST_NAMED)
    message = f"{KEY} names the class {name}, but the classes are {listed}"
    free = {each.casefold().strip(): each for each in classes if each not in given}
    near = get_close_matches(name.casefold().strip(), free, n=1)
    if not near:
        return Problem("unknown-class", message, None, _without(given, name))
    meant = free[near[0]]
    renamed = {meant if key == name else key: weight for key, weight in given.items()}
    return Problem(
        "unknown-class", message, None, Fix(f"rename it to {meant}", (SetKey(KEY, renamed),))
    )


def _without(given: dict[str, float], *names: str) -> Fix:
    rest = {key: weight for key, weight in given.items() if key not in names}
    label = f"remove {names[0]}" if rest else "remove the weights"
    return Fix(label, (SetKey(KEY, rest or NONE_WORD),))
