"""What is known of one run or two that are evaluated. No Textual."""

from dataclasses import dataclass, field

from rnn_tui.io.text import one_line
from rnn_tui.results.evaluate import Evaluation
from rnn_tui.results.evaluate.pairs import Pair, pair
from rnn_tui.results.predict import Predictor
from rnn_tui.results.predict.weights import PredictError
from rnn_tui.runs import RunState
from rnn_tui.tui.inspect.predictors import Target

Shown = Evaluation | Pair | RunState | None
"""The answers of one run, those of two, or a run that was tested in its training, of which only
the figures are known."""


@dataclass
class Look:
    """What is known of a target: the answers, or the reason why there are none."""

    predictor: Predictor | None = None
    found: Evaluation | None = None
    problem: str = ""


@dataclass
class Looks:
    """The looks at `targets`, in the order in which they come; `problem` says why the two cannot
    be put side by side."""

    targets: tuple[Target, ...] = ()
    each: dict[Target, Look] = field(default_factory=dict)
    both: Pair | None = None
    problem: str = ""

    def take(self, target: Target, look: Look) -> None:
        """Keep a look, and put two runs side by side once both have answers."""
        self.each[target] = look
        found = [self.each[each].found for each in self.targets if each in self.each]
        if len(self.targets) == len(found) == 2 and found[0] and found[1]:
            try:
                self.both = pair(found[0], found[1])
            except PredictError as error:
                self.problem = str(error)

    @property
    def first(self) -> Look | None:
        """The look at the first run."""
        return self.each.get(self.targets[0]) if self.targets else None

    @property
    def complete(self) -> bool:
        """True once all of the targets have been looked at."""
        return bool(self.targets) and all(target in self.each for target in self.targets)

    @property
    def missing(self) -> Target | None:
        """The first run without answers, once all have been looked at."""
        if not self.complete:
            return None
        return next((each for each in self.targets if self.each[each].found is None), None)

    @property
    def startable(self) -> tuple[Target, Predictor] | None:
        """The first run without answers, where its network can be had."""
        target = self.missing
        predictor = self.each[target].predictor if target else None
        return (target, predictor) if target and predictor else None

    @property
    def shown(self) -> Shown:
        """What there is to be shown."""
        first = self.first
        if not self.complete or first is None:
            return None
        if len(self.targets) > 1:
            return self.both
        if first.found is not None or first.predictor is None:
            return first.found
        return first.predictor.as_run

    @property
    def names(self) -> tuple[str, str]:
        """The ids of two runs; empty for one."""
        names = [one_line(target.run.run_id) for target in self.targets]
        return (names[0], names[1]) if len(names) > 1 else ("", "")
