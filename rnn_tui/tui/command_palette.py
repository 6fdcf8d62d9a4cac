"""The commands of the palette: all that the screen can do, what has no key, and what is copied.

Copies go by the terminal's escape sequence OSC 52, which works over SSH as well.
"""

from collections.abc import Callable, Iterator
from functools import partial

from textual.app import App, SystemCommand
from textual.screen import Screen

from rnn_tui.experiment import dumps
from rnn_tui.io.text import one_line
from rnn_tui.runs import RunDirectory, RunError, RunState
from rnn_tui.runs.lists.overview import readable_state
from rnn_tui.tui.sentences import best_line
from rnn_tui.tui.widgets.plot import CurvePlot
from rnn_tui.tui.work_screen import WorkScreen
from rnn_tui.wording.language import told, tr


def commands_of(app: App[int], screen: Screen[object]) -> Iterator[SystemCommand]:
    """The enabled commands of the screen that the palette was opened from, by their tooltips.

    A screen names commands without a key in its KEYLESS.
    """
    seen = set()
    for node, binding, enabled, tooltip in screen.active_bindings.values():
        if enabled and binding.id and tooltip and binding.action not in seen:
            seen.add(binding.action)
            run = partial(app.run_action, binding.action, node)
            yield SystemCommand(tr(binding.description).capitalize(), told(tooltip), run)
    for name, about, action in getattr(screen, "KEYLESS", ()):
        yield SystemCommand(tr(name), tr(about), partial(app.run_action, action, screen))
    if isinstance(screen, WorkScreen):
        yield from _copies(screen)
    yield SystemCommand(tr("Theme"), tr("Choose a theme"), app.action_change_theme)
    yield SystemCommand(tr("Screenshot"), tr("Save this screen as SVG"), app.deliver_screenshot)


def _copies(screen: WorkScreen) -> Iterator[SystemCommand]:
    """What can be copied here: of the run that the screen is about, of the experiment, of plots."""
    run = screen.run_in_view
    if run is not None:
        for name, about, text in _OF_A_RUN:
            what = tr("{about} of {run}", about=tr(about), run=one_line(run.run_id))
            copy = partial(_copy_of_run, screen, run, what, text)
            yield SystemCommand(
                tr("Copy {name}", name=tr(name)),
                tr("Copy the {about} of the run", about=tr(about)),
                copy,
            )
    edited = screen.document.experiment
    about = tr("the experiment that is edited")
    copy = partial(_copy, screen, about, partial(dumps, edited))
    yield SystemCommand(tr("Copy experiment"), tr("Copy {about}, as TOML", about=about), copy)
    plots = [plot for plot in screen.query(CurvePlot) if plot.display and plot.text]
    if plots:
        drawn = partial(_copy, screen, tr("plot"), lambda: "\n\n".join(plot.text for plot in plots))
        yield SystemCommand(tr("Copy plot"), tr("Copy the plots of this screen as text"), drawn)


def _copy_of_run(
    screen: WorkScreen, run: RunDirectory, about: str, text: Callable[[RunState], str]
) -> None:
    try:
        state = readable_state(run)
    except RunError as error:
        screen.workspace.say(str(error), "warning")
        return
    _copy(screen, tr("the {about}", about=about), partial(text, state))


def _copy(screen: WorkScreen, about: str, text: Callable[[], str]) -> None:
    copied = text()
    if not copied:
        screen.workspace.say(tr("{about}: nothing to copy yet", about=about), "warning")
        return
    screen.app.copy_to_clipboard(copied)
    screen.workspace.say(tr("{about} is copied, if the terminal allows it", about=about))


def _configuration(state: RunState) -> str:
    return dumps(state.experiment) if state.experiment and not state.imported else ""


_OF_A_RUN: tuple[tuple[str, str, Callable[[RunState], str]], ...] = (
    ("id", "id", lambda state: state.run_id),
    ("path", "path", lambda state: str(state.path.absolute())),
    ("configuration", "configuration", _configuration),
    ("best line", "best epoch in one line", best_line),
)
"""The name of each copy, what it is, and how it is made of the run."""
