"""What a run's end is told by: a notice and the bell, and on Train no more than is needed."""

from pathlib import Path

import pytest
from driving import OpenApp, Opened
from fake_engine import FakeRun

from rnn_tui.runs import Ask
from rnn_tui.tui.app import RnnTui
from rnn_tui.tui.messages import AskRun
from rnn_tui.tui.terminal.app import NOTICE_SECONDS
from rnn_tui.tui.widgets.key_bar import KeyBar


@pytest.fixture
def fake(tmp_path: Path) -> FakeRun:
    return FakeRun(tmp_path / "runs").start().epochs(2).partial(batch=5)


@pytest.fixture
def bells(monkeypatch: pytest.MonkeyPatch) -> list[None]:
    rung: list[None] = []
    monkeypatch.setattr(RnnTui, "bell", lambda app: rung.append(None))
    return rung


def notices(opened: Opened) -> list[str]:
    return [notice.message for notice in opened.app._notifications]


async def test_a_stop_that_train_shows_leaves_nothing_over_the_curves(
    open_app: OpenApp, fake: FakeRun, bells: list[None]
) -> None:
    async with open_app(attach=fake.run) as opened:
        opened.app.post_message(AskRun(Ask.STOP, fake.run))
        await opened.until(lambda: notices(opened) == [f"{fake.run.run_id}: asked to stop"])
        fake.stop()
        await opened.poll()
        assert "nothing is lost" in opened.screen
        assert (notices(opened), len(bells)) == ([], 1)


async def test_a_stop_is_told_on_the_other_screens(
    open_app: OpenApp, fake: FakeRun, bells: list[None]
) -> None:
    async with open_app(attach=fake.run) as opened:
        await opened.press("1")
        fake.stop()
        await opened.poll()
        (told,) = notices(opened)
        assert told.startswith(f"{fake.run.run_id} stopped at epoch 3, batch 5")
        assert len(bells) == 1


async def test_a_warning_just_before_the_end_is_told_too(open_app: OpenApp, fake: FakeRun) -> None:
    async with open_app(attach=fake.run) as opened:
        fake.warn("the disk is nearly full").stop()
        await opened.poll()
        assert notices(opened) == ["the disk is nearly full"]


@pytest.mark.parametrize("screen", ["1", "3"])
async def test_a_failure_and_the_end_of_all_epochs_are_told_everywhere(
    open_app: OpenApp, fake: FakeRun, bells: list[None], screen: str
) -> None:
    other = FakeRun(fake.run.path.parent).start()
    async with open_app(attach=fake.run) as opened:
        await opened.press(screen)
        fake.fail("diverged", "loss became nan at epoch 3, step 6")
        await opened.poll()
        (told,) = notices(opened)
        assert "loss became nan at epoch 3, step 6" in told
        opened.app.workspace.follow(other.run, edit=False)
        await opened.poll()
        other.epochs(10).finish()
        await opened.poll()
        (told,) = notices(opened)
        assert told.startswith(f"{other.run.run_id} finished")
        assert len(bells) == 2


def body(opened: Opened) -> list[str]:
    return opened.screen.splitlines()[:-1]


async def test_a_notice_stands_in_the_last_line_and_covers_nothing(open_app: OpenApp) -> None:
    async with open_app("stacked-simple-rnn") as opened:
        await opened.press("f")
        told = opened.screen.splitlines()[-1]
        assert told.startswith(" appended a Dense layer with 1 unit and sigmoid, u undoes")
        assert told.endswith("? help")
        with_notice = body(opened)
        opened.app.clear_notifications()
        await opened.settle()
        assert body(opened) == with_notice
        assert "a add" in opened.screen.splitlines()[-1]


async def test_a_long_notice_takes_the_lines_that_it_needs(open_app: OpenApp) -> None:
    async with open_app("stacked-simple-rnn") as opened:
        opened.app.say(" ".join(f"word{i}" for i in range(20)), "error")
        await opened.until(lambda: "word19" in opened.screen)
        rows = opened.screen.splitlines()
        assert len(rows) == 24
        assert rows[-2].startswith(" word0")
        assert any("total 328,320" in row for row in rows)
        opened.app.clear_notifications()
        await opened.settle()
        assert "a add" in opened.screen.splitlines()[-1]


async def test_a_notice_goes_by_itself(open_app: OpenApp, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(NOTICE_SECONDS, "information", 0.5)
    async with open_app() as opened:
        opened.app.say("soon gone")
        await opened.until(lambda: "soon gone" in opened.screen)
        await opened.until(lambda: "soon gone" not in opened.screen)


async def test_the_keys_beside_a_notice_can_be_clicked(open_app: OpenApp) -> None:
    async with open_app("stacked-simple-rnn") as opened:
        opened.app.say("short")
        await opened.until(lambda: "short" in opened.screen)
        at = opened.screen.splitlines()[-1].index("a add")
        await opened.pilot.click(KeyBar, offset=(at, 0))
        await opened.until(lambda: "Add a layer" in opened.screen)


async def test_a_dialog_shows_a_notice_too(open_app: OpenApp) -> None:
    async with open_app() as opened:
        await opened.press("p")
        opened.app.say("over a dialog")
        await opened.until(lambda: "over a dialog" in opened.screen.splitlines()[-1])
        await opened.press("escape")
        assert "over a dialog" in opened.screen.splitlines()[-1]
