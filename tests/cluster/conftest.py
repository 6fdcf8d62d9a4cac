"""A Slurm of the tests' own, and a folder for the runs of its jobs."""

from collections.abc import Iterator

import pytest

from tests.cluster.slurm import Slurm, why_not
from tests.lives import Lab


@pytest.fixture(scope="session")
def slurm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Slurm]:
    if reason := why_not():
        pytest.skip(reason)
    cluster = Slurm(tmp_path_factory.mktemp("slurm"))
    yield cluster
    cluster.stop()


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """Cleared behind each file of tests: no process of a job may outlive it."""
    place = Lab(tmp_path_factory.mktemp("lab"))
    yield place
    left = place.clear()
    assert not left, f"processes were left alive: {left}"
