"""The Train screen: every state of a run, its keys, the stop dialog, small screens, bad news."""

import os
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import pytest
from driving import Dump, OpenApp, Opened
from fake_engine import FakeRun
from fake_loading import show
from textual.widget import Widget

from rnn_tui.experiment import ImdbData, load
from rnn_tui.runs import Ask, Phase, State
from rnn_tui.runs.files.control import read_control
from rnn_tui.tui.dialogs.stop import StopPane
from rnn_tui.tui.forms.form import Form
from rnn_tui.tui.train.curves_pane import MOST, CurvesPane, arranged, shared
from rnn_tui.tui.train.events_pane import EventsPane
from rnn_tui.tui.train.gpu import GpuLoad
from rnn_tui.tui.train.hyperparameters import HyperparameterPane
from rnn_tui.tui.train.result_pane import ResultPane
from rnn_tui.tui.widgets.plot import CurvePlot

Part = TypeVar("Part", bound=Widget)

NARROW, WIDE, LARGE = (80, 24), (120, 35), (160, 45)
SIZES = pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "120x35"])
ALL_SIZES = pytest.mark.parametrize(
    "size", [NARROW, WIDE, LARGE], ids=["80x24", "120x35", "160x45"]
)
SINCE = 1_700_000_000.0


@pytest.fixture(autouse=True)
def _utc(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The events show the time of day."""
    with monkeypatch.context() as patch:
        patch.setenv("TZ", "UTC")
        time.tzset()
        yield
    time.tzset()


@pytest.fixture
def fake(tmp_path) -> FakeRun:
    """A run of eight epochs that is on its way, as yet without an engine."""
    experiment = load("quickstart", ["train.epochs=8"])
    return FakeRun(tmp_path / "runs", experiment, since=SINCE)


def pane(opened: Opened, kind: type[Part]) -> Part:
    return opened.app.screen.query_one(kind)


def plot(opened: Opened) -> CurvePlot:
    """The first one, which is always there."""
    return opened.app.screen.query(CurvePlot).first()


def named(name: str, size: tuple[int, int]) -> str:
    return f"train-{name}-{size[0]}x{size[1]}"


@ALL_SIZES
async def test_before_the_first_run(open_app: OpenApp, dump: Dump, size) -> None:
    async with open_app(size=size) as opened:
        await opened.press("3")
        assert "binary_crossentropy " in opened.screen
        dump(named("ready", size), opened)


async def test_the_time_is_that_of_an_earlier_run_of_the_same_network(
    open_app: OpenApp, tmp_path: Path
) -> None:
    FakeRun(tmp_path / "runs", load("quickstart"), since=SINCE).start().epochs(10).test().finish()
    async with open_app(size=WIDE) as opened:
        await opened.press("3")
        await opened.until(lambda: "s per epoch, as in quickstart-" in opened.screen)
        assert "time   About 3 s, at 0.32 s per epoch" in opened.screen
        await opened.press("enter", "ctrl+u", *"100", "escape")
        await opened.until(lambda: "About 32 s, at 0.32 s per epoch" in opened.screen)
        assert "2  chooses other data" in opened.screen


async def test_the_steps_are_told_once_the_data_is_loaded(open_app: OpenApp) -> None:
    async with open_app(size=WIDE) as opened:
        await show(opened)
        await opened.press("3")
        assert "steps  100 per epoch, 1,000 in all, on 3,200 sequences" in opened.screen
        await opened.pilot.resize_terminal(*NARROW)
        await opened.settle()
        assert "2  chooses other data" in opened.screen


async def test_before_the_first_run_the_shapes_fill_the_room(open_app: OpenApp) -> None:
    async with open_app(size=LARGE) as opened:
        await opened.press("3")
        assert "1 Embedding" in opened.screen
        assert "sends the last state" in opened.screen
        await opened.pilot.resize_terminal(*NARROW)
        await opened.settle()
        assert "1 Embedding" not in opened.screen


@SIZES
async def test_problems_stand_where_the_curves_will_be(open_app: OpenApp, dump: Dump, size) -> None:
    async with open_app("embedding-simple-rnn", size=size) as opened:
        await opened.press("3")
        dump(named("problems", size), opened)


async def test_loading(open_app: OpenApp, dump: Dump, fake: FakeRun) -> None:
    fake.take().loading(3_000_000, 17_464_789)
    async with open_app(attach=fake.run) as opened:
        dump("train-loading-80x24", opened)


@SIZES
async def test_running(open_app: OpenApp, dump: Dump, fake: FakeRun, size) -> None:
    fake.start().epochs(4).partial(batch=5).beat(cpu=187.0, memory=1_100_000_000)
    async with open_app(attach=fake.run, size=size) as opened:
        dump(named("running", size), opened)


async def test_validating(open_app: OpenApp, dump: Dump, fake: FakeRun) -> None:
    fake.start().epochs(1).partial(batch=10).partial(2, Phase.VALIDATE)
    async with open_app(attach=fake.run) as opened:
        dump("train-validating-80x24", opened)


async def test_paused(open_app: OpenApp, dump: Dump, fake: FakeRun) -> None:
    fake.start().epochs(1).partial(batch=5).pause()
    async with open_app(attach=fake.run) as opened:
        dump("train-paused-80x24", opened)


@SIZES
async def test_stopped(open_app: OpenApp, dump: Dump, fake: FakeRun, size) -> None:
    fake.start().epochs(4).partial(batch=5).stop()
    async with open_app(attach=fake.run, size=size) as opened:
        dump(named("stopped", size), opened)


@SIZES
async def test_finished(open_app: OpenApp, dump: Dump, fake: FakeRun, size) -> None:
    fake.start().epochs(8).test().finish()
    async with open_app(attach=fake.run, size=size) as opened:
        dump(named("finished", size), opened)


@ALL_SIZES
async def test_finished_below_a_bag_of_words(
    open_app: OpenApp, dump: Dump, fake: FakeRun, size
) -> None:
    fake.start().epochs(8).baseline(0.98).test().finish()
    async with open_app(attach=fake.run, size=size) as opened:
        assert "bag of words 0.9800" in opened.screen
        assert "a bag of words does" in opened.screen
        dump(named("finished-compared", size), opened)


@SIZES
async def test_diverged(open_app: OpenApp, dump: Dump, fake: FakeRun, size) -> None:
    fake.start().epochs(4).partial(batch=5)
    hint = "lower train.learning_rate or set train.clipnorm and start again"
    fake.fail("diverged", "loss became nan at epoch 5, step 6", hint)
    async with open_app(attach=fake.run, size=size) as opened:
        dump(named("diverged", size), opened)


async def test_lost(open_app: OpenApp, dump: Dump, fake: FakeRun) -> None:
    fake.start().epochs(1).partial(batch=5).die()
    async with open_app(attach=fake.run) as opened:
        dump("train-lost-80x24", opened)


async def test_an_engine_that_says_nothing_looks_ill(
    open_app: OpenApp, fake: FakeRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake.start().epochs(1)
    monkeypatch.setattr("rnn_tui.runs.state.follower.HUNG_SECONDS", 0)
    async with open_app(attach=fake.run) as opened:
        await opened.until(lambda: f"the engine (pid {os.getpid()})" in opened.screen)
        fake.stop()
        await opened.until(lambda: "no sign of the engine" not in opened.screen)


@SIZES
async def test_stop_dialog(open_app: OpenApp, dump: Dump, fake: FakeRun, size) -> None:
    fake.start().epochs(4).partial(batch=5).beat(cpu=187.0, memory=1_100_000_000)
    async with open_app(attach=fake.run, size=size) as opened:
        await opened.press("s")
        dump(named("stop", size), opened)


async def test_t_starts_and_the_first_epoch_comes_back_as_a_curve(open_app: OpenApp) -> None:
    async with open_app() as opened:
        await opened.press("t", "t")
        await opened.until(lambda: opened.engine.runs)
        assert not pane(opened, HyperparameterPane).display
        opened.engine.last.start().epochs(1)
        await opened.poll()
        await opened.until(lambda: plot(opened).curves.series)
        assert "epoch 2/10" in opened.screen
        assert "◆ best val_loss @1" in opened.screen


async def test_start_is_refused_with_reasons_and_one_key_leads_to_the_model(
    open_app: OpenApp,
) -> None:
    async with open_app("embedding-simple-rnn") as opened:
        await opened.press("3", "t")
        assert "1 problem to fix first" in opened.screen
        assert "the last layer is not a classifier" in opened.screen
        await opened.press("1")
        assert opened.app.current_mode == "model"
        assert not opened.engine.runs


async def test_a_start_asks_before_anything_is_downloaded(open_app: OpenApp, tmp_path) -> None:
    async with open_app("imdb-gru") as opened:
        await opened.press("3", "t")
        assert "imdb.npz (16.7 MB) and imdb_word_index.json (1.6 MB) are not" in opened.screen
        await opened.press("n", "t", "escape")
        assert not opened.engine.runs
        await opened.press("t", "y")
        await opened.until(lambda: opened.engine.runs)
        assert load(opened.engine.last.run.experiment).data == ImdbData()
        opened.engine.last.take().fail("data", "the address does not answer")
        await opened.poll()
        folder = tmp_path / "keras" / "datasets"
        folder.mkdir(parents=True)
        (folder / "imdb.npz").write_bytes(b"it is here")
        await opened.press("t", "w")
        await opened.until(lambda: len(opened.engine.runs) == 2)
        assert load(opened.engine.last.run.experiment).data == ImdbData(download=False)


async def test_a_resume_asks_before_anything_is_downloaded(open_app: OpenApp, tmp_path) -> None:
    fake = FakeRun(tmp_path / "runs", load("imdb-gru")).start().epochs(1).partial(batch=5).stop()
    async with open_app(attach=fake.run) as opened:
        await opened.press("r")
        assert "imdb.npz (16.7 MB) and imdb_word_index.json (1.6 MB) are not" in opened.screen
        await opened.press("n")
        assert not opened.engine.runs
        folder = tmp_path / "keras" / "datasets"
        folder.mkdir(parents=True)
        (folder / "imdb.npz").write_bytes(b"it is here")
        await opened.press("r", "w")
        await opened.until(lambda: opened.engine.runs)
        assert opened.engine.last.run == fake.run
        assert load(fake.run.experiment).data == ImdbData(download=False)


@pytest.mark.parametrize(
    ("key", "ask"), [("n", Ask.STOP), ("e", Ask.STOP_AFTER_EPOCH), ("p", Ask.PAUSE)]
)
async def test_each_choice_of_the_stop_dialog_asks_the_engine(
    open_app: OpenApp, fake: FakeRun, key: str, ask: Ask
) -> None:
    fake.start().epochs(1).partial(batch=5)
    async with open_app(attach=fake.run) as opened:
        await opened.press("s", key)
        await opened.until(fake.run.control.is_file)
        control = read_control(fake.run.control)
        assert control is not None
        assert control.ask is ask
        assert not pane(opened, StopPane).display
        assert isinstance(opened.app.focused, CurvePlot)


async def test_kill_ends_the_engine(
    open_app: OpenApp, fake: FakeRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed = []
    monkeypatch.setattr(
        "rnn_tui.tui.state.current_run.kill_engine", lambda run: killed.append(run) or True
    )
    fake.start().epochs(1).partial(batch=5)
    async with open_app(attach=fake.run) as opened:
        await opened.press("s", "k")
        await opened.until(lambda: killed)
        fake.die()
        await opened.poll()
        assert "lost  it was killed on request" in opened.screen


async def test_the_curves_go_on_beside_the_stop_dialog(open_app: OpenApp, fake: FakeRun) -> None:
    fake.start().epochs(1)
    async with open_app(attach=fake.run) as opened:
        await opened.press("s")
        dialog, curves = pane(opened, StopPane), pane(opened, CurvesPane)
        assert not dialog.region.overlaps(curves.region)
        fake.epochs(1)
        await opened.poll()
        assert "Epoch 3 is trained and validated" in opened.screen
        await opened.press("escape")
        assert not dialog.display


async def test_after_the_last_epoch_there_is_no_other_to_stop_after(
    open_app: OpenApp, fake: FakeRun
) -> None:
    fake.start().epochs(8)
    async with open_app(attach=fake.run) as opened:
        await opened.press("s")
        shown = opened.screen
        assert "n  Now" in shown
        assert "After this epoch" not in shown


async def test_a_request_to_stop_after_the_epoch_can_be_taken_back(
    open_app: OpenApp, fake: FakeRun
) -> None:
    fake.start().epochs(1).partial(batch=5).asked(Ask.STOP_AFTER_EPOCH)
    async with open_app(attach=fake.run) as opened:
        assert "stops after this epoch: s changes that" in opened.screen
        await opened.press("s")
        assert "Not after this epoch" in opened.screen
        await opened.press("e")
        await opened.until(fake.run.control.is_file)
        control = read_control(fake.run.control)
        assert control is not None
        assert control.ask is Ask.CONTINUE


async def test_a_dialog_closes_when_the_run_ends_meanwhile(
    open_app: OpenApp, fake: FakeRun
) -> None:
    fake.start().epochs(1).partial(batch=5)
    async with open_app(attach=fake.run) as opened:
        await opened.press("s")
        fake.stop()
        await opened.poll()
        assert not pane(opened, StopPane).display
        assert "r resumes from there" in opened.screen


async def test_the_curves_stay_after_a_stop_and_r_resumes(open_app: OpenApp, fake: FakeRun) -> None:
    fake.start().epochs(2).partial(batch=5).stop()
    async with open_app(attach=fake.run) as opened:
        opened.engine.runs = [fake]
        before = plot(opened).curves
        assert "□ epoch 3 at 50%" in opened.screen
        await opened.press("r")
        fake.resume().partial(batch=7)
        await opened.poll()
        assert "running" in opened.screen.splitlines()[0]
        await opened.until(lambda: "epoch 3 at 70%" in opened.screen)
        assert plot(opened).curves.series[0].x.size >= before.series[0].x.size


async def test_r_lets_a_paused_run_go_on(open_app: OpenApp, fake: FakeRun) -> None:
    fake.start().epochs(1).partial(batch=5).pause()
    async with open_app(attach=fake.run) as opened:
        await opened.press("r")
        await opened.until(fake.run.control.is_file)
        assert fake.obey().state.state is State.RUNNING


async def test_a_adds_epochs_to_a_finished_run(open_app: OpenApp, fake: FakeRun) -> None:
    fake.start().epochs(8).test().finish()
    async with open_app(attach=fake.run) as opened:
        opened.engine.runs = [fake]
        await opened.press("a", "ctrl+u", *"0", "enter")
        assert "enter a whole number" in opened.screen
        await opened.press("ctrl+u", *"3")
        assert "8 and 3 more: 11 epochs in all" in opened.screen
        assert "enter a whole number" not in opened.screen
        await opened.press("enter")
        assert load(fake.run.experiment).train.epochs == 11


async def test_a_adds_to_the_epochs_that_a_stopped_run_has(
    open_app: OpenApp, fake: FakeRun
) -> None:
    fake.start().epochs(4).stop()
    async with open_app(attach=fake.run) as opened:
        opened.engine.runs = [fake]
        await opened.press("a")
        assert "4 of 8 epochs" in " ".join(opened.screen.replace("│", " ").split())
        await opened.press("ctrl+u", *"2", "enter")
        assert load(fake.run.experiment).train.epochs == 6


async def test_adding_epochs_to_a_cosine_tells_that_it_is_stretched(
    open_app: OpenApp, tmp_path
) -> None:
    fake = FakeRun(tmp_path / "runs", load("quickstart", ["train.schedule.kind=cosine"]))
    fake.start().epochs(10).test().finish()
    async with open_app(attach=fake.run) as opened:
        await opened.press("a")
        assert "The cosine schedule is stretched" in opened.screen


async def test_export_writes_the_history(
    open_app: OpenApp, fake: FakeRun, tmp_path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    fake.start().epochs(2).partial(batch=5).stop()
    async with open_app(attach=fake.run) as opened:
        await opened.press("x", "c")
        await opened.until((tmp_path / "quickstart-1.csv").is_file)
        await opened.until(lambda: "wrote quickstart-1.csv" in opened.screen)


async def test_the_form_edits_the_experiment_and_folds_away(open_app: OpenApp) -> None:
    async with open_app() as opened:
        await opened.press("3", "enter", "ctrl+u", *"25", "down", "ctrl+u", *"8", "escape")
        train = opened.app.document.experiment.train
        assert (train.epochs, train.batch_size) == (25, 8)
        forms = list(pane(opened, HyperparameterPane).query(Form))
        forms[1].focus_field("seed")
        await opened.press("ctrl+u", *"7", "escape")
        experiment = opened.app.document.experiment
        assert (experiment.seed, experiment.train.epochs) == (7, 25)
        assert "25 epochs, batch 8" in opened.screen
        await opened.press("u")
        assert opened.app.document.experiment.seed == 0


async def test_text_that_is_no_value_is_not_trained_over(open_app: OpenApp) -> None:
    async with open_app() as opened:
        await opened.press("3", "h", "x", "down", "escape", "t")
        assert "epochs: '10x' is not allowed" in opened.screen
        assert not opened.engine.runs
        await opened.press("h", "backspace", "escape", "t")
        await opened.until(lambda: opened.engine.runs)


async def test_text_inside_a_part_of_the_form_counts_too(open_app: OpenApp) -> None:
    async with open_app(load("quickstart", ["train.early_stopping.patience=3"])) as opened:
        await opened.press("3", "h")
        forms = pane(opened, HyperparameterPane).query(Form)
        inner = next(form for form in forms if form.has_field("patience"))
        inner.focus_field("patience")
        await opened.press("x", "escape")
        (error,) = opened.app.document.errors
        assert error.message.startswith("early_stopping.patience: '3x' is not allowed")
        inner.focus_field("patience")
        await opened.press("backspace")
        assert not opened.app.document.errors


async def test_h_unfolds_the_form_beside_the_curves(open_app: OpenApp, fake: FakeRun) -> None:
    fake.start().epochs(2).stop()
    async with open_app(attach=fake.run) as opened:
        assert not pane(opened, HyperparameterPane).display
        await opened.press("h")
        assert pane(opened, HyperparameterPane).has_focus_within
        assert pane(opened, CurvesPane).display
        await opened.press("escape", "h")
        assert not pane(opened, HyperparameterPane).display
        await opened.press("enter")
        assert pane(opened, HyperparameterPane).has_focus_within


async def test_c_shows_the_next_curve_and_the_scale_is_each_ones_own(
    open_app: OpenApp, fake: FakeRun
) -> None:
    fake.start().epochs(2)
    async with open_app(attach=fake.run) as opened:
        assert plot(opened).curves.quantity == "acc"
        await opened.press("c")
        assert plot(opened).curves.quantity == "loss"
        assert plot(opened)._waiting is None, "a key is answered at once"
        await opened.press("l", "m")
        assert "accuracy | loss, log scale, smoothed 0.6" in opened.screen
        await opened.press("c")
        assert not plot(opened).view.log
        assert plot(opened).view.smoothing == 0.6


async def test_both_plots_are_looked_at_alike_where_there_are_two(
    open_app: OpenApp, fake: FakeRun
) -> None:
    fake.start().epochs(4)
    async with open_app(attach=fake.run, size=WIDE) as opened:
        one, two = pane(opened, CurvesPane).plots
        assert (one.curves.quantity, two.curves.quantity) == ("acc", "loss")
        await opened.press("plus", "b")
        assert two.view.left == one.view.left is not None
        assert two.view.trace


async def test_events_are_shown_on_a_key(open_app: OpenApp, fake: FakeRun) -> None:
    fake.start().epochs(1).warn("[bold]no markup[/")
    async with open_app(attach=fake.run) as opened:
        assert not pane(opened, EventsPane).display
        await opened.press("e")
        assert "! [bold]no markup[/" in opened.screen
        await opened.press("e")
        assert not pane(opened, EventsPane).display


async def test_events_leave_room_for_the_plot_of_a_run_with_figures(
    open_app: OpenApp, fake: FakeRun
) -> None:
    fake.start().epochs(8).test().finish()
    async with open_app(attach=fake.run) as opened:
        assert pane(opened, ResultPane).display
        await opened.press("e")
        assert plot(opened).size.height >= 7
        assert "finished: all epochs are trained" in opened.screen
        assert "e hides them" in opened.screen
        await opened.press("e")
        assert pane(opened, ResultPane).display


async def test_a_matrix_beside_the_form_keeps_its_lines(open_app: OpenApp, fake: FakeRun) -> None:
    fake.start().epochs(8).test().finish()
    async with open_app(attach=fake.run) as opened:
        await opened.press("h")
        lines = [line[48:] for line in opened.screen.splitlines()]
        assert "│ true       predicted         │" in lines
        assert "│           negative  positive │" in lines
        assert "│ positive         7        43 │" in lines
        assert plot(opened).size.height >= 7


async def test_a_long_verdict_stays_inside_its_frame(open_app: OpenApp, fake: FakeRun) -> None:
    fake.start().epochs(2)
    for loss in (0.6, 0.7, 0.8):
        fake.epochs(1, val_loss=loss)
    fake.baseline(0.98).test().finish()
    async with open_app(attach=fake.run) as opened:
        for key in ("h", "escape"):
            await opened.press(key)
            result = pane(opened, ResultPane)
            around = opened.app.screen.query_one("#train-below").region
            assert around.contains_region(result.region), "its last line is its frame"


async def test_down_to_20_by_5_and_back_during_training(open_app: OpenApp, fake: FakeRun) -> None:
    fake.start().epochs(2)
    async with open_app(attach=fake.run) as opened:
        before = opened.screen
        for size in ((20, 5), (1, 1), (200, 60), (50, 16), NARROW):
            await opened.pilot.resize_terminal(*size)
            for key in ("s", "escape", "h", "escape", "h", "e", "e", *"cccc"):
                await opened.press(key)
            await opened.poll()
        await opened.settle()
        assert opened.screen.splitlines()[1:] == before.splitlines()[1:]


async def test_a_run_that_disappears_leaves_the_screen_ready(
    open_app: OpenApp, fake: FakeRun, tmp_path
) -> None:
    fake.start().epochs(1)
    async with open_app(attach=fake.run) as opened:
        await opened.press("s")
        fake.run.path.rename(tmp_path / "elsewhere")
        await opened.poll()
        assert "Ready to train" in opened.screen
        await opened.press("t")
        await opened.until(lambda: opened.engine.runs)


async def test_values_that_are_no_numbers_are_gaps(open_app: OpenApp, fake: FakeRun) -> None:
    fake.start().epochs(1).epochs(1, loss=float("nan"), val_loss=float("inf")).epochs(1)
    async with open_app(attach=fake.run) as opened:
        await opened.press("c")
        assert "epoch 4/8" in opened.screen
        assert "◆ best val_loss @3" in opened.screen


async def test_nothing_is_painted_when_nothing_is_new(open_app: OpenApp, fake: FakeRun) -> None:
    fake.start().epochs(2).stop()
    async with open_app(attach=fake.run) as opened:
        state, paints = opened.app.run_state, plot(opened).paints
        for _ in range(3):
            await opened.poll()
        assert opened.app.run_state is state
        assert plot(opened).paints == paints


async def test_the_gpu_of_the_engine_is_shown(
    open_app: OpenApp, fake: FakeRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    load_of = GpuLoad(busy=93, used=2 << 30, total=80 << 30)
    monkeypatch.setattr(
        "rnn_tui.tui.train.machine_line.gpu_load", lambda pid: asked.append(pid) or load_of
    )
    monkeypatch.setattr("rnn_tui.tui.train.machine_line.computes_on_gpu_here", lambda run: True)
    fake.start().epochs(1).beat(cpu=90.0, memory=1 << 30)
    async with open_app(attach=fake.run) as opened:
        await opened.until(lambda: "GPU 93%  2.0 GB of 80.0 GB" in opened.screen)
        assert asked[0] == fake.process.pid


async def test_a_plot_never_holds_points_of_another_run(open_app: OpenApp, fake: FakeRun) -> None:
    """Not even until its next painting, on a machine that is too busy for that."""
    fake.start().partial(batch=5)
    async with open_app(attach=fake.run) as opened:
        await opened.poll()
        opened.finish_plots()
        await opened.settle()
        assert "□ 0." in opened.screen
        other = FakeRun(fake.run.path.parent, fake.experiment, since=SINCE)
        other.take().fail("data", "no such file")
        opened.app.workspace.follow(other.run, edit=False)
        await opened.settle()
        assert "□" not in opened.screen
        assert "No points" in opened.screen


def drawn(opened: Opened) -> list[str]:
    """The quantities of the plots that are seen, row by row."""
    return [each.curves.quantity for each in pane(opened, CurvesPane).plots]


@pytest.mark.parametrize(
    ("size", "quantities"),
    [
        (NARROW, ["acc"]),
        (WIDE, ["acc", "loss"]),
        ((80, 60), ["acc", "loss"]),
        ((160, 35), ["acc", "loss", "samples/s"]),
        (LARGE, ["acc", "loss", "samples/s", "learning rate"]),
    ],
)
async def test_each_quantity_has_a_plot_of_its_own_where_there_is_room(
    open_app: OpenApp, fake: FakeRun, size: tuple[int, int], quantities: list[str]
) -> None:
    fake.start().epochs(2)
    async with open_app(attach=fake.run, size=size) as opened:
        assert drawn(opened) == quantities
        plots = pane(opened, CurvesPane).plots
        assert [each for each in opened.app.screen.query(CurvePlot) if each.display] == [*plots]
        if size == LARGE:
            (first, second), (third, fourth) = plots[:2], plots[2:]
            assert first.region.y == second.region.y < third.region.y == fourth.region.y
            assert first.region.x == third.region.x < second.region.x == fourth.region.x


async def test_c_turns_the_plot_that_has_more_to_show(open_app: OpenApp, fake: FakeRun) -> None:
    fake.start().epochs(2)
    async with open_app(attach=fake.run, size=(160, 35)) as opened:
        assert pane(opened, CurvesPane).plots[2].border_subtitle == "c: next curve"
        await opened.press("c")
        assert drawn(opened) == ["acc", "loss", "learning rate"]
        await opened.press("c")
        assert drawn(opened) == ["acc", "loss", "samples/s"]
        await opened.pilot.resize_terminal(*WIDE)
        await opened.settle()
        assert drawn(opened) == ["acc", "loss"]
        await opened.press("c", "c")
        assert drawn(opened)[0] == "learning rate"


async def test_c_turns_the_plot_that_has_the_focus_first(open_app: OpenApp, tmp_path: Path) -> None:
    experiment = load("quickstart", ['train.metrics=["acc", "auc", "f1_score"]'])
    fake = FakeRun(tmp_path / "runs", experiment).start().epochs(2)
    async with open_app(attach=fake.run, size=LARGE) as opened:
        assert drawn(opened) == ["acc", "loss", "auc", "samples/s"]
        await opened.press("c")
        assert drawn(opened) == ["acc", "loss", "f1_score", "samples/s"]
        pane(opened, CurvesPane).plots[3].focus()
        await opened.press("c")
        assert drawn(opened) == ["acc", "loss", "f1_score", "learning rate"]


@pytest.mark.parametrize("most", range(1, 7))
@pytest.mark.parametrize("metrics", [(), ("acc",), ("acc", "auc", "f1_score")])
@pytest.mark.parametrize("others", [("speed",), ("norm", "rate", "speed")])
def test_plots_share_all_quantities(
    metrics: tuple[str, ...], others: tuple[str, ...], most: int
) -> None:
    slots = shared(metrics, others, most)
    told = [name for slot in slots for name in slot]
    assert sorted(told) == sorted((*metrics, "loss", *others)), "each of them once"
    assert all(slots)
    assert len(slots) <= most
    assert told[0] == (metrics or ("loss",))[0]
    assert len(slots) == most or all(len(slot) == 1 for slot in slots)


@pytest.mark.parametrize("columns", [1, 2, 3, 4])
@pytest.mark.parametrize("count", range(1, MOST + 1))
def test_a_grid_of_plots_has_no_empty_cell(count: int, columns: int) -> None:
    used, span = arranged(count, columns)
    assert 1 <= span <= used <= columns
    assert (count - 1 + span) % used == 0


async def test_on_a_large_screen_result_and_events_are_a_column(
    open_app: OpenApp, fake: FakeRun
) -> None:
    fake.start().epochs(8).test().finish()
    async with open_app(attach=fake.run, size=LARGE) as opened:
        result, events = pane(opened, ResultPane), pane(opened, EventsPane)
        assert result.region.x == events.region.x > pane(opened, CurvesPane).region.right - 1
        assert all(each.size.height - 3 >= 14 for each in pane(opened, CurvesPane).plots)
        await opened.press("h")
        assert pane(opened, HyperparameterPane).has_focus_within
        assert drawn(opened) == ["acc", "loss"]


async def test_on_a_narrow_screen_it_comes_last_in_turn(open_app: OpenApp, fake: FakeRun) -> None:
    fake.start().epochs(2)
    async with open_app(attach=fake.run) as opened:
        assert "accuracy | loss | …" in opened.screen
        await opened.press("c", "c")
        assert plot(opened).curves.quantity == "samples/s"
        assert "accuracy | loss | samples/s | …" in opened.screen
        await opened.press("c", "c")
        assert plot(opened).curves.quantity == "acc"


@pytest.mark.parametrize("end", ["running", "finished", "failed"])
async def test_on_35_rows_the_plots_keep_14_for_their_points(
    open_app: OpenApp, fake: FakeRun, end: str
) -> None:
    fake.start().epochs(8)
    if end == "finished":
        fake.baseline(0.98).test().finish()
    elif end == "failed":
        fake.fail(hint="Buy memory.")
    async with open_app(attach=fake.run, size=WIDE) as opened:
        await opened.poll()
        legend_and_axis = 3
        assert plot(opened).size.height - legend_and_axis >= 14
        assert pane(opened, EventsPane).display


async def test_what_the_epochs_tell_is_said_while_it_trains_and_at_the_end(
    open_app: OpenApp, fake: FakeRun
) -> None:
    fake.start().epochs(2)
    for loss in (0.6, 0.7, 0.8):
        fake.epochs(1, val_loss=loss)
    async with open_app(attach=fake.run, size=WIDE) as opened:
        await opened.poll()
        assert "overfits since epoch 2: val_loss rose from" in opened.screen
        fake.test().finish()
        await opened.poll()
        assert "overfits since epoch 2: val_loss rose from" in opened.screen
        assert "train.early_stopping" in opened.screen


async def test_compiling_is_over_once_the_trace_has_batches(
    open_app: OpenApp, tmp_path: Path
) -> None:
    """The trace is written more often than the status."""
    fake = FakeRun(tmp_path / "runs", load("quickstart")).start().beat(doing="compiling")
    async with open_app(attach=fake.run) as opened:
        assert "compiling" in opened.screen
        before = fake.status
        fake.partial(8)
        replace(before, heartbeat=fake.clock).write(fake.run.status)
        await opened.poll()
        assert "compiling" not in opened.screen
