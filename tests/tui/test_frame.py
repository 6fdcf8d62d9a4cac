"""The frame: tabs, keys that work everywhere, help, palette, quitting, following a run."""

import subprocess
import sys

import pytest
from driving import OpenApp
from fake_engine import FakeRun, spawn
from textual import events

from rnn_tui.experiment import load
from rnn_tui.runs import Ask, State
from rnn_tui.tui import run_app
from rnn_tui.tui.messages import AskRun, FollowRun, ResumeRun, StartRun


async def test_digits_alt_digits_and_ctrl_n_change_the_screen(open_app: OpenApp) -> None:
    async with open_app() as opened:
        assert opened.app.current_mode == "model"
        for key, mode in {"3": "train", "alt+2": "data", "5": "inspect", "4": "runs"}.items():
            await opened.press(key)
            assert opened.app.current_mode == mode
        await opened.press("ctrl+n", "ctrl+n")
        assert opened.app.current_mode == "model"


async def test_a_click_on_a_tab_shows_its_screen(open_app: OpenApp) -> None:
    async with open_app() as opened:
        await opened.pilot.click("#tab-train")
        await opened.until(lambda: opened.app.current_mode == "train")


async def test_a_fresh_start_shows_the_quickstart(open_app: OpenApp) -> None:
    async with open_app() as opened:
        assert opened.app.document.experiment == load("quickstart")
        assert "quickstart" in opened.screen.splitlines()[0]


async def test_a_run_is_started_followed_and_stopped(open_app: OpenApp) -> None:
    async with open_app() as opened:
        opened.app.post_message(StartRun())
        await opened.until(lambda: opened.engine.runs)
        fake = opened.engine.last.start().epochs(1).partial(batch=5)
        await opened.poll()
        assert opened.app.run_state is not None
        assert opened.app.run_state.state is State.RUNNING
        assert "running" in opened.screen.splitlines()[0]
        opened.app.post_message(AskRun(Ask.STOP))
        await opened.until(fake.run.control.is_file)
        fake.obey()
        await opened.poll()
        assert opened.app.run_state.state is State.STOPPED
        assert len(opened.app.run_state.recorded) == 2
        assert "stopped at epoch 2, batch 5: nothing is lost" in " ".join(opened.screen.split())
        opened.app.post_message(ResumeRun())
        await opened.until(lambda: fake.run.control.is_file() is False)
        fake.resume().partial(batch=7)
        await opened.poll()
        fake.fail("diverged", "loss became nan at epoch 2, step 8")
        await opened.poll()
        assert "diverged: loss became nan at epoch 2" in " ".join(opened.screen.split())


async def test_start_is_refused_with_the_reason_while_there_are_problems(
    open_app: OpenApp,
) -> None:
    async with open_app("embedding-simple-rnn") as opened:
        opened.app.post_message(StartRun())
        await opened.until(lambda: "1 problem first" in opened.screen)
        assert not opened.engine.runs


async def test_a_live_run_is_found_and_followed_at_the_start(open_app: OpenApp, tmp_path) -> None:
    fake = FakeRun(tmp_path / "runs", load("imdb-gru")).start().epochs(1)
    async with open_app() as opened:
        await opened.until(lambda: opened.app.current_mode == "train")
        assert opened.app.run_state is not None
        assert opened.app.run_state.run_id == fake.run.run_id
        assert opened.app.document.experiment.name == "imdb-gru"


async def test_a_live_run_does_not_push_aside_what_was_asked_for(
    open_app: OpenApp, tmp_path
) -> None:
    fake = FakeRun(tmp_path / "runs", load("imdb-gru")).start().epochs(1)
    async with open_app("imdb-lstm") as opened:
        assert opened.app.current_mode == "model"
        assert opened.app.document.experiment.name == "imdb-lstm"
        await opened.until(lambda: opened.app.run_state is not None)
        assert opened.app.run_state.run_id == fake.run.run_id


