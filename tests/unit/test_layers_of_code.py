"""Who imports whom, seen from a fresh interpreter: what a command does not need is not loaded."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

import rnn_tui

PROBE = """
import sys
{statement}
print(*sorted({{name.partition('.')[0] for name in sys.modules}} | {{
    '.'.join(name.split('.')[:2]) for name in sys.modules if name.startswith('rnn_tui.')}}))
"""


def modules_after(statement: str) -> set[str]:
    """Top-level packages, and rooms of ours, that are loaded after the statement."""
    done = subprocess.run(
        [sys.executable, "-P", "-c", PROBE.format(statement=statement)],
        capture_output=True,
        text=True,
        check=True,
    )
    return set(done.stdout.splitlines()[-1].split())


HELP = """
from rnn_tui.cli import cli
try:
    cli.main(["--help"], standalone_mode=True)
except SystemExit:
    pass
"""


@pytest.mark.parametrize(
    ("statement", "absent"),
    [
        (HELP, {"textual", "keras", "tensorflow", "numpy", "rich", "rnn_tui.experiment"}),
        ("import rnn_tui.experiment", {"numpy", "rich", "click", "psutil", "rnn_tui.runs"}),
        ("import rnn_tui.cells", {"keras", "tensorflow", "rnn_tui.data", "rnn_tui.runs"}),
        ("import rnn_tui.data", {"keras", "tensorflow", "rnn_tui.runs", "rnn_tui.cells"}),
        ("import rnn_tui.runs", {"keras", "tensorflow", "rnn_tui.data", "rnn_tui.cells", "rich"}),
        ("import rnn_tui.batch", {"textual", "keras", "tensorflow", "rnn_tui.engine"}),
        ("import rnn_tui.tui", {"textual", "keras", "tensorflow", "numpy"}),
        ("import rnn_tui.__main__, rnn_tui.tui.app", {"click", "keras", "tensorflow", "tomlkit"}),
        (
            "import rnn_tui.tui.app",
            {"keras", "tensorflow", "rnn_tui.engine", "rnn_tui.data", "numpy"},
        ),
    ],
    ids=lambda value: value.strip().splitlines()[0] if isinstance(value, str) else None,
)
def test_loads_only_what_it_needs(statement: str, absent: set[str]) -> None:
    assert not absent & modules_after(statement)


def test_the_probe_sees_what_is_loaded() -> None:
    assert {"numpy", "rnn_tui.experiment"} <= modules_after("import numpy, rnn_tui.experiment")


PRINTS = {
    "io/streams.py": "the door itself",
    "io/child_events.py": "JSON for the process that has started this one",
    "results/script/imdb_loader.py": "part of an exported script",
    "results/script/__init__.py": "writes a script that prints",
    "results/script/training.py": "the same",
    "results/exports/predicting.py": "the same",
    "batch/documents/page.py": "a page of the documentation",
}
"""Files that may call `print`, and why; those of the engine print into its log."""


def test_text_leaves_through_one_door() -> None:
    """What people or data have written must give the terminal no orders."""
    room = Path(rnn_tui.__file__).parent
    for path in sorted(room.rglob("*.py")):
        name = path.relative_to(room).as_posix()
        if name in PRINTS or name.startswith("engine/"):
            continue
        found = re.findall(r"^.*(?<![\w.])print\(.*$", path.read_text(encoding="utf-8"), re.M)
        said = [line for line in found if "def print(" not in line and "end=" not in line]
        assert not said, f"{name}: print by rnn_tui.io.streams.write, or tell for stderr: {said[0]}"


def test_one_file_knows_plotext() -> None:
    """Its private modules differ from release to release: one file has to follow them."""
    room = Path(rnn_tui.__file__).parent
    imports = re.compile(r"^\s*(?:import|from) plotext\b", re.M)
    found = [path for path in room.rglob("*.py") if imports.search(path.read_text("utf-8"))]
    assert [path.name for path in found] == ["plotext_figure.py"]


FORMATS = re.compile(
    r"\{[^{}\"]*:[+>]?\d*,?\.\d[f%e]\}|strftime\(|['\"]s['\"] (?:if|\*)|divmod\(.*60\)"
)
FORMATTED = {
    "tui/state/draft.py": "a file's name",
    "runs/ids.py": "a run's name",
    "results/script/__init__.py": "part of an exported script",
    "results/exports/predicting.py": "part of an exported script",
    "engine/export.py": "a difference of probabilities",
    "engine/formats/__init__.py": "the same",
    "results/plot/axes.py": "ticks have the digits that tell them apart",
    "data/imdb/npz_child.py": "imports nothing of ours",
    "batch/data.py": "the mean and median of lengths",
    "engine/devices/device_choice.py": "a ratio",
    "engine/devices/speed.py": "a limit in seconds",
    "experiment/class_weight.py": "a limit",
    "tui/inspect/lab/wording.py": "values of a formula",
    "tui/inspect/predict/panes.py": "an activation with its sign",
    "tui/inspect/predict/wording.py": "a difference in points",
}
"""Files outside the wording room that format a number or a time themselves, and why."""


def test_values_are_worded_in_one_room() -> None:
    room = Path(rnn_tui.__file__).parent
    found = {
        path.relative_to(room).as_posix()
        for path in room.rglob("*.py")
        if path.relative_to(room).parts[0] != "wording" and FORMATS.search(path.read_text("utf-8"))
    }
    assert found == set(FORMATTED), "figures, shares, sizes and times: see rnn_tui.wording"


def test_no_two_files_of_tests_have_one_name() -> None:
    """pytest imports them by that name alone, and would not collect the second."""
    files = [path.name for path in Path(__file__).parents[1].rglob("*.py")]
    again = {name for name in files if files.count(name) > 1}
    assert again <= {"conftest.py"}
