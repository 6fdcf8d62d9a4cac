"""The README's blocks run as they stand, one after the other, in a checkout.

Lines that install are run by `.ci/run`; the block about IMDB is in `tests/imdb`.
"""

from pathlib import Path

import pytest

from tests.lives import Lab
from tests.readme import ACTIVATE, blocks, checkout, runnable, shell

OFFLINE = [block for block in blocks() if runnable(block) and "imdb" not in block]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return checkout(tmp_path_factory.mktemp("checkout"))


@pytest.mark.parametrize("block", OFFLINE)
def test_a_block_runs_as_it_stands(block: str, folder: Path, lab: Lab) -> None:
    environment = lab.env | {"RNN_TUI_RUNS": ""}
    first = f"{ACTIVATE}\n" if block == OFFLINE[0] else ""  # it has just made the environment
    printed = shell(first + runnable(block), folder, environment)
    assert "test" in printed


def test_each_block_stands_on_its_own() -> None:
    assert len(OFFLINE) >= 3
    assert all(block.startswith(ACTIVATE) for block in OFFLINE[1:])
