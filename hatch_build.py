"""Build hook: compiles the loops of `rnn_tui/engine/native/source` where that is possible.

A compiler is looked for in CC and PATH, else `ziglang` is asked for as a build requirement. Without
either the package is complete: the engine computes with its other loops, and `rnn-tui doctor` says
why, from the text that is left here.
"""

import os
import platform
import shutil
import subprocess
import sys
import sysconfig
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

FOLDER = Path("rnn_tui/engine/native")
SOURCES = ("recurrent.c", "optimizers.c")
LIBRARY, REASON = "librecurrent.so", "librecurrent.txt"
# -O3 makes these loops half as fast with GCC 12: it takes apart what is unrolled on purpose.
ALWAYS = (
    "-std=gnu11",
    "-O2",
    "-ffp-contract=fast",
    "-fno-math-errno",
    "-fPIC",
    "-fvisibility=hidden",
)

# Floats in a register, sequences at a time (32 registers hold the sums of six, 16 of three).
AVX512 = ("-mavx512f", "-mavx512dq", "-mavx512vl", "-mfma", "-mprefer-vector-width=512")
SETS: dict[str, dict[str, tuple[str, ...]]] = {
    "x86_64": {
        "avx512": (*AVX512, "-DW=16", "-DROWS=6"),
        "avx2": ("-mavx2", "-mfma", "-DW=8", "-DROWS=3"),
        "plain": ("-DW=4", "-DROWS=3"),
    },
    "aarch64": {"plain": ("-DW=4", "-DROWS=6")},
}


class NativeLoops(BuildHookInterface):
    """Adds the compiled library to the wheel, or the reason why there is none."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """Requirements of this build alone."""
        return ["ziglang>=0.13"] if _sets() and _compiler() is None else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile before the files are gathered."""
        folder = Path(self.root) / FOLDER
        for name in (LIBRARY, REASON):
            (folder / name).unlink(missing_ok=True)
        try:
            _compile(folder / "source", folder / LIBRARY)
        except (OSError, subprocess.CalledProcessError, RuntimeError) as error:
            (folder / REASON).write_text(f"{_why(error)[:300]}\n")
            build_data["artifacts"].append(f"{FOLDER}/{REASON}")
            return
        build_data["artifacts"].append(f"{FOLDER}/{LIBRARY}")
        build_data["pure_python"] = False
        system = sysconfig.get_platform().replace("-", "_").replace(".", "_")
        build_data["tag"] = f"py3-none-{system}"


def _why(error: Exception) -> str:
    """One line about a build that failed."""
    if not isinstance(error, subprocess.CalledProcessError):
        return (
            f"the C compiler cannot be started: {error}"
            if isinstance(error, OSError)
            else str(error)
        )
    lines = error.stderr.strip().splitlines() or ["it says nothing"]
    said = next((line for line in lines if "error" in line), lines[0])
    return f"the C compiler {error.cmd[0]} failed: {said}"


def _sets() -> dict[str, tuple[str, ...]]:
    """The instruction sets to compile for; none where TensorFlow's registry is another."""
    return SETS.get(platform.machine(), {}) if sys.platform == "linux" else {}


def _compiler() -> list[str] | None:
    named = os.environ.get("CC")
    if named:
        return named.split()
    found = next(filter(None, map(shutil.which, ("cc", "gcc", "clang"))), None)
    return [found] if found else None


def _digest(source: Path) -> str:
    """What `rnn_tui/engine/native/library.py` holds the library to, before it calls it."""
    files = sorted(path for path in source.iterdir() if path.suffix in (".c", ".h"))
    return sha256(b"\0".join(path.read_bytes() for path in files)).hexdigest()


def _compile(source: Path, library: Path) -> None:
    if not (sets := _sets()):
        raise RuntimeError(f"not built for {sys.platform} on {platform.machine()}")
    compiler = _compiler() or [sys.executable, "-m", "ziglang", "cc"]

    def run(*arguments: str) -> None:
        subprocess.run(
            [*compiler, *arguments], check=True, capture_output=True, text=True, cwd=source
        )

    with TemporaryDirectory() as scratch:

        def compile_one(job: tuple[str, str]) -> str:
            name, file = job
            compiled = str(Path(scratch, f"{name}-{file}.o"))
            run(*ALWAYS, *sets[name], f"-DSET={name}", "-c", file, "-o", compiled)
            return compiled

        with ThreadPoolExecutor(os.cpu_count()) as pool:
            objects = list(pool.map(compile_one, product(sets, SOURCES)))
        linked = str(Path(scratch, LIBRARY))
        run(
            *ALWAYS,
            f'-DSOURCES="{_digest(source)}"',
            "-shared",
            "instructions.c",
            *objects,
            "-o",
            linked,
            "-lm",
        )
        shutil.copyfile(linked, library)
