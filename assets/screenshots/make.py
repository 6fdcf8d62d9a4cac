"""Make the pictures of README and guide: the app, without a terminal, on real quick-start runs.

    python assets/screenshots/make.py

Three runs are trained in a temporary folder: one to its end, one stopped in the middle of an
epoch, one that the stop dialog is opened on. Each screen is saved as SVG beside this file.
Takes about two minutes.
"""

import asyncio
import os
import re
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from textual.pilot import Pilot

from rnn_tui.experiment import load, resolve
from rnn_tui.runs import Ask, RunDirectory, State, create, read_state, request, start_engine
from rnn_tui.tui.app import RnnTui

HERE = Path(__file__).parent
SIZE = (110, 32)
DEADLINE = 180.0


def train(runs: Path, settings: list[str], stop_at: tuple[int, int] | None = None) -> RunDirectory:
    """A run, followed to its end, or stopped after an epoch and batch."""
    run = create(runs, resolve(load("quickstart", settings)))
    engine = start_engine(run)
    asked = False
    while (state := read_state(run)).state.live:
        at = (state.position.epoch, state.position.batch)
        if stop_at is not None and at >= stop_at and not asked:
            request(run.control, Ask.STOP, "app")
            asked = True
        time.sleep(0.02)
    engine.wait(DEADLINE)
    return run


async def until(pilot: Pilot[int], condition: Callable[[], object]) -> None:
    end = time.monotonic() + DEADLINE
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError("the app never showed what is to be pictured")
        await pilot.pause(0.05)


def shows(app: RnnTui, text: str) -> bool:
    return any(text in strip.text for strip in app.screen._compositor.render_strips())


def small(svg: str) -> str:
    """The picture without the fonts that it would load from the network, and with short names."""
    svg = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)
    svg = re.sub(r"font-family: Fira Code", "font-family: Fira Code, Menlo, Consolas", svg)
    svg = re.sub(r"<!-- Generated .*?-->\s*", "", svg)
    svg = re.sub(r"terminal-\d+-", "t-", svg)
    # Each row is clipped to itself, where nothing stands over.
    svg = re.sub(r'<clipPath id="t-line-\d+">.*?</clipPath>\s*', "", svg, flags=re.DOTALL)
    svg = re.sub(r' clip-path="url\(#t-line-\d+\)"', "", svg)
    return re.sub(r'(="\d+\.\d\d)\d+', r"\1", svg)


async def save(pilot: Pilot[int], name: str) -> None:
    await pilot.pause(1.2)  # plots are painted at most twice a second
    pilot.app.clear_notifications()
    await pilot.pause(0.2)
    svg = pilot.app.export_screenshot(title="rnn-tui")
    (HERE / f"{name}.svg").write_text(small(svg), encoding="utf-8")


async def take_stop_dialog(runs: Path) -> None:
    """The dialog over a run that trains meanwhile."""
    run = create(runs, resolve(load("quickstart", ["train.batch_size=8", "train.epochs=200"])))
    engine = start_engine(run)
    app = RnnTui(None, runs, run)
    app.animation_level = "none"
    async with app.run_test(size=SIZE) as pilot:
        await until(pilot, lambda: read_state(run).position.epoch >= 4)
        await pilot.press("s")
        await save(pilot, "stop")
        await pilot.press("n")
    engine.wait(DEADLINE)
    shutil.rmtree(run.path)


async def take(runs: Path, run: RunDirectory) -> None:
    app = RnnTui(None, runs, run)
    app.animation_level = "none"
    async with app.run_test(size=SIZE) as pilot:
        await until(pilot, lambda: shows(app, "Resume") or shows(app, "stopped"))
        await save(pilot, "train")
        await pilot.press("1")
        await save(pilot, "model")
        await pilot.press("2")
        await until(pilot, lambda: shows(app, "Example") or shows(app, "load"))
        if not shows(app, "Example 1"):
            await pilot.press("l")
            await until(pilot, lambda: shows(app, "Example 1"))
        await save(pilot, "data")
        await pilot.press("4")
        await until(pilot, lambda: shows(app, "finished"))
        await pilot.press("space", "down", "space")
        await save(pilot, "runs")
        await pilot.press("5", "l", "z", "end")
        await save(pilot, "inspect")
        await pilot.press("p", "enter", *"not a boring film, but a wonderful one", "escape")
        await until(pilot, lambda: shows(app, "moved it by"))
        await save(pilot, "predict")
        await pilot.press("e", "s")
        await until(pilot, lambda: shows(app, "mistakes, most confident first"))
        await save(pilot, "evaluate")


def main() -> None:
    os.environ |= {"COLORTERM": "truecolor", "TERM": "xterm-256color"}
    os.environ.pop("NO_COLOR", None)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ["RNN_TUI_STATE"] = str(folder / "state")
        os.environ["RNN_TUI_CONFIG"] = str(folder / "config")
        runs = folder / "runs"
        # Small batches: epochs long enough to be stopped in the middle of one.
        small = ["train.batch_size=8", "train.learning_rate=0.0005"]
        finished = train(runs, [*small, "train.epochs=8", "layers.1.units=16"])
        assert read_state(finished).state is State.FINISHED
        stopped = train(runs, [*small, "train.epochs=10"], stop_at=(6, 100))
        asyncio.run(take_stop_dialog(runs))
        asyncio.run(take(runs, stopped))


if __name__ == "__main__":
    main()
