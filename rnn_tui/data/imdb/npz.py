"""Has an untrusted `imdb.npz` turned into flat arrays by a limited process (`npz_child`)."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from rnn_tui.data.errors import DataError
from rnn_tui.data.progress import Progress, Report

PARTS = ("train", "test")


class DamagedNpz(DataError):
    """The content of the file is to blame: another copy of it will do."""


def convert(path: Path, folder: Path, report: Report) -> None:
    """Write `{train,test}_{tokens,offsets,labels}.npy` into the folder.

    Tokens are word ranks (1 = the most frequent word) as int32, in the file's order.
    DamagedNpz where the file is damaged, hostile or no such file; DataError where it cannot be
    read.
    """
    child = Path(__file__).with_name("npz_child.py")
    process = subprocess.Popen(
        # -P: the folder of this file must not shadow modules of the standard library.
        [sys.executable, "-P", str(child), str(path.absolute()), str(folder.absolute())],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        # Threads of a linear algebra library would count against the memory limit.
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
    )
    error, damaged, last = None, True, ""
    try:
        report(Progress(f"reading {path.name}", 0, len(PARTS), "parts"))
        assert process.stdout is not None
        for line in process.stdout:
            message = _message(line)
            error, damaged = message.get("error", error), message.get("damaged", damaged)
            last = line.strip() or last
            if "done" in message:
                report(Progress(f"reading {path.name}", message["done"], len(PARTS), "parts"))
        code = process.wait()
    finally:
        process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()
    if error is not None:
        raise (DamagedNpz if damaged else DataError)(f"{path} {error}")
    if code != 0:
        raise DamagedNpz(
            f"{path} could not be read within the limits of memory and time "
            f"(exit status {code}{', ' + last if last else ''}): it is damaged or hostile"
        )


def _message(line: str) -> dict[str, Any]:
    try:
        message = json.loads(line)
    except ValueError:
        return {}
    return message if isinstance(message, dict) else {}
