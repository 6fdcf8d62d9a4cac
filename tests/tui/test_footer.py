"""The footer offers what does something now, and what cannot be guessed."""

from pathlib import Path

from driving import OpenApp, Opened
from fake_engine import FakeRun

from rnn_tui.experiment import load


def footer(opened: Opened) -> str:
    return opened.screen.splitlines()[-1]


async def test_undo_is_offered_once_there_is_something_to_undo(open_app: OpenApp) -> None:
    async with open_app(size=(120, 24)) as opened:
        assert "undo" not in footer(opened)
        await opened.press("d")
        assert "u undo" in footer(opened)
        await opened.press("u")
        assert "undo" not in footer(opened)
        await opened.press("question_mark")
        assert "Undo the last change" in opened.screen  # the help still names it


async def test_an_empty_stack_has_nothing_to_delete_or_move(open_app: OpenApp) -> None:
    async with open_app() as opened:
        await opened.press("d", "d", "d")
        assert "delete" not in footer(opened)
        assert "move" not in footer(opened)
        assert "a add" in footer(opened)


async def test_no_fix_is_offered_before_the_data_is_loaded(open_app: OpenApp) -> None:
    async with open_app("embedding-simple-rnn") as opened:
        assert "f fix" in footer(opened)
        await opened.press("2")
        assert "fix" not in footer(opened)


async def test_without_runs_nothing_is_offered_that_is_about_one(
    open_app: OpenApp, tmp_path: Path
) -> None:
    async with open_app() as opened:
        await opened.press("4")
        await opened.until(lambda: "No runs in" in opened.screen)
        for word in ("open", "select", "resume", "stop", "filter", "export", "delete"):
            assert word not in footer(opened)
        FakeRun(tmp_path / "runs", load("quickstart")).start().epochs(1).finish()
        opened.app.screen.look_afresh()
        await opened.until(lambda: "space tick" in footer(opened))


async def test_a_choice_says_how_it_is_made(open_app: OpenApp) -> None:
    async with open_app() as opened:
        await opened.press("d", "q")
        assert footer(opened) == " ↑/↓ move  ⏎ choose  esc close"
        await opened.press("down", "enter")
        assert "Save as" in opened.screen


async def test_a_text_field_names_the_way_to_the_next_one(open_app: OpenApp) -> None:
    async with open_app() as opened:
        await opened.press("enter")
        assert "↑/↓ field" in footer(opened)


async def test_lists_to_choose_from_name_the_arrows(open_app: OpenApp) -> None:
    async with open_app() as opened:
        for key in "po":
            await opened.press(key)
            assert "↑/↓ move" in footer(opened)
            await opened.press("escape")
        await opened.press("o")
        assert "complete" in footer(opened)
