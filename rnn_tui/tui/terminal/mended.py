"""Where Textual would end in a traceback. Each part goes when Textual has mended it."""

from textual.command import CommandPalette
from textual.widgets import OptionList

from rnn_tui.tui.terminal.tidy import TidyApp


class MendedApp(TidyApp):
    """An app that a palette on another screen, or a field that changes at the end, leaves alive."""

    def action_command_palette(self) -> None:
        """One for each screen: Textual's has an id, which two at a time may not share."""
        if not isinstance(self.screen, CommandPalette):
            self.push_screen(CommandPalette())

    def clear_selection(self) -> None:
        """Fields change until the last moment, when no screen is left to select a text on."""
        if self.screen_stack:
            super().clear_selection()


_move_page = OptionList._move_page


def _move_page_where_there_is_one(options: OptionList, direction: int) -> None:
    """A list without room, in a tiny terminal, does not know which option is on which line."""
    if options.scrollable_content_region:
        _move_page(options, direction)  # type: ignore[arg-type]


OptionList._move_page = _move_page_where_there_is_one  # type: ignore[method-assign,assignment]
