"""Commands for many runs of one experiment: sweep, and what is done with one."""

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rnn_tui.cli import options
from rnn_tui.cli.commands import Hinting
from rnn_tui.io.faults import UserError

if TYPE_CHECKING:
    from rnn_tui.batch.slurm_script import Request
    from rnn_tui.sweeps.folder import Sweep

Command = Callable[..., Any]

workers = click.option(
    "--workers",
    type=click.IntRange(0, 1_000),
    help="Runs at a time on this machine (default: one for each core or GPU); 0: none here.",
)
on = click.option(
    "--on",
    type=click.Choice(["local", "slurm", "none"]),
    default="local",
    show_default=True,
    help="Where workers are started: here, as an array of Slurm jobs, or by hand.",
)
JOB = (
    click.option("--time", default="4:00:00", help="With --on slurm: time limit of a job."),
    click.option("--mem", "memory", default="4G", help="With --on slurm: its memory."),
    click.option("--partition", default="", help="With --on slurm: its partition."),
    click.option(
        "--option",
        "more",
        multiple=True,
        metavar="--X=Y",
        help="With --on slurm: another option for sbatch. Repeatable.",
    ),
)
detach = click.option("--detach", is_flag=True, help="Start the workers and exit.")


def placed(command: Command) -> Command:
    """--workers, --on and what describes a job; the command gets `workers` and `cluster`.

    Without any of them both are None.
    """

    @wraps(command)
    def call(
        *,
        workers: int | None,
        on: str,
        time: str,
        memory: str,
        partition: str,
        more: tuple[str, ...],
        **rest: Any,
    ) -> Any:
        from rnn_tui.batch.slurm_script import Request

        job = Request(time=time, memory=memory, partition=partition, more=more)
        if on != "slurm" and job != Request():
            raise UserError("--time, --mem, --partition and --option belong to --on slurm")
        if on == "none" and workers:
            raise UserError("--on none starts no worker: leave out --workers, or --on none")
        cluster = job if on == "slurm" else None
        return command(workers=0 if on == "none" else workers, cluster=cluster, **rest)

    for option in (*reversed(JOB), on, workers):
        call = option(call)
    return call


def found_sweep(command: Command) -> Command:
    """SWEEP and --runs-dir; the command gets the sweep that they mean as `sweep`."""

    @click.argument("reference", metavar="[SWEEP]", default="last", shell_complete=options.sweeps)
    @options.runs_dir
    @wraps(command)
    def call(*, reference: str, runs_dir: Path | None, **rest: Any) -> Any:
        from rnn_tui.sweeps.folder import find_sweep

        return command(sweep=find_sweep(reference, runs_dir), **rest)

    return call


@click.group(cls=Hinting, invoke_without_command=True)
@options.config
@click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="KEY=VALUES",
    help="Try values for a key: 16,32,64 or 1e-4..1e-2:log or 16..128:16; one value sets it. "
    "Repeatable.",
    shell_complete=options.setting_keys,
)
@click.option("--seeds", type=int, help="Runs of each combination, each with its own seed.")
@click.option("--trials", type=int, help="Combinations to try (default: all of a grid, else 20).")
@click.option(
    "--minutes",
    type=float,
    help="Begin no trial after this many minutes; without --trials, as many as there is time for.",
)
@click.option("--sampler", metavar="NAME", help="grid, random, tpe, qmc (default: by the values).")
@click.option("--prune", metavar="NAME", help="Stop runs that do poorly: median or asha.")
@click.option(
    "--prune-after", type=int, metavar="EPOCHS", help="Epochs before a run is judged (default: 1)."
)
@click.option(
    "--cores", type=int, help="Cores of a run (default: 1, several runs at a time); 0: all."
)
@click.option("--objective", metavar="NAME", help="The value to improve (default: train.monitor).")
@click.option("--sweep-seed", "seed", type=int, help="Seed of the sampler.")
@options.runs_dir
@click.option("--as", "name", metavar="NAME", help="Name of the sweep's folder.")
@placed
@detach
@options.as_json
@click.pass_context
def sweep(
    context: click.Context,
    /,
    config: str | None,
    settings: tuple[str, ...],
    runs_dir: Path | None,
    name: str | None,
    workers: int | None,
    cluster: "Request | None",
    detach: bool,
    json_lines: bool,
    **of_sweep: Any,
) -> None:
    """Train many runs of one experiment: seeds, combinations of values.

    A sweep is a folder of runs: rnn-tui sweep -c imdb-gru --seeds 5. Its commands: show, stop,
    resume, work.
    """
    if context.invoked_subcommand is not None:
        given = [*of_sweep.values(), config, runs_dir, name, workers, cluster]
        if settings or detach or json_lines or any(value is not None for value in given):
            raise options.must_follow(context)
        return
    from rnn_tui.batch.sweep.commands import start_sweep
    from rnn_tui.batch.sweep.typed import sweep_of

    experiment = sweep_of(config, settings, of_sweep)
    context.exit(start_sweep(experiment, name, runs_dir, workers, detach, json_lines, cluster))


@sweep.command()
@found_sweep
@click.option(
    "--optuna",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write the sweep as a study for Optuna's dashboard instead, into a new file.",
)
@options.as_json
def show(sweep: "Sweep", optuna: Path | None, json_lines: bool) -> None:
    """Print a sweep: its trials, what became of them, the best one."""
    from rnn_tui.batch.sweep.commands import export_study, show_sweep

    if optuna is None:
        show_sweep(sweep, json_lines)
    elif json_lines:
        raise UserError("--optuna and --json cannot be combined")
    else:
        export_study(sweep, optuna)


@sweep.command()
@found_sweep
@click.option("--after-runs", is_flag=True, help="Finish what is running, begin nothing new.")
@options.as_json
def stop(sweep: "Sweep", after_runs: bool, json_lines: bool) -> None:
    """Stop a sweep: its runs keep history and checkpoint, and resume continues them."""
    from rnn_tui.batch.sweep.commands import stop_sweep

    stop_sweep(sweep, after_runs, json_lines)


@sweep.command()
@found_sweep
@placed
@detach
@options.as_json
@click.pass_context
def resume(
    context: click.Context,
    sweep: "Sweep",
    workers: int | None,
    cluster: "Request | None",
    detach: bool,
    json_lines: bool,
) -> None:
    """Continue a sweep: stopped and lost runs first, then what is left."""
    from rnn_tui.batch.sweep.commands import resume_sweep

    context.exit(resume_sweep(sweep, workers, detach, json_lines, cluster))


@sweep.command()
@found_sweep
@click.option("--requeue", is_flag=True, help="In a Slurm job: requeue it when its time is up.")
@options.as_json
@click.pass_context
def work(context: click.Context, sweep: "Sweep", requeue: bool, json_lines: bool) -> None:
    """Be one worker of a sweep: by hand, over ssh, as a task of a cluster."""
    from rnn_tui.batch.sweep.commands import work_on_sweep

    context.exit(work_on_sweep(sweep, json_lines, requeue))
