"""The app in a real browser: opened, typed into, trained in, resized, and left."""

import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyte
import pytest

from rnn_tui.runs import RunDirectory, State, list_runs
from tests.lives import LOOK_SECONDS, Lab, NeverHappened, state_of, until
from tests.pty_terminal import Terminal
from tests.small_text import write_experiment

pytest.importorskip("textual_serve", reason="the extra `web` is not installed")
playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

DEADLINE = 60.0
WITHOUT_END = ("--set", "train.epochs=100000", "--set", "train.early_stopping=none")
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
BROWSER = next(filter(None, map(shutil.which, BROWSERS)), None)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    if BROWSER is None:
        pytest.skip(f"no browser: none of {', '.join(BROWSERS)} is there")
    with playwright.sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        yield opened
        opened.close()


class Server:
    """`rnn-tui serve` without a terminal, as a service would run it."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        assert process.stderr is not None
        self.process = process
        self.told = process.stderr.readline()
        self.file = Path(self.told.rpartition(" ")[2].strip())
        self.address = self.file.read_text().strip()

    def ends(self) -> str:
        """All that it has said, once it has ended at SIGTERM."""
        self.process.terminate()
        out, err = self.process.communicate(timeout=DEADLINE)
        assert self.process.returncode == 0
        return self.told + out + err


Serve = Callable[..., Server]


@pytest.fixture
def serve(lab: Lab) -> Iterator[Serve]:
    """`serve("-c", file)` starts a server, which is gone after the test."""
    started = []

    def start(*arguments: str | Path) -> Server:
        started.append(lab.popen("serve", "--port", "0", *arguments))
        return Server(started[-1])

    yield start
    for process in started:
        process.kill()
        process.communicate()


class Page:
    """A page with the app; `screen` is what its terminal was told to show."""

    def __init__(self, browser: Any, address: str, width: int = 900, height: int = 600) -> None:
        self.screen = pyte.Screen(400, 120)
        self._stream = pyte.ByteStream(self.screen)
        self.page = browser.new_page(viewport={"width": width, "height": height})
        self.elsewhere: list[str] = []
        self.page.on("request", self._requested)
        self.page.on("websocket", lambda socket: socket.on("framereceived", self._received))
        self._base = address.partition("?")[0]
        self.page.goto(address)

    def _requested(self, request: Any) -> None:
        if not request.url.startswith(self._base):
            self.elsewhere.append(request.url)

    def _received(self, frame: Any) -> None:
        if isinstance(frame, bytes):
            self._stream.feed(frame)

    def shows(self, text: str) -> bool:
        self.page.wait_for_timeout(1000 * LOOK_SECONDS)  # in which frames are taken
        return any(text in line for line in self.screen.display)

    def until(self, text: str) -> None:
        end = time.monotonic() + DEADLINE
        while not self.shows(text):
            if time.monotonic() > end:
                lines = [line.rstrip() for line in self.screen.display if line.strip()]
                raise NeverHappened(f"{text!r} in\n" + "\n".join(lines))

    def press(self, key: str, text: str) -> None:
        self.page.keyboard.press(key)
        self.until(text)

    @property
    def columns(self) -> int:
        """The width of the app, by the frame of its lowest pane."""
        return max(len(line.rstrip()) for line in self.screen.display)


def the_run(lab: Lab) -> RunDirectory:
    return until(lambda: next(iter(list_runs(lab.runs)), None), "a run")


def test_open_type_train_resize_and_stop(lab: Lab, serve: Serve, browser: Any) -> None:
    server = serve("-c", write_experiment(lab.folder), *WITHOUT_END)
    page = Page(browser, server.address)
    page.until("Embedding")
    before = page.columns

    page.press("Enter", "Dimension of the state")
    page.press("Control+u", "return to")
    page.press("5", "(None, 5)")
    page.press("Escape", "two gates")

    page.screen.reset()
    page.page.set_viewport_size({"width": 1300, "height": 700})
    until(lambda: page.shows("Stack") and page.columns > before, "a wider app")

    page.press("t", "Ready to train")
    page.press("t", "samples/s")
    run = the_run(lab)
    until(lambda: state_of(run).state is State.RUNNING, "a running run")
    page.press("s", "keep training")
    page.page.keyboard.press("n")
    until(lambda: state_of(run).state is State.STOPPED, "a stopped run")
    page.until("stopped")
    assert state_of(run).experiment.layers[1].units == 5  # type: ignore[union-attr]
    assert not page.elsewhere
    page.page.close()

    said = server.ends()
    token = server.address.partition("token=")[2]
    assert token
    assert token not in said
    assert not server.file.exists()


def test_a_page_that_is_closed_leaves_its_run_training_and_no_app(
    lab: Lab, serve: Serve, browser: Any
) -> None:
    server = serve("-c", write_experiment(lab.folder), *WITHOUT_END)
    page = Page(browser, server.address)
    page.until("Embedding")
    page.press("t", "Ready to train")
    page.press("t", "samples/s")
    run = the_run(lab)
    until(lambda: state_of(run).state is State.RUNNING, "a running run")
    page.page.close()
    until(lambda: apps_of(lab) == 1, "the end of the app")  # the server alone
    assert state_of(run).state.live

    again = Page(browser, server.address)
    again.until(run.label)  # is taken over
    server.process.kill()  # an app ends with the server, in whatever way that ends
    server.process.communicate()
    until(lambda: apps_of(lab) == 0, "the end of the app")
    assert again.page.locator("#ended").is_visible()
    lab.cli("stop", run.run_id)


def apps_of(lab: Lab) -> int:
    """The processes of the lab that are no engine."""
    commands = [" ".join(process.cmdline()) for process in lab.processes()]
    return sum("rnn_tui" in command and "engine" not in command for command in commands)


def test_on_a_terminal_the_address_is_told_there_and_ctrl_c_ends(lab: Lab) -> None:
    environment = lab.environment | {"TERM": "xterm-256color"}
    command = lab.command("-m", "rnn_tui", "serve", "--port", "0")
    with Terminal(command, environment, (120, 24), lab.folder) as terminal:
        terminal.until(lambda now: now.shows("?token="))
        terminal.send("\x03")
        assert terminal.ends() == 0
        assert not terminal.shows("Traceback")


def test_a_port_that_is_taken_and_a_bad_configuration_are_said(lab: Lab, serve: Serve) -> None:
    server = serve()
    port = server.address.partition("?")[0].rpartition(":")[2].strip("/")
    second = lab.cli("serve", "--port", port)
    assert second.returncode == 2
    assert f"port {port}: Address already in use; --port" in second.stderr
    server.ends()
    wrong = lab.cli("serve", "--set", "train.epochs=x")
    assert wrong.returncode == 2
    assert "train.epochs" in wrong.stderr


def test_without_the_extra_the_command_says_how_to_get_it(lab: Lab) -> None:
    hide = "import sys; sys.modules['textual_serve'] = None; sys.argv[1:] = ['serve']; "
    done: subprocess.Popen[str] = lab.python(
        "-c", hide + "from rnn_tui.__main__ import main; main()"
    )
    _, said = done.communicate(timeout=60)
    assert done.returncode == 2
    assert "pip install 'rnn-tui[web]'" in said
