"""Decisions that follow from the history: to go on or to end, the rate. Pure functions."""

from collections.abc import Sequence

from rnn_tui.experiment import Experiment
from rnn_tui.runs.files.history_csv import EpochRecord
from rnn_tui.runs.position import Phase, Position
from rnn_tui.runs.state.policies import learning_rate, stops_early
from rnn_tui.runs.state.ranking import best_epoch

History = Sequence[EpochRecord]


def reason_to_end(experiment: Experiment, position: Position, history: History) -> str | None:
    """The reason why no epoch follows at this position; None where training goes on."""
    train = experiment.train
    if position.epoch >= train.epochs:
        return f"all {train.epochs} epochs are done"
    rule = train.early_stopping
    between = position == Position(len(history)) or position.phase == Phase.TEST
    if rule is not None and between:
        watched = experiment.monitored["train.early_stopping.monitor"]
        if stops_early(_values(history, watched), watched, rule):
            waited = f"{rule.patience} epochs" if rule.patience > 1 else "1 epoch"
            return f"{watched} has not improved for {waited}"
    return None


def rate_of(experiment: Experiment, epoch: int, history: History) -> float:
    """The learning rate for `epoch` (from 0)."""
    watched = experiment.monitored.get("train.schedule.monitor", "loss")
    return learning_rate(experiment, epoch, _values(history, watched))


def best_of(experiment: Experiment, history: History) -> int | None:
    """Index of the epoch with the best monitored value; None where no value is finite."""
    return best_epoch(_values(history, experiment.monitor), experiment.monitor)


def _values(history: History, name: str) -> list[float]:
    return [record.logs.get(name, float("nan")) for record in history]
