"""Progress as a bar and in words."""

from textual.content import Content

from rnn_tui.data import Progress
from rnn_tui.io.text import one_line
from rnn_tui.wording.language import told
from rnn_tui.wording.progress import amount

DONE, LEFT = "━", "─"


def bar(share: float, width: int) -> Content:
    """Heavy for what is done, light for what is left, so that it needs no colour."""
    done = round(min(1.0, share) * width)
    return Content.assemble((DONE * done, "$primary"), (LEFT * (width - done), "$foreground 40%"))


def progress_lines(now: Progress, width: int) -> Content:
    """The stage, a bar where the end is known, and how much is done."""
    lines = [Content(one_line(told(now.stage)))]
    if now.total:
        lines.append(bar(now.done / now.total, width))
    if now.unit:
        lines.append(Content(amount(now.done, now.total, now.unit)))
    return Content("\n").join(lines)
