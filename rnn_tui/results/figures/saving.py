"""A figure as the bytes of a PNG or the text of an SVG: equal runs give equal files."""

import io
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import matplotlib
from matplotlib import font_manager

from rnn_tui.results.figures.drawing import draw
from rnn_tui.results.figures.look import DPI, PRINT, VARIABLES, Look, css_variables
from rnn_tui.results.figures.shown import Plot

FONTS = (
    "DejaVu Sans",
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "PingFang SC",
    "Hiragino Sans GB",
    "Microsoft YaHei",
    "WenQuanYi Micro Hei",
    "Noto Sans CJK JP",
    "Noto Sans Arabic",
    "Noto Sans Devanagari",
)
"""Asked in this order for each character, as far as they are installed; the first comes with
matplotlib."""

NO_GLYPH = "missing from"


def png(plots: Sequence[Plot], log: bool = False) -> tuple[bytes, tuple[str, ...]]:
    """The plots as a PNG for print, and notes."""
    return _saved(plots, PRINT, log, "png", dpi=DPI, metadata={"Software": "rnn-tui"})


def svg(plots: Sequence[Plot], log: bool = False) -> tuple[bytes, tuple[str, ...]]:
    """The plots as an SVG with letters as outlines, so that it looks the same everywhere."""
    return _saved(plots, PRINT, log, "svg", fonttype="path", metadata=_NOTHING)


def inline_svg(plots: Sequence[Plot], log: bool = False) -> str:
    """The plots as an `<svg>` element for a page, in the variables of its style sheet: letters
    stay text, in the page's own font."""
    data, _ = _saved(plots, VARIABLES, log, "svg", fonttype="none", metadata=_NOTHING)
    text = css_variables(data.decode())
    return text[text.index("<svg") :].strip()


_NOTHING = {"Date": None, "Creator": None, "Format": None, "Type": None}
"""A file says neither when nor by what it was made."""


def _saved(
    plots: Sequence[Plot], look: Look, log: bool, to: str, fonttype: str = "path", **options: Any
) -> tuple[bytes, tuple[str, ...]]:
    buffer = io.BytesIO()
    with _settings(look, fonttype), warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        draw(plots, look, log).savefig(buffer, format=to, **options)
    missing = [str(each.message) for each in told if NO_GLYPH in str(each.message)]
    note = "some characters are shown as boxes: no font that is installed here has them"
    return buffer.getvalue(), (note,) if missing else ()


@contextmanager
def _settings(look: Look, fonttype: str) -> Iterator[None]:
    """Matplotlib's own settings with ours over them, whatever a person's matplotlibrc says.

    Names are never formulas: a `$` in one stays a `$`.
    """
    installed = {font.name for font in font_manager.fontManager.ttflist}
    ours: dict[str, Any] = {
        **matplotlib.rcParamsDefault,
        "font.family": [name for name in FONTS if name in installed],
        "svg.fonttype": fonttype,
        "svg.hashsalt": "rnn-tui",
        "text.parse_math": False,
        "text.color": look.ink,
        "font.size": 8,
        "axes.titlesize": 10,
        "axes.labelcolor": look.muted,
        "axes.edgecolor": look.muted,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.grid": True,
        "axes.axisbelow": True,
        "grid.color": look.grid,
        "grid.linewidth": 0.6,
        "xtick.color": look.muted,
        "ytick.color": look.muted,
        "xtick.labelcolor": look.ink,
        "ytick.labelcolor": look.ink,
    }
    ours.pop("backend", None)
    with matplotlib.rc_context(ours):
        yield
