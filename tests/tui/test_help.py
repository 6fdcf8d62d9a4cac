"""`?`: what it tells of keys that share a place in the footer."""

from driving import OpenApp, Opened
from fake_loading import show


async def told(opened: Opened) -> str:
    await opened.press("question_mark")
    return " ".join(opened.screen.replace("│", " ").split())


async def test_each_of_two_keys_for_layers_has_its_own_row(open_app: OpenApp) -> None:
    async with open_app(size=(120, 60)) as opened:
        text = await told(opened)
        assert (
            "J, shift+↓ Move the selected layer down K, shift+↑ Move the selected layer up" in text
        )


async def test_each_of_two_keys_for_examples_has_its_own_row(open_app: OpenApp) -> None:
    async with open_app(size=(120, 60)) as opened:
        await show(opened)
        text = await told(opened)
        assert "← Show the previous example → Show the next example" in text
