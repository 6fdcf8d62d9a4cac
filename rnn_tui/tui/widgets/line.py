"""Text that changes often: it is drawn again only when it is another one."""

from textual.content import Content
from textual.widgets import Static


class Line(Static):
    """`put` instead of `update`: the same text costs nothing, another one no new layout.

    For places whose size does not depend on the text; elsewhere call `put(…, layout=True)`.
    """

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__("", id=id, classes=classes, markup=False)
        self._shown = Content("")

    def put(self, content: Content, *, layout: bool = False) -> None:
        """Replace the text."""
        if not content.is_same(self._shown):
            self._shown = content
            self.update(content, layout=layout)
