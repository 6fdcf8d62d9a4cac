"""The options of `[sweep]`: what a sweep of the experiment tries, and how often."""

from typing import Any, Literal

from pydantic import Field, field_validator

from rnn_tui.experiment.base import Spec
from rnn_tui.experiment.space import Space, dimension_of

OF_OPTUNA = ("tpe", "qmc")
"""Samplers that need the extra `sweep`."""

USUAL_TRIALS = 20
MOST_TRIALS = 100_000


class SweepSpec(Spec):
    """Many runs of one experiment: combinations of values from `space`, each with some seeds."""

    seeds: int = Field(
        1,
        ge=1,
        le=1_000,
        description="Runs of each combination, with the seeds seed, seed + 1 and so on.",
    )
    trials: int | None = Field(
        None,
        ge=1,
        le=MOST_TRIALS,
        description=(
            f"Combinations to try; auto: all of a grid, else {USUAL_TRIALS}, or with minutes as "
            "many as there is time for."
        ),
    )
    minutes: float | None = Field(
        None,
        gt=0.0,
        le=525_600.0,
        description=(
            "No trial is begun after this many minutes since the first; those that are running are "
            "finished. Time while the sweep is stopped does not count. none: no limit."
        ),
    )
    sampler: Literal["auto", "grid", "random", "tpe", "qmc"] = Field(
        "auto",
        description=(
            "How combinations are chosen: grid tries all, random draws them, tpe learns from the "
            "results so far, qmc spreads them evenly (Sobol); auto: grid, or random if the space "
            "has a range without a step. tpe and qmc need rnn-tui[sweep]."
        ),
    )
    prune: Literal["median", "asha"] | None = Field(
        None,
        description=(
            "Stop runs that do poorly, judged by their first seed: median, those worse than the "
            "median at the same epoch; asha, all but the best third after 1, 3, 9 … epochs; none: "
            "every run is trained to its end. Needs rnn-tui[sweep]."
        ),
    )
    prune_after: int = Field(
        1,
        ge=1,
        le=1_000_000,
        description=(
            "Epochs that each run is trained before it may be pruned; for asha its first rung: 2 "
            "means after 2, 6, 18 … epochs."
        ),
    )
    cores: int = Field(
        1,
        ge=0,
        le=1_024,
        description=(
            "Cores of a run, which it has for itself; 0: all that its worker may use. The last "
            "bits of a run depend on their number."
        ),
    )
    gpu_runs: int = Field(
        1, ge=1, le=64, description="Runs that share a GPU, each with its part of the memory."
    )
    objective: str | None = Field(
        None, description="The value that the sweep improves, such as val_acc; auto: train.monitor."
    )
    seed: int = Field(0, ge=0, le=2**31 - 1, description="Seed of the sampler.")
    space: dict[str, Any] = Field(
        default_factory=dict,
        description=(
            "For each dotted key a list of values, or a table such as {low = 1e-4, high = 1e-2, "
            "log = true}; step = N instead of log for steps."
        ),
    )

    @field_validator("space")
    @classmethod
    def _readable(cls, space: dict[str, Any]) -> dict[str, Any]:
        for key, value in space.items():
            try:
                dimension_of(value)
            except ValueError as error:
                raise ValueError(f"{key}: {error}") from error
        return space

    @property
    def dimensions(self) -> Space:
        """What is tried, in the order of the file."""
        return {key: dimension_of(value) for key, value in self.space.items()}