async def test_quitting_with_unsaved_changes_asks(open_app: OpenApp) -> None:
    async with open_app("imdb-lstm") as opened:
        await opened.press("d", "q")
        assert "The changes are lost." in opened.screen
        await opened.press("escape")
        assert "The changes are lost." not in opened.screen
        await opened.press("q", "l")
    assert opened.app.return_value == 0


async def test_every_screen_that_edits_saves_and_so_does_the_question_at_the_end(
    open_app: OpenApp, tmp_path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with open_app() as opened:
        for key in "123":
            await opened.press(key, "ctrl+s")
            assert "Save as" in opened.screen
            await opened.press("escape")
        await opened.press("1", "d", "4", "q", "w", "enter")
        await opened.until((tmp_path / "sample-embedding-32-dense-1.toml").is_file)
        assert not opened.app.document.unsaved
        await opened.press("q")
    assert opened.app.return_value == 0


async def test_a_click_on_a_key_of_the_footer_presses_it(open_app: OpenApp) -> None:
    async with open_app("imdb-lstm") as opened:
        footer = opened.screen.splitlines()[-1]
        await opened.pilot.click(offset=(footer.index("preset"), 23))
        await opened.until(lambda: "Open a preset" in opened.screen)


async def test_a_long_name_yields_to_the_state_of_the_run(open_app: OpenApp, tmp_path) -> None:
    experiment = load("quickstart").model_copy(update={"name": "n" * 64})
    fake = FakeRun(tmp_path / "runs", experiment).start().epochs(1)
    async with open_app(attach=fake.run) as opened:
        head = opened.screen.splitlines()[0]
        assert "nnn…" in head
        assert "running" in head
        assert len(head) <= 80


@pytest.mark.parametrize("key", "2345")
async def test_quitting_while_a_screen_is_being_built_is_no_error(
    open_app: OpenApp, key: str
) -> None:
    async with open_app() as opened:
        for pressed in (key, "q"):
            opened.app.post_message(events.Key(pressed, pressed))
        await opened.until(lambda: opened.app.return_value is not None)
    assert opened.app.return_value == 0
    assert opened.app.return_code == 0


async def test_quitting_with_a_live_run_asks(open_app: OpenApp, tmp_path) -> None:
    fake = FakeRun(tmp_path / "runs").start()
    async with open_app(attach=fake.run) as opened:
        await opened.press("q")
        assert "Leave it training" in opened.screen
        await opened.press("y")
        assert opened.app.run_state is not None
        await opened.press("q", "s")
        await opened.until(fake.run.control.is_file)
        assert fake.obey().state.state is State.STOPPED


async def test_the_shell_is_told_about_runs_that_were_left_alive(
    open_app: OpenApp, tmp_path
) -> None:
    fake = FakeRun(tmp_path / "runs").start().pause()
    async with open_app(attach=fake.run) as opened:
        await opened.press("q")
        assert "Leave it paused" in opened.screen
        await opened.press("y")
        assert opened.app.farewell.lines == []
        await opened.press("q", "l")
        assert opened.app.farewell.lines == [
            f"{fake.run.run_id} is paused; the next rnn-tui takes over again"
        ]


async def test_quitting_asks_about_all_live_runs_that_were_looked_at(
    open_app: OpenApp, tmp_path
) -> None:
    first, second = (FakeRun(tmp_path / "elsewhere", load("imdb-gru")).start() for _ in range(2))
    ended = FakeRun(tmp_path / "elsewhere", load("imdb-lstm")).start().epochs(1).finish()
    async with open_app(attach=first.run) as opened:
        for fake in (second, ended):
            opened.app.post_message(FollowRun(fake.run))
            await opened.settle()
        await opened.press("q")
        shown = " ".join(opened.screen.replace("│", " ").split())
        assert "2 runs are active: imdb-gru-2 (running) and imdb-gru-1 (running)." in shown
        assert "Leave them training" in shown
        second.asked(Ask.STOP)
        await opened.press("escape", "q", "s")
    assert opened.app.return_value == 0
    assert first.obey().state.state is State.STOPPED
    assert not second.run.control.exists()  # a second time would be at once, without a checkpoint


async def test_a_run_directory_that_disappears_is_left_with_a_word(
    open_app: OpenApp, tmp_path
) -> None:
    fake = FakeRun(tmp_path / "runs").start()
    async with open_app(attach=fake.run) as opened:
        fake.run.path.rename(tmp_path / "elsewhere")
        await opened.poll()
        assert opened.app.run_state is None
        await opened.until(lambda: "is gone" in opened.screen)


async def test_the_footer_of_a_dialog_with_a_field_says_what_enter_and_escape_do(
    open_app: OpenApp, tmp_path
) -> None:
    FakeRun(tmp_path / "runs").start().epochs(1).finish()
    async with open_app() as opened:
        for screen, key, enter in (
            ("1", "p", "choose"),
            ("1", "o", "choose"),
            ("4", "n", "rename"),
            ("4", "r", "start"),
        ):
            await opened.press(screen)
            await opened.until(lambda: getattr(opened.app.screen, "seen", True))
            await opened.press(key)
            footer = opened.screen.splitlines()[-1]
            assert footer.startswith(f" ⏎ {enter}  ")
            assert footer.endswith("esc close")
            await opened.press("escape")


async def test_help_lists_the_keys_of_the_screen(open_app: OpenApp) -> None:
    async with open_app() as opened:
        await opened.press("question_mark")
        assert "Undo the last change" in opened.screen
        assert "On this screen" in opened.screen
        await opened.press("escape")
        assert "Undo the last change" not in opened.screen


async def test_every_binding_has_an_id_and_a_tooltip(open_app: OpenApp) -> None:
    async with open_app() as opened:
        for key in "12345":
            await opened.press(key)
            for owner in (opened.app, opened.app.screen):
                for binding in type(owner).BINDINGS:
                    assert binding.id, binding
                    assert binding.tooltip, binding


@pytest.mark.parametrize("size", [(20, 5), (80, 24), (120, 35)])
async def test_every_screen_lives_at_every_size(open_app: OpenApp, size: tuple[int, int]) -> None:
    async with open_app(size=size) as opened:
        for key in "12345":
            await opened.press(key)


async def test_the_theme_changes_between_dark_and_light(open_app: OpenApp) -> None:
    async with open_app() as opened:
        await opened.press("ctrl+t")
        assert not opened.app.current_theme.dark
        await opened.press("ctrl+t")
        assert opened.app.current_theme.dark


def test_importing_the_room_is_light_and_the_app_brings_no_keras() -> None:
    code = (
        "import sys, rnn_tui.tui; assert 'textual' not in sys.modules; "
        "import rnn_tui.tui.app; assert not {'keras', 'tensorflow'} & sys.modules.keys()"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_dumb_terminal_is_pointed_to_batch(
    monkeypatch: pytest.MonkeyPatch, tmp_path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TERM", "dumb")
    assert run_app(None, tmp_path) == 2
    assert "--batch" in capsys.readouterr().err


async def test_an_engine_in_a_process_of_its_own_obeys(open_app: OpenApp, tmp_path) -> None:
    fake = FakeRun(tmp_path / "runs", load("quickstart", ["train.epochs=100000"]))
    process = spawn(fake.run, batch_seconds=0.02)
    try:
        async with open_app(attach=fake.run) as opened:
            app = opened.app
            await opened.until(lambda: app.workspace.poll_run() or app.run_state.position.batch > 0)
            app.post_message(AskRun(Ask.STOP))
            await opened.until(
                lambda: app.workspace.poll_run() or app.run_state.state is State.STOPPED
            )
            assert app.run_state.partial is not None
    finally:
        process.wait(10)
