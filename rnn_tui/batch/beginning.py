"""Beginning a run from what was typed: check, create, start, follow."""

from pathlib import Path

from rnn_tui.batch.launching import leave_at_work, run_and_follow, style_of
from rnn_tui.experiment import Experiment, Severity, problems
from rnn_tui.references import Refusal, experiment_of, refuse_run_errors
from rnn_tui.results.data.facts import informed
from rnn_tui.runs import create, runs_folder, start_engine


def trainable(config: str | None, settings: tuple[str, ...]) -> Experiment:
    """The experiment that was typed. Raises Refusal where it cannot be trained."""
    experiment = experiment_of(config, settings)
    found = problems(experiment, informed(experiment, None))
    errors = [p for p in found if p.severity == Severity.ERROR]
    if errors:
        lines = "\n  ".join(p.sentence_to_type for p in errors)
        raise Refusal(f"the experiment cannot be trained:\n  {lines}")
    return experiment


def begin_run(
    config: str | None,
    settings: tuple[str, ...],
    runs_dir: Path | None,
    detach: bool,
    json_lines: bool,
) -> int:
    """One headless run, or its start alone. Returns the exit code; raises Refusal."""
    experiment = trainable(config, settings)
    run = refuse_run_errors(lambda: create(runs_folder(runs_dir), experiment))
    if not detach:
        return int(refuse_run_errors(lambda: run_and_follow(run, style_of(json_lines))))
    refuse_run_errors(lambda: start_engine(run))
    return int(refuse_run_errors(lambda: leave_at_work(run, json_lines)))
