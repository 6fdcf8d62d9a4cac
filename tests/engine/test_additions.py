"""The additions that `ARCHITECTURE.md` shows, made to a copy of the package and put to use."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).parent
DIFFS = re.findall(r"```diff\n(.*?)```", (ROOT / "ARCHITECTURE.md").read_text("utf-8"), re.DOTALL)
FILE = re.compile(r"^\+\+\+ (\S+)\n(.*?)(?=^\+\+\+ |\Z)", re.DOTALL | re.MULTILINE)
"""The name of a file in a diff, and its hunks."""

MOST_LINES = 40
SECONDS = 300


def apply(diff: str, root: Path) -> None:
    """Make the changes of a diff without line numbers: each hunk must fit in one place alone."""
    for name, hunks in FILE.findall(diff):
        path = root / name
        text = path.read_text("utf-8") if path.exists() else ""
        for hunk in filter(None, hunks.split("@@\n")):
            lines = hunk.splitlines(keepends=True)
            old = "".join(line[1:] for line in lines if line[0] in " -")
            new = "".join(line[1:] for line in lines if line[0] in " +")
            assert (text.count(old) == 1) if old else not text, f"{name} has no place for\n{hunk}"
            text = text.replace(old, new) if old else new
        path.write_text(text, "utf-8")


@pytest.mark.parametrize("diff", DIFFS, ids=lambda diff: re.findall(r"\w+\.py", diff)[0])
def test_an_addition_is_short(diff: str) -> None:
    assert len(diff.splitlines()) <= MOST_LINES


def test_each_kind_of_thing_is_added_as_architecture_shows(tmp_path: Path) -> None:
    assert len(DIFFS) == 6
    shutil.copytree(
        ROOT / "rnn_tui", tmp_path / "rnn_tui", ignore=shutil.ignore_patterns("__pycache__")
    )
    (tmp_path / "assets").symlink_to(ROOT / "assets")
    tests = [HERE / "test_registries.py", ROOT / "tests/unit/test_export_formats.py"]
    for file in (HERE / "additions_in_use.py", *tests):
        shutil.copy(file, tmp_path)
    for diff in DIFFS:
        apply(diff, tmp_path)
    held = ["-v", "-p", "no:cacheprovider", "-p", "no:xdist", *(file.name for file in tests)]
    done = subprocess.run(
        [sys.executable, "additions_in_use.py", *held],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(tmp_path), "KERAS_BACKEND": "tensorflow"},
        capture_output=True,
        text=True,
        timeout=SECONDS,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    for name in ("UnitNormalization", "adamax", "sparse_top_k", "binary_focal", "jsonl"):
        assert name in done.stdout
