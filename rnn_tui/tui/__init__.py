"""The app: the only room that imports Textual, and not before `run_app` is called.

How it is built
---------------
`state/workspace.py` keeps the state: `document` on its desk (`state/desk.py`; the experiment being
edited, with its history), `run_state` (the current run, folded from its directory) and `doing`
(what the app does now, shown in the header). It knows neither screens nor widgets. `app.py` owns
the workspace and the other parts: the farewell (`state/farewell.py`), the terminal's window and
signals (`terminal/`), five MODES and the keys that work everywhere. `terminal/app.py` is Textual's
App with every workaround that has to be a method of the app.

Each of the five screens has a folder with its `screen.py`, its parts, its keys and its style
sheet. A screen is a `WorkScreen` (`work_screen.py`):

- `compose_body` yields what stands between header and footer. A framed part has the class
  `pane` and a `border_title`.
- State comes down: the reactives `document`, `run_state` and `doing` follow the app's, and so the
  workspace's, while the screen is looked at. React in `watch_document(self, before, now)`, or
  bind a widget inside `compose_body`: `Curves().data_bind(WorkScreen.run_state)`.
- Requests go up as the messages of `messages.py`: `self.post_message(StartRun())`,
  `AskRun(Ask.PAUSE)`, `Doing("loading")`. `Workspace.do` does them; a screen never touches files
  of a run itself. Only edits go at once: `self.edit(new, tag="train.epochs")`.
- Keys stand in tables (`keys.py`), each with an id ("train.stop"), a sentence for `?` and
  the palette, and a word for the footer. Printable keys never have priority. Screens that
  edit the experiment add `EDIT_BINDINGS`.
- `home` is the widget that Escape gives the focus to. `HELP_TEXT` stands above the keys in `?`.
- A question is a `ChoiceDialog`, a list to search in a `Picker`, a path a `FileDialog`, the
  fields of any model (a layer, the training, the data) a `Form` (`forms/form.py`;
  `LayerPane` in `model/layer_pane.py` shows how one is held).
- Text from data, names and logs is shown as text: `markup=False` or `rich.text.Text`, and
  `workspace.say(...)` for notices.

A text that changes often is a `Line` (`widgets/line.py`): the same text again costs nothing.
The footer is `KeyBar`: it drops the last keys where the row is short, never `?`.

Colours come from `preferences/theme.py`, everything else about looks from `app.tcss`; colour never
tells anything alone (NO_COLOR).

How it is tested
----------------
`tests/tui/fake_engine.py` writes run directories step by step under the test's control.
`tests/tui/conftest.py` has the fixtures `open_app` and `dump` (their types are in
`driving.py`). A test presses keys, waits with `opened.until(condition)`, never sleeps, and
compares the screen as plain text with a file in `tests/tui/dumps`: `pytest tests/tui
--update-dumps` writes them anew, to be looked at before they are committed.
"""

import gc
import os
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from rnn_tui.io.streams import tell
from rnn_tui.wording.language import tr

if TYPE_CHECKING:
    from rnn_tui.experiment import Experiment
    from rnn_tui.runs import RunDirectory

USAGE = 2
"""Exit code without a terminal to draw the app on."""

CRASHED = 1
"""Exit code of an app that an error of its own has ended; its runs go on."""

CRASH = "rnn-tui stopped because of an internal error: please report it"

WEB_DRIVER = "rnn_tui.tui.terminal.web_driver:WebTerminal"
"""What `rnn-tui serve` names to Textual for the terminal in a browser."""

TEXTUAL = {"TEXTUAL_FPS": "120", "ESCDELAY": "30"}
"""Environment that Textual reads once, where the person has set nothing else.

A change may wait up to two of its frames to be painted after the one before it; nothing is
painted where nothing changes. Escape waits so many ms for the rest of a sequence, which comes
in the same packet: 30 ms are enough for a line that tears it in two, and not felt.
"""


def run_app(
    experiment: "Experiment | None",
    runs_dir: Path,
    attach: "RunDirectory | None" = None,
    path: Path | None = None,
) -> int:
    """Run the app and return the exit code.

    Without an experiment it opens on a live run if there is one, else on the quick-start;
    `attach` names the run to open on, `path` the file that the experiment is saved in.
    """
    served = os.environ.get("TEXTUAL_DRIVER") == WEB_DRIVER
    if not (served or _has_terminal()):
        tell(tr("rnn-tui needs a terminal; without one, use rnn-tui --batch or rnn-tui serve"))
        return USAGE
    for name, value in TEXTUAL.items():
        os.environ.setdefault(name, value)
    # What is made before the first frame stays: `terminal/garbage.py` turns collection on after it.
    gc.disable()
    from rnn_tui.io.early_settings import early_settings
    from rnn_tui.io.places import user_folders
    from rnn_tui.tui.opening import opening_frame
    from rnn_tui.tui.preferences.colours import USUAL
    from rnn_tui.tui.terminal.early_screen import early_screen, give_back

    user_folders()
    terminal, theme = sys.stderr.fileno(), early_settings().get("theme", USUAL)
    frame = "" if served else opening_frame(terminal, "train" if attach else "model", theme)
    with nullcontext() if served else early_screen(terminal, frame):
        from rnn_tui.tui.app import RnnTui
        from rnn_tui.tui.state.farewell import Quitting
        from rnn_tui.tui.state.ready_engine import ReadyEngine

        app = RnnTui(experiment, runs_dir, attach, ReadyEngine(), path)
    code = app.run()
    give_back(terminal)  # if the app has failed before it could take the terminal over
    if code is None:  # it has not left by itself
        crashed = bool(
            app.return_code
        )  # and Textual has printed a traceback; else its page is gone
        app.farewell.unasked(Quitting.LEAVE, tr(CRASH) if crashed else "")
        code = CRASHED if crashed else 0
    for line in app.farewell.lines:
        tell(line)  # which is the terminal, wherever stdout goes
    return code


def _has_terminal() -> bool:
    """Tell whether there is one that the app can be drawn on; Textual draws on stderr."""
    dumb = os.environ.get("TERM", "") in ("", "dumb", "unknown")
    return not dumb and sys.stdin.isatty() and sys.stderr.isatty()
