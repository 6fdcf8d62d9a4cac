"""Curves and comparisons for people: as PNG, as SVG, and on a page of HTML."""

from collections.abc import Callable, Sequence

from rnn_tui.results.exports.files import STDOUT, Exported, Request, write_text, written
from rnn_tui.results.figures.shown import Plot, Runs, plots, runs_of
from rnn_tui.results.page.pages import page
from rnn_tui.results.plot.curves import Curves

Picture = Callable[[Sequence[Plot], bool], tuple[bytes, tuple[str, ...]]]


def write_png(request: Request) -> Exported:
    """The plots in dots for print."""
    from rnn_tui.results.figures.saving import png  # matplotlib takes its time

    return _write(request, png)


def write_svg(request: Request) -> Exported:
    """The plots in lines."""
    from rnn_tui.results.figures.saving import svg

    return _write(request, svg)


def write_html(request: Request) -> Exported:
    """The page, with the curves in it."""
    from rnn_tui.results.figures.saving import inline_svg

    runs = _runs(request)
    drawn = [plot for plot in _plots(request, runs) if not _is_empty(plot)]
    curves = inline_svg(drawn, bool(request.options.get("log"))) if drawn else ""
    return write_text(request, page(runs, curves))


def _write(request: Request, picture: Picture) -> Exported:
    shown = _plots(request, _runs(request))
    data, notes = picture(shown, bool(request.options.get("log")))
    if request.out == STDOUT:
        return write_text(request, data.decode(), notes)
    with written([request.out], request.force) as files:
        files[0].write(data)
    return Exported((request.out,), notes=notes)


def _runs(request: Request) -> Runs:
    every = ((request.run, request.state), *request.others)
    runs, states = zip(*every, strict=True)
    return runs_of(runs, states, bool(request.options.get("apart")))


def _plots(request: Request, runs: Runs) -> list[Plot]:
    wanted = request.options.get("plot") or ()
    assert isinstance(wanted, tuple)
    return plots(runs, wanted)


def _is_empty(plot: Plot) -> bool:
    return isinstance(plot, Curves) and bool(plot.note)
