"""A sweep made in the app: fields are marked, the dialog says what comes, Start starts it."""

from pathlib import Path

import pytest
from driving import Dump, OpenApp, Opened
from textual.widgets import Input

from rnn_tui.experiment import Experiment, load
from rnn_tui.experiment.loading import edited
from rnn_tui.sweeps.folder import Sweep, list_sweeps
from rnn_tui.sweeps.samplers import extra
from rnn_tui.tui.data.screen import DataScreen
from rnn_tui.tui.data.state import Loading
from rnn_tui.tui.dialogs.sweep import SweepDialog
from rnn_tui.tui.dialogs.sweep_range import RangeDialog
from rnn_tui.tui.runs.board import sweep_key
from rnn_tui.tui.runs.screen import RunsScreen
from rnn_tui.tui.runs.sweep.screen import SweepScreen
from rnn_tui.tui.state import sweeping
from rnn_tui.tui.train.screen import TrainScreen
from rnn_tui.tui.widgets.line import Line
from tests.made_sweeps import RATE, UNITS

SIZES = pytest.mark.parametrize("size", [(80, 24), (120, 35)], ids=["80x24", "120x35"])


@pytest.fixture(autouse=True)
def started(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Sweep, int]]:
    """The sweeps for which workers were to be started, and how many: none is, in these tests."""
    found: list[tuple[Sweep, int]] = []
    monkeypatch.setattr(sweeping, "start_workers", lambda *given: found.append(given) or [])
    monkeypatch.setattr("rnn_tui.sweeps.places.usual_workers", lambda wanted: 2)
    return found


def swept(**options: object) -> Experiment:
    given = [(f"sweep.{key}", value) for key, value in options.items()]
    return edited(load("quickstart"), [("sweep.space", UNITS | RATE), *given])


def space(opened: Opened) -> dict[str, object]:
    sweep = opened.app.document.experiment.sweep
    return dict(sweep.space) if sweep else {}


async def opened_dialog(opened: Opened) -> SweepDialog:
    await opened.press("w")
    dialog = opened.app.screen
    assert isinstance(dialog, SweepDialog)
    await opened.until(lambda: forecast_of(dialog))
    await opened.settle()
    return dialog


def forecast_of(dialog: SweepDialog) -> str:
    """What is said of the number of runs and the time, or what is wrong."""
    return dialog.query_one("#sweep-forecast", Line).text


async def shown_sweep(opened: Opened) -> SweepScreen:
    await opened.until(lambda: isinstance(opened.app.screen, SweepScreen))
    screen = opened.app.screen
    assert isinstance(screen, SweepScreen)
    await opened.until(lambda: screen.seen is not None)
    await opened.settle()
    return screen


def path_of(opened: Opened) -> Path | None:
    """The folder of the sweep that is shown; None on another screen."""
    screen = opened.app.screen
    return screen.path if isinstance(screen, SweepScreen) else None


async def test_five_seeds_are_two_keys(open_app: OpenApp, started: list[tuple[Sweep, int]]) -> None:
    async with open_app() as opened:
        await opened.press("w", "enter")
        await shown_sweep(opened)
        [sweep] = list_sweeps(opened.runs)
        assert [(each.path, count) for each, count in started] == [(sweep.path, 2)]
        assert (sweep.spec.seeds, sweep.spec.space) == (5, {})
        assert sweep.base.alone == opened.app.document.experiment, "and it is as it was"
        assert "with 2 workers" in opened.screen.splitlines()[-1]
        await opened.press("escape")
        assert opened.app.current_mode == "runs"
        await opened.until(lambda: "1 sweep" in opened.screen)


async def test_the_cursor_of_runs_goes_to_the_sweep_that_was_looked_at_last(
    open_app: OpenApp,
) -> None:
    async with open_app() as opened:
        await opened.press("w", "enter")
        first = (await shown_sweep(opened)).path
        await opened.press("1", "w", "enter")
        await opened.until(lambda: path_of(opened) not in (None, first))
        second = (await shown_sweep(opened)).path
        await opened.press("escape")
        runs = opened.app.screen
        assert isinstance(runs, RunsScreen)
        await opened.until(lambda: len(runs.rows) > 1)
        assert runs.at == sweep_key(second)


@SIZES
async def test_a_field_is_marked_with_a_range_and_shows_it(
    open_app: OpenApp, dump: Dump, size: tuple[int, int]
) -> None:
    async with open_app(size=size) as opened:
        await opened.press("enter", "ctrl+r")
        assert isinstance(opened.app.screen, RangeDialog)
        assert "Takes a whole number from 1 to 16,384." in opened.screen
        await opened.press(*"16,999999")
        assert "is above 16,384" in opened.screen or "takes a whole number" in opened.screen
        await opened.press("enter")
        assert isinstance(opened.app.screen, RangeDialog), "it is not taken"
        await opened.press("ctrl+u", *"16..128:16")
        assert "8 values from 16 to 128" in opened.screen
        dump(f"sweep-range-{size[0]}x{size[1]}", opened)
        await opened.press("enter")
        assert space(opened) == {"layers.1.units": {"low": 16, "high": 128, "step": 16}}
        assert "≡ 16..128:16" in opened.screen
        dump(f"sweep-marked-{size[0]}x{size[1]}", opened)
        await opened.press("ctrl+r", "ctrl+u", "enter")
        assert space(opened) == {}
        assert "≡" not in opened.screen
        await opened.press("escape", "u")
        assert "≡ 16..128:16" in opened.screen


