"""Each file of tests has a lab of its own; no process of it may outlive its test.

Nor may a file be left in the folder for temporary ones, however a process has ended.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.lives import Lab

LEAVING_SECONDS = 20.0
"""What has lost its parent needs that long on a busy machine to notice it and to end."""


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """Folders for state, cache and runs, and the processes that were started with them."""
    place = Lab(tmp_path_factory.mktemp("lab"), forks=True)
    place.env["TMPDIR"] = str(tmp_path_factory.mktemp("temporary"))
    yield place
    place.clear()


@pytest.fixture(autouse=True)
def nothing_is_left(lab: Lab) -> Iterator[None]:
    """Ends what a test has left behind for good, and lets the test fail for it."""
    yield
    left = lab.clear(LEAVING_SECONDS)
    assert not left, f"processes were left alive: {left}"
    if "TMPDIR" in lab.env:
        files = [path.name for path in Path(lab.env["TMPDIR"]).iterdir()]
        assert not files, f"temporary files were left: {files}"
