"""A sweep's folder: its files, the sweeps of a runs folder, and the one that a person means."""

import os
from contextlib import suppress
from functools import cached_property
from pathlib import Path

from rnn_tui.experiment import ConfigError, Experiment, load
from rnn_tui.experiment.loading import edited, read_text
from rnn_tui.experiment.space import Space
from rnn_tui.experiment.space_faults import resolved
from rnn_tui.experiment.sweep import SweepSpec
from rnn_tui.io.places import expanded
from rnn_tui.io.text import visible
from rnn_tui.runs import RunDirectory, RunState, runs_folder
from rnn_tui.runs.directory import LAST
from rnn_tui.runs.files.ownership import foreign_among
from rnn_tui.sweeps.journal import Journal, SweepError
from rnn_tui.sweeps.meaning import digest_of
from rnn_tui.sweeps.names import CONFIGURATION, JOURNAL, QUEUE, is_sweep, sweeps_in
from rnn_tui.sweeps.state import SweepState, Trial, Unit

TEST = "train.test"

NAMED = 6
"""Sweeps that an error names at most."""


class Sweep:
    """One sweep, read from its folder. `refresh` brings `state` up to date."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.journal = Journal(path / JOURNAL)
        self.state = SweepState()
        self._bases: dict[str, Experiment] = {}

    @property
    def name(self) -> str:
        return self.path.name

    @property
    def label(self) -> str:
        """The name as people see it: it may come from anywhere, escape codes included."""
        return visible(self.name)

    @property
    def is_sweep(self) -> bool:
        """Check whether this is a sweep, and not another folder."""
        return is_sweep(self.path)

    @property
    def begun(self) -> float:
        """The time at which something was last written about it, in seconds since 1970."""
        try:
            return (self.path / JOURNAL).stat().st_mtime
        except OSError:
            return 0.0

    @property
    def runs(self) -> Path:
        """The folder of its runs."""
        return self.path.parent if self.state.created.beside else self.path

    @property
    def base(self) -> Experiment:
        """The experiment of `sweep.toml`, its `[sweep]` included. Raises SweepError."""
        return self._experiment(CONFIGURATION)

    @property
    def spec(self) -> SweepSpec:
        """The options. Raises SweepError."""
        return self.base.sweep or SweepSpec()

    @cached_property
    def space(self) -> Space:
        """What is tried, numbers in the types of their fields. Raises SweepError."""
        return space_of(self.base)

    @property
    def chooses(self) -> bool:
        """Check whether the sweep chooses among combinations, so that only the best is tested.

        A test part that had a say in the choice would flatter the chosen one. Raises SweepError.
        """
        return bool(self.spec.space)

    @property
    def objective(self) -> str:
        """The column of the history that the sweep improves. Raises SweepError."""
        return self.spec.objective or self.base.monitor

    def objective_of(self, state: RunState) -> str:
        """The column that says how good a run is: in a queue each has its own.

        Raises SweepError.
        """
        return state.monitor if self.state.created.beside else self.objective

    def refresh(self) -> SweepState:
        """Read what is new in the journal. Raises SweepError."""
        lines = self.journal.read()
        if self.journal.shrunk:
            self.state = SweepState()
        for line in lines:
            self.state.add(line)
        return self.state

    def run_of(self, unit: Unit) -> RunDirectory:
        """The run's directory, which may not be there yet."""
        return RunDirectory(self.runs / unit.run)

    def experiment_of(self, trial: Trial, seed: int) -> Experiment:
        """What a run of the trial trains. Raises SweepError and ConfigError."""
        base = self._experiment(trial.asked.experiment or CONFIGURATION).alone
        changes = [*trial.asked.values.items(), ("seed", seed)]
        if self.chooses and not trial.asked.experiment:
            changes.append((TEST, False))
        return edited(base, changes)

    def check_usable(self) -> None:
        """Raises SweepError where it is another user's, or another version's."""
        own_files = (self.path, self.path / CONFIGURATION, self.path / JOURNAL)
        with suppress(OSError):  # opening them will say why
            owners = [(path, path.stat().st_uid) for path in own_files]
            if (found := foreign_among(owners, self.path)) is not None:
                raise SweepError(
                    f"sweep {self.label} belongs to another user ({found.owner}), and its runs "
                    "would read data with your permissions; rnn-tui sweep -c "
                    f"{visible(str(self.path / CONFIGURATION))} makes one of your own"
                )
        self.refresh()
        if self.journal.foreign:
            raise SweepError(
                f"sweep {self.label} was written by another version of rnn-tui "
                f"({self.journal.foreign} in its journal); use the version that made it, "
                f"{self.state.created.program or 'unknown'} or later"
            )
        _ = self.base

    def check_unchanged(self) -> None:
        """Raises SweepError where `sweep.toml` was edited, so that trials would differ in more than
        their values. A queue does not train what it says."""
        created, path = self.state.created, self.path / CONFIGURATION
        if created.beside or not created.configuration:
            return
        try:
            digest = digest_of(read_text(path))
        except (ConfigError, ValueError) as error:
            raise SweepError(f"sweep {self.label} cannot be read: {error}") from error
        if digest != created.configuration:
            raise SweepError(
                f"{visible(str(path))} was edited after the sweep began, and its trials could not "
                "be compared: undo that (only sweep.trials and sweep.minutes may change), or make "
                f"another sweep with rnn-tui sweep -c {visible(str(path))}"
            )

    def _experiment(self, name: str) -> Experiment:
        if name not in self._bases:
            path = self.path / name
            if path.parent != self.path:
                raise SweepError(f"sweep {self.label} names a file elsewhere: {visible(name)}")
            try:
                self._bases[name] = load(path)
            except ConfigError as error:
                raise SweepError(f"sweep {self.label} cannot be read: {error}") from error
        return self._bases[name]


def space_of(experiment: Experiment) -> Space:
    """What a sweep of the experiment tries, numbers in the types of their fields."""
    found = experiment.sweep.dimensions if experiment.sweep else {}
    return {key: resolved(experiment.alone, key, each, edited) for key, each in found.items()}


def list_sweeps(folder: Path) -> list[Sweep]:
    """All sweeps in a runs folder, the last one written to first."""
    sweeps = [Sweep(path) for path in sweeps_in(folder)]
    return sorted(sweeps, key=lambda sweep: sweep.begun, reverse=True)


def find_sweep(reference: str, runs_dir: Path | None) -> Sweep:
    """The sweep that is meant: by its name, the beginning of one, a path, or `last`.

    Raises SweepError.
    """
    if not reference.strip():
        raise SweepError("name a sweep: its name, the beginning of one, or last")
    if os.sep in reference and (named_sweep := Sweep(expanded(reference))).is_sweep:
        return named_sweep
    folder = runs_folder(runs_dir)
    sweeps = list_sweeps(folder)
    where = visible(str(folder))
    if not sweeps:
        raise SweepError(f"no sweep in {where} yet; start one with rnn-tui sweep --seeds 5")
    if reference == LAST:
        return next((sweep for sweep in sweeps if sweep.name != QUEUE), sweeps[0])
    exact = [sweep for sweep in sweeps if sweep.name == reference]
    found = exact or [sweep for sweep in sweeps if sweep.name.startswith(reference)]
    if len(found) == 1:
        return found[0]
    if found:
        names = ", ".join(sorted(sweep.label for sweep in found)[:NAMED])
        raise SweepError(f"{reference} could be any of {names}; give more of the name")
    names = ", ".join([sweep.label for sweep in sweeps if sweep.name != QUEUE][:NAMED])
    raise SweepError(f"no sweep in {where} matches {reference}; the latest are {names}")