async def test_fields_of_every_screen_are_tried(open_app: OpenApp) -> None:
    async with open_app(size=(120, 35)) as opened:
        await opened.press("2", "enter", "down", "ctrl+r")
        await opened.press(*"50,100", "enter", "escape", "3", "enter")
        await opened.until(lambda: isinstance(opened.app.focused, Input))
        await opened.press("down", "down", "ctrl+r")
        assert "adam" in opened.screen, "all the words of a choice are there to begin with"
        await opened.press("ctrl+u", *"adam,sgd", "enter")
        keys = [*space(opened)]
        assert keys[0].startswith("data.")
        assert keys[1] == "train.optimizer"
        assert "≡ adam,sgd" in opened.screen


async def test_of_a_text_several_are_not_tried(open_app: OpenApp, tmp_path: Path) -> None:
    texts = {"source": "text", "path": str(tmp_path)}
    async with open_app(edited(load("quickstart"), [("data", texts)])) as opened:
        await opened.press("2", "enter", "ctrl+r")
        assert "data.path is a text" in opened.screen
        screen = opened.app.screen
        assert isinstance(screen, DataScreen)
        await opened.until(lambda: not isinstance(screen.data_state, Loading))


async def test_several_seeds_are_a_sweep_by_themselves(open_app: OpenApp) -> None:
    async with open_app(size=(120, 50)) as opened:
        await opened.press("3", "enter")
        assert isinstance(opened.app.screen, TrainScreen)
        opened.app.screen.action_fields("seed")
        await opened.until(lambda: "seed  Seed of the weights" in opened.screen)
        await opened.press("ctrl+r")
        assert isinstance(opened.app.screen, SweepDialog)


@SIZES
async def test_the_dialog_says_what_comes(
    open_app: OpenApp, dump: Dump, size: tuple[int, int]
) -> None:
    async with open_app(swept(seeds=3), size=size) as opened:
        dialog = await opened_dialog(opened)
        assert forecast_of(dialog) == (
            "60 runs: 20 trials of 3 seeds, 2 at a time. The time is not known before the first "
            "run of this network here. Sampler: random."
        )
        dump(f"sweep-dialog-{size[0]}x{size[1]}", opened)
        await opened.press("2")
        assert forecast_of(dialog).startswith("40 runs: 20 trials of 2 seeds")
        await opened.press("down", "6")
        assert forecast_of(dialog).startswith("12 runs: 6 trials of 2 seeds")
        await opened.press("ctrl+u", "up", "up", "ctrl+u")
        grid = forecast_of(dialog)
        assert grid.startswith("6 runs: 3 trials of 2 seeds"), "without the rate it is a grid"
        assert grid.endswith("Sampler: grid.")


async def test_what_is_wrong_is_said_and_not_started(
    open_app: OpenApp, started: list[tuple[Sweep, int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(extra, "find_spec", lambda _: None)
    async with open_app(swept(), size=(120, 40)) as opened:
        dialog = await opened_dialog(opened)
        await opened.press("0", "enter")
        assert "seeds" in opened.screen
        assert opened.app.screen is dialog
        await opened.press("ctrl+u", "1", "up", "ctrl+u", *"5..1", "enter")
        assert "train.learning_rate: low 5 is not below high 1" in opened.screen
        assert opened.app.screen is dialog
        await opened.press("ctrl+u", *"0.1,0.2")
        dialog._spec = dialog._spec.model_copy(update={"prune": "median"})
        await opened.press("enter")
        await opened.until(lambda: "prune = median needs Optuna and SciPy" in opened.screen)
        assert opened.app.screen is dialog
        assert not started
        assert not list_sweeps(opened.runs)


async def test_a_marked_experiment_keeps_what_was_started(
    open_app: OpenApp, started: list[tuple[Sweep, int]]
) -> None:
    async with open_app(swept(), size=(120, 40)) as opened:
        await opened.press("3")
        assert "w  starts the sweep" in opened.screen
        await opened_dialog(opened)
        await opened.press("2", "enter")
        await shown_sweep(opened)
        [(sweep, workers)] = started
        assert workers == 2
        assert opened.app.document.experiment.sweep == sweep.spec
        assert sweep.spec.seeds == 2
        assert sweep.spec.space == UNITS | RATE


async def test_problems_come_first(open_app: OpenApp) -> None:
    async with open_app(edited(load("quickstart"), [("layers", [])])) as opened:
        await opened.press("w")
        assert "first: " in opened.screen.splitlines()[-1]
        assert not isinstance(opened.app.screen, SweepDialog)


async def test_where_no_folder_can_be_made_that_is_said(open_app: OpenApp, tmp_path: Path) -> None:
    (tmp_path / "runs").write_text("a file")
    async with open_app() as opened:
        await opened.press("w", "enter")
        await opened.until(lambda: "cannot make a sweep" in opened.screen)
        assert opened.app.current_mode == "model"
