"""Words in the place of what there is not yet."""

from textual.content import Content

from rnn_tui.tui.widgets.line import Line

NO_RUN = (
    "No run yet.\n\n3 goes to the Train screen: start one there.\nIt can be inspected as soon "
    "as it has a checkpoint."
)


class Hint(Line, can_focus=True):
    """Has the focus while there is nothing else, so that the keys of the view work."""

    def say(self, text: str | Content) -> None:
        self.put(Content(text) if isinstance(text, str) else text, layout=True)
