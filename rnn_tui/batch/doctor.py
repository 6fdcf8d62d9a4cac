"""`rnn-tui doctor`: versions, devices, folders, what an engine would choose, and what is wrong."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from rnn_tui.batch.documents.doctor import Card, Chosen, Examined, Place, Trouble
from rnn_tui.batch.documents.text import json_line
from rnn_tui.batch.tables import to_the_left
from rnn_tui.io.exits import Exit
from rnn_tui.io.streams import write
from rnn_tui.io.text import one_line
from rnn_tui.wording.language import listed, told, tr
from rnn_tui.wording.numbers import byte_size

NAMES = 14
"""Columns of what stands at the left."""

SECONDS = 120.0
"""The time after which an engine has failed to answer."""

ENGINE = [sys.executable, "-P", "-m", "rnn_tui.engine.doctor"]
REINSTALL = "reinstall the program: pip install --force-reinstall rnn-tui"


def doctor(folders: Mapping[str, Path], json_lines: bool) -> Exit:
    """Print the findings; exit 5 where no engine could run, else 0.

    `folders` maps what a folder is for to where it lies.
    """
    found, works = examine(folders)
    if json_lines:
        write(json_line(found))
    else:
        for line in lines(found):
            write(line)
    return Exit.FINISHED if works else Exit.ENGINE


def examine(folders: Mapping[str, Path]) -> tuple[Examined, bool]:
    """The findings, and whether an engine can be imported."""
    places = [Place(what=w, path=str(p), writable=is_writable(p)) for w, p in folders.items()]
    trouble = [
        Trouble(
            problem=f"the folder for {each.what} cannot be written: {each.path}",
            remedy=f"make it writable, or choose another {REMEDIES[each.what]}",
        )
        for each in places
        if not each.writable
    ]
    said = ask_engine()
    if error := said.get("error"):
        broken = Trouble(problem=f"no engine can start: {one_line(str(error))}", remedy=REINSTALL)
        return Examined(folders=places, trouble=[broken, *trouble]), False
    if problem := said.get("gpu_problem"):
        trouble.insert(0, Trouble(problem=problem, remedy=said.get("gpu_remedy", "")))
    found = Examined(
        versions=said["versions"],
        processor=said["processor"],
        threads=said["threads"],
        native_loops=said["native_loops"],
        gpus=[_card(each) for each in said["gpus"]],
        gpu=said["gpu"],
        environment=said["environment"],
        choices=[Chosen(**each) for each in said["choices"]],
        folders=places,
        trouble=trouble,
    )
    return found, True


REMEDIES = {
    "runs": "with --runs-dir or RNN_TUI_RUNS",
    "cache": "in RNN_TUI_CACHE",
    "configuration": "in RNN_TUI_CONFIG",
    "state": "in RNN_TUI_STATE",
}


def ask_engine() -> dict[str, Any]:
    """The answer of an engine in a process of its own; `error` if there is none."""
    try:
        told = subprocess.run(
            ENGINE, stdin=subprocess.DEVNULL, capture_output=True, timeout=SECONDS
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return {"error": str(error)}
    if os.environ.get("TF_CPP_MIN_LOG_LEVEL") == "0":  # its own words were asked for
        sys.stderr.write(told.stderr.decode(errors="replace"))
    try:
        said = json.loads(told.stdout.splitlines()[-1])
        return said if isinstance(said, dict) else {"error": "its output cannot be read"}
    except (ValueError, IndexError):
        last = told.stderr.decode(errors="replace").strip().splitlines()[-1:]
        return {"error": "".join(last) or f"it exited with status {told.returncode}"}


def is_writable(path: Path) -> bool:
    """Check whether a file could be made in the folder, or the folder itself if missing."""
    here = path
    while not here.exists() and here != here.parent:
        here = here.parent
    return here.is_dir() and os.access(here, os.W_OK | os.X_OK)


def lines(found: Examined) -> Iterator[str]:
    """The findings for people, problems last: there they are seen."""
    if found.versions:
        yield _pair(tr("versions"), ", ".join(f"{k} {v}" for k, v in found.versions.items()))
        threads = tr("{number} threads", number=found.threads)
        yield _pair(tr("processor"), listed([found.processor, threads]))
        yield _pair(tr("native loops"), told(found.native_loops))
        for card in found.gpus:
            yield _pair("GPU", f"{card.index}: {listed([card.name, _memory(card)])}")
        yield _pair(tr("trains on"), told(found.gpu or "the CPU"))
        if found.environment:
            yield _pair(tr("environment"), found.environment)
        for device in dict.fromkeys(each.device for each in found.choices):
            yield from _choices([each for each in found.choices if each.device == device])
    for place in found.folders:
        able = [] if place.writable else [tr("cannot be written")]
        yield _pair(tr(place.what), listed([place.path, *able]))
    for trouble in found.trouble:
        parts = [told(part) for part in (trouble.problem, trouble.remedy) if part]
        yield _pair(tr("wrong"), tr("; ").join(parts))
    if not found.trouble:
        yield _pair(tr("wrong"), tr("nothing"))


def _choices(choices: list[Chosen]) -> Iterator[str]:
    """One line for each engine; kinds that are computed alike are grouped."""
    for engine in dict.fromkeys(each.engine for each in choices):
        ways: dict[str, list[str]] = {}
        for each in choices:
            if each.engine == engine:
                way = listed([told(each.loop), told(each.step)])
                ways.setdefault(way, []).append(each.kind)
        chosen = tr("; ").join(f"{', '.join(kinds)}{tr(': ')}{way}" for way, kinds in ways.items())
        yield _pair(f"{choices[0].device}, {engine}", chosen)


def _pair(name: str, value: str) -> str:
    return f"{to_the_left(name, NAMES)} {one_line(value)}"


def _card(told: dict[str, Any]) -> Card:
    major, minor = told["capability"]
    return Card(
        index=told["index"],
        name=told["name"],
        total=told["total"],
        free=told["free"],
        capability=(major, minor),
    )


def _memory(card: Card) -> str:
    if not card.total:
        return tr("memory unknown")
    return tr("{free} of {total} free", free=byte_size(card.free), total=byte_size(card.total))
