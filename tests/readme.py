"""The shell blocks of the README, and a shell in which they run."""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
FENCED = re.compile(r"```sh\n(.*?)```", re.DOTALL)
ACTIVATE = ". .venv/bin/activate"
INSTALLS = re.compile(r"\b(pip|uv|pipx)\b.* install\b|\.venv/bin/pytest")


def blocks(name: str = "README.md") -> list[str]:
    return FENCED.findall((ROOT / name).read_text(encoding="utf-8"))


def runnable(block: str) -> str:
    """The block without the lines that install something: `.ci/run` and `make wheel` run these."""
    lines = [line for line in block.splitlines() if not INSTALLS.search(line)]
    return "\n".join(lines if any("rnn-tui" in line for line in lines) else [])


def checkout(folder: Path) -> Path:
    """A folder that looks like a checkout in which the program is installed."""
    (folder / "assets").symlink_to(ROOT / "assets")
    activate = folder / ACTIVATE.split()[1]
    activate.parent.mkdir(parents=True)
    activate.write_text(f"PATH={Path(sys.executable).parent}:$PATH\n")
    return folder


def shell(block: str, folder: Path, environment: dict[str, str]) -> str:
    """What the block prints in a shell of its own. Raises CalledProcessError where a line fails."""
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", block],
        cwd=folder,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        timeout=280,
    )
    assert done.returncode == 0, f"{block}\n{done.stdout}\n{done.stderr}"
    return done.stdout
