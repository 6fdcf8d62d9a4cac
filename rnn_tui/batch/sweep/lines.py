"""A sweep for people, line by line."""

from collections.abc import Iterator

from rnn_tui.batch.tables import GAP, aligned
from rnn_tui.io.text import one_line, visible
from rnn_tui.sweeps.overview import SweepView, TrialView, UnitView
from rnn_tui.sweeps.state import SweepState
from rnn_tui.sweeps.wording import best_sentences, value_words, values_words
from rnn_tui.wording.language import listed, told, tr
from rnn_tui.wording.numbers import counted, figure
from rnn_tui.wording.times import clock

ABSENT = "-"


def view_lines(view: SweepView) -> Iterator[str]:
    """The sweep: what it is, a line for each trial, the best one."""
    yield f"{visible(view.name)}{tr(': ')}{tr(view.state)}"
    yield _about(view)
    rows = _rows_of_runs(view) if _is_seeds_alone(view) else _rows_of_trials(view)
    yield from aligned(rows)
    for trial in view.trials:
        for unit in trial.runs:
            if unit.message:
                yield f"{visible(unit.run)}{tr(': ')}{told(one_line(unit.message))}"
    yield from map(told, best_sentences(view))


def told_words(state: SweepState, trial: int, seed: int, objective: str) -> str:
    """The end of a run: `003  finished  val_loss 0.4210 @4  train.learning_rate 0.001`."""
    unit = state.unit(trial, seed)
    if unit is None or (ended := unit.told) is None:
        return ""
    value = "" if ended.value is None else f"{objective} {figure(ended.value)}"
    at = "" if ended.epoch is None else f"@{ended.epoch + 1}"
    values = values_words(state.trials[trial].asked.values)
    outcome, message = tr(ended.outcome), told(ended.message)
    parts = [visible(unit.run), outcome, f"{value} {at}".strip(), values, message]
    return GAP.join(one_line(part) for part in parts if part)


def _about(view: SweepView) -> str:
    tried = [tr("one combination")]
    if view.keys:
        tried = [f"{view.sampler}{tr(' over ')}{listed(view.keys)}"]
    if view.seeds > 1:
        tried.append(tr("{seeds} each", seeds=counted(view.seeds, "seed")))
    over = sum(trial.state not in ("asked", "running", "waiting") for trial in view.trials)
    done = [tr("{over} of {trials} over", over=over, trials=counted(view.wanted, "trial"))]
    if view.workers:
        done.append(tr("{workers} running", workers=counted(view.workers, "worker")))
    return visible(f"{listed(tried)}{tr(': ')}{listed([*done, *_time_left(view)])}")


def _time_left(view: SweepView) -> Iterator[str]:
    """Until when trials are begun, while any are."""
    if view.minutes_left is None or view.state == "finished":
        return
    if view.minutes_left:
        yield tr("trials are begun for another {clock}", clock=clock(60 * view.minutes_left))
    else:
        yield tr("the time is up")


def _is_seeds_alone(view: SweepView) -> bool:
    """Check whether there is one combination, so that its runs are what matters."""
    return not view.keys and len(view.trials) == 1 and view.seeds > 1


def _rows_of_runs(view: SweepView) -> list[list[str]]:
    """A row for each seed, with the figures of its test."""
    [trial] = view.trials
    tested = list(dict.fromkeys(name for unit in trial.runs for name in unit.test))
    tests = (tr("test {name}", name=name) for name in tested)
    rows = [[tr("run"), *_heads(view), *tests]]
    for unit in trial.runs:
        figures = [figure(unit.test[n]) if n in unit.test else ABSENT for n in tested]
        first = [visible(unit.run), tr(unit.state), _epochs(unit), clock(unit.seconds), _best(unit)]
        rows.append([*first, *figures])
    return rows


def _rows_of_trials(view: SweepView) -> list[list[str]]:
    return [_heading(view), *(_row(trial, view) for trial in view.trials)]


def _heading(view: SweepView) -> list[str]:
    runs = [tr("seed")] if view.seeds > 1 else []
    return [tr("trial"), *runs, *_heads(view), *map(visible, view.keys)]


def _heads(view: SweepView) -> list[str]:
    return [tr("state"), tr("epochs"), tr("time"), view.objective]


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
    return [f"{trial.trial:03d}", *runs, tr(trial.state), epochs, clock(seconds), value, *values]


def _epochs(unit: UnitView) -> str:
    return f"{unit.epochs}/{unit.total}" if unit.total else str(unit.epochs)


def _best(unit: UnitView) -> str:
    return ABSENT if unit.value is None else figure(unit.value)
