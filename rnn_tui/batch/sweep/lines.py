"""A sweep for people, line by line."""

from collections.abc import Iterator

from rnn_tui.io.text import one_line, visible
from rnn_tui.sweeps.overview import SweepView, TrialView, UnitView
from rnn_tui.sweeps.state import SweepState
from rnn_tui.sweeps.wording import best_sentences, value_words, values_words
from rnn_tui.wording.numbers import counted, figure
from rnn_tui.wording.times import clock

ABSENT, GAP = "-", "  "


def view_lines(view: SweepView) -> Iterator[str]:
    """The sweep: what it is, a line for each trial, the best one."""
    yield f"{visible(view.name)}: {view.state}"
    yield _about(view)
    rows = _rows_of_runs(view) if _is_seeds_alone(view) else _rows_of_trials(view)
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        yield GAP.join(cell.ljust(size) for cell, size in zip(row, widths, strict=True)).rstrip()
    for trial in view.trials:
        for unit in trial.runs:
            if unit.message:
                yield f"{visible(unit.run)}: {one_line(unit.message)}"
    yield from best_sentences(view)


def told_words(state: SweepState, trial: int, seed: int, objective: str) -> str:
    """The end of a run: `003  finished  val_loss 0.4210 @4  train.learning_rate 0.001`."""
    unit = state.unit(trial, seed)
    if unit is None or (told := unit.told) is None:
        return ""
    value = "" if told.value is None else f"{objective} {figure(told.value)}"
    at = "" if told.epoch is None else f"@{told.epoch + 1}"
    values = values_words(state.trials[trial].asked.values)
    parts = [visible(unit.run), told.outcome, f"{value} {at}".strip(), values, told.message]
    return GAP.join(one_line(part) for part in parts if part)


def _about(view: SweepView) -> str:
    tried = f"{view.sampler} over {', '.join(view.keys)}" if view.keys else "one combination"
    seeds = f", {counted(view.seeds, 'seed')} each" if view.seeds > 1 else ""
    over = sum(trial.state not in ("asked", "running", "waiting") for trial in view.trials)
    workers = f", {counted(view.workers, 'worker')} running" if view.workers else ""
    done = f"{over} of {counted(view.wanted, 'trial')} over"
    return visible(f"{tried}{seeds}: {done}{workers}{_time_left(view)}")


def _time_left(view: SweepView) -> str:
    """Until when trials are begun, while any are."""
    if view.minutes_left is None or view.state == "finished":
        return ""
    left = clock(60 * view.minutes_left)
    return f", trials are begun for another {left}" if view.minutes_left else ", the time is up"


def _is_seeds_alone(view: SweepView) -> bool:
    """Check whether there is one combination, so that its runs are what matters."""
    return not view.keys and len(view.trials) == 1 and view.seeds > 1


def _rows_of_runs(view: SweepView) -> list[list[str]]:
    """A row for each seed, with the figures of its test."""
    [trial] = view.trials
    tested = list(dict.fromkeys(name for unit in trial.runs for name in unit.test))
    rows = [["run", "state", "epochs", "time", view.objective, *(f"test {n}" for n in tested)]]
    for unit in trial.runs:
        figures = [figure(unit.test[n]) if n in unit.test else ABSENT for n in tested]
        first = [visible(unit.run), unit.state, _epochs(unit), clock(unit.seconds), _best(unit)]
        rows.append([*first, *figures])
    return rows


def _rows_of_trials(view: SweepView) -> list[list[str]]:
    return [_heading(view), *(_row(trial, view) for trial in view.trials)]


def _heading(view: SweepView) -> list[str]:
    runs = ["seed"] if view.seeds > 1 else []
    return ["trial", *runs, "state", "epochs", "time", view.objective, *map(visible, view.keys)]


def _row(trial: TrialView, view: SweepView) -> list[str]:
    """A trial; with several seeds their number, and the mean."""
    value = ABSENT if trial.value is None else figure(trial.value)
    seconds = sum(unit.seconds for unit in trial.runs)
    epochs = ABSENT
    if len(trial.runs) == 1:
        [unit] = trial.runs
        value = _best(unit)
        epochs = _epochs(unit)
    over = sum(unit.state in ("finished", "failed", "pruned", "stopped") for unit in trial.runs)
    runs = [f"{over}/{len(trial.runs)}"] if view.seeds > 1 else []
    values = [value_words(trial.values.get(key, ABSENT)) for key in view.keys]
    return [f"{trial.trial:03d}", *runs, trial.state, epochs, clock(seconds), value, *values]


def _epochs(unit: UnitView) -> str:
    return f"{unit.epochs}/{unit.total}" if unit.total else str(unit.epochs)


def _best(unit: UnitView) -> str:
    return ABSENT if unit.value is None else figure(unit.value)
