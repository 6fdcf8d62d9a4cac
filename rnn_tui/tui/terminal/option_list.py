"""An OptionList without room, in a tiny terminal.

Textual 8.2.8 does not know there which option is on which line, and ends in a traceback at page up
and page down. The list inside Textual's own Select and palette cannot be a subclass of ours, so
the method itself is replaced. Goes once `_move_page` looks whether there is a page.
"""

from textual.widgets import OptionList

_move_page = OptionList._move_page


def install() -> None:
    """Let every OptionList without room stay where it is; calling this again changes nothing."""
    OptionList._move_page = _move_page_if_there_is_one  # type: ignore[method-assign,assignment]


def _move_page_if_there_is_one(options: OptionList, direction: int) -> None:
    if options.scrollable_content_region:
        _move_page(options, direction)  # type: ignore[arg-type]
