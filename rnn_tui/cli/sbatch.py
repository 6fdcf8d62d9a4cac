"""The command that prints a job script for Slurm."""

from pathlib import Path

import click

from rnn_tui.cli import options
from rnn_tui.io.streams import write


@click.command()
@options.config
@options.settings
@options.runs_dir
@click.option("--time", default="4:00:00", show_default=True, help="Time limit of the job.")
@click.option("--cpus", type=click.IntRange(1), default=2, show_default=True, help="Cores.")
@click.option("--mem", "memory", default="4G", show_default=True, help="Memory.")
@click.option("--gpus", type=click.IntRange(0), default=0, show_default=True, help="GPUs.")
@click.option("--partition", default="", help="Partition (default: Slurm's).")
@click.option("--seeds", default="", metavar="ARRAY", help="One run for each seed, such as 0-4.")
@click.option("--as", "name", metavar="NAME", help="Id of the run.")
@click.option(
    "--option",
    "more",
    multiple=True,
    metavar="--X=Y",
    help="Another option for sbatch. Repeatable.",
)
def sbatch(
    config: str | None,
    settings: tuple[str, ...],
    runs_dir: Path | None,
    time: str,
    cpus: int,
    memory: str,
    gpus: int,
    partition: str,
    seeds: str,
    name: str | None,
    more: tuple[str, ...],
) -> None:
    """Print a job script for Slurm: rnn-tui sbatch -c X | sbatch."""
    from rnn_tui.batch.experiments import QUICKSTART, trainable
    from rnn_tui.batch.slurm_script import Request, Work, job_script
    from rnn_tui.experiment import preset_names
    from rnn_tui.runs import runs_folder
    from rnn_tui.runs.changes.moving import check_name

    experiment = trainable(config, settings)
    if name is not None:
        check_name(name)
    source = QUICKSTART if config is None else config
    if source not in preset_names():
        source = str(Path(source).expanduser().absolute())
    work = Work(
        name=experiment.name,
        config=source,
        settings=settings,
        runs=runs_folder(runs_dir),
        run_id=name or "",
    )
    request = Request(
        time=time,
        cpus=cpus,
        memory=memory,
        gpus=gpus,
        partition=partition,
        seeds=seeds,
        more=more,
    )
    write(job_script(request, work).rstrip("\n"))
