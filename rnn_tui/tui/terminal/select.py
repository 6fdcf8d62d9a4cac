"""A choice that takes the class of its open list.

The list inside the Select of Textual 8.2.8 has keys of its own, which the footer would show in
Textual's words. Goes once a Select can be told its list.
"""

from typing import ClassVar

from textual.app import ComposeResult
from textual.widgets import Select
from textual.widgets._select import SelectCurrent, SelectOverlay


class OpenList(SelectOverlay):
    """The open list, for a class with keys to follow."""


class ListedSelect(Select[str]):
    """Composed as Textual's own, but for its list."""

    LIST: ClassVar[type[OpenList]] = OpenList

    def compose(self) -> ComposeResult:
        yield SelectCurrent(self.prompt)
        yield self.LIST(self._type_to_search).data_bind(compact=Select.compact)
