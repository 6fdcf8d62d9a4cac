"""Textual's App with every workaround that has to be a method of the app.

What each is for stands beside it, with the version that needs it; a method goes once Textual does
without it. The rest of this folder is the same for screens, widgets and terminals.
"""

from functools import partial

from rich.console import RenderableType
from textual._compositor import CompositorUpdate
from textual.app import App
from textual.command import CommandPalette
from textual.driver import Driver
from textual.drivers.linux_driver import LinuxDriver
from textual.events import Event, InputEvent, Key, Resize
from textual.notifications import Notification, SeverityLevel
from textual.screen import Screen
from textual.signal import Signal
from textual.timer import Timer
from textual.widget import AwaitMount

from rnn_tui.io.text import printable
from rnn_tui.tui.terminal import option_list
from rnn_tui.tui.terminal.garbage import LOOK_SECONDS, GarbagePolicy
from rnn_tui.tui.terminal.key_order import PATIENCE_SECONDS, KeyDone, KeyOrder
from rnn_tui.tui.terminal.keyboard import PromptDriver
from rnn_tui.tui.terminal.screen_diff import ScreenDiff
from rnn_tui.wording.language import ENGLISH, spoken, told

NOTICE_SECONDS: dict[SeverityLevel, float] = {"information": 5.0, "warning": 8.0, "error": 12.0}
"""Seconds for which a notice is shown."""


class TerminalApp(App[int]):
    """An app that sends only what has changed, survives where Textual would not, and does
    not stop for garbage while somebody types."""

    def __init__(self) -> None:
        super().__init__()
        option_list.install()
        if spoken() != ENGLISH:
            from rnn_tui.tui.terminal import line_breaks  # patterns that no English needs

            line_breaks.install()
        self._garbage = GarbagePolicy()
        self._shown = ScreenDiff()
        self._shows_again = False
        self.notices_changed: Signal[tuple[Notification, ...]] = Signal(self, "notices")
        self._expiry: Timer | None = None
        self._keys = KeyOrder(waits=True)

    def on_mount(self) -> None:
        self.app_resume_signal.subscribe(self, lambda _: self._shown.forget())
        self.set_interval(LOOK_SECONDS, self._garbage.look)
        self.call_after_refresh(self._painted)

    def _painted(self) -> None:
        """Go on after the first frame: what a screen makes only then is there for the first key."""
        self._garbage.begin()
        self.screen.call_after_refresh(self.call_later, self._take_next_key, 0)

    async def on_event(self, event: Event) -> None:
        if isinstance(event, InputEvent):
            self._garbage.touched()
        if not isinstance(event, Key) or event.is_forwarded or not self.screen_stack:
            await super().on_event(event)
        elif not self._keys.holds(event):
            await self._take_key(event)
        elif self._keys.has_one:
            self.set_timer(PATIENCE_SECONDS, partial(self._take_next_key, self._keys.turn))

    async def _take_key(self, key: Key) -> None:
        """Have a key do its work; others are held meanwhile (`key_order.py` says why)."""
        target, screen, turn = self.focused or self.screen, self.screen, self._keys.turn
        await super().on_event(key)
        if not key.is_forwarded or not self._keys.follow(target, screen):
            self.call_later(self._go_on_after, turn)

    def on_key_done(self, message: KeyDone) -> None:
        """Go on after all that the key has put into this queue, such as another focus.

        A key that came back up may have changed the screen, too: the next one sees that.
        """
        message.stop()
        if self._keys.follows_again():
            return
        if self._keys.came_back and self.screen_stack:
            self.screen.call_after_refresh(self.call_later, self._go_on_after, message.turn)
        else:
            self.call_later(self._go_on_after, message.turn)

    def on_key(self) -> None:
        """Note that no widget has kept the key for itself."""
        self._keys.came_back = True

    async def _go_on_after(self, turn: int) -> None:
        if not self.screen_stack or not self._keys.awaits_screen(self.screen):
            await self._take_next_key(turn)

    async def _take_next_key(self, turn: int) -> None:
        if self.screen_stack and (key := self._keys.next(turn)) is not None:
            await self._take_key(key)

    def say(self, text: str, severity: SeverityLevel = "information") -> None:
        """Show a passing notice as it is, never as markup; the same one only once at a time.

        Textual 8.2.8 keeps the notices that are shown to itself.
        """
        text = printable(told(text))
        if all(notice.message != text for notice in self._notifications):
            seconds = NOTICE_SECONDS[severity]
            self.notify(text, severity=severity, timeout=seconds, markup=False)

    @property
    def notices(self) -> tuple[Notification, ...]:
        """The notices that are shown, the latest last."""
        return tuple(self._notifications)

    def _refresh_notifications(self) -> None:
        """Tell the footers, which show the notices: Textual 8.2.8 lays them over the screen."""
        if self._expiry is not None:
            self._expiry.stop()
            self._expiry = None
        notices = self.notices
        if notices:
            left = min(notice.time_left for notice in notices)
            self._expiry = self.set_timer(max(0.0, left), self._refresh_notifications)
        self.notices_changed.publish(notices)

    def send_escape(self, sequence: str) -> None:
        """Send an escape sequence that draws nothing: Textual 8.2.8 has no way to do so."""
        if self._driver is not None and not self.is_headless:
            self._driver.write(sequence)

    def get_driver_class(self) -> type[Driver]:
        """The driver that tells Escape at once (`keyboard.py` says why), where there is one."""
        usual = super().get_driver_class()
        return PromptDriver if usual is LinuxDriver else usual

    def refresh_css(self, animate: bool = True) -> None:
        """Parse the style sheet once: it is parsed in the colours of its theme before the start,
        and Textual 8.2.8 parses it again when the theme is set."""
        if self._is_mounted:
            super().refresh_css(animate)
        else:
            self.stylesheet.apply(self)  # widgets that are drawn before inherit its colours

    def _load_screen_css(self, screen: Screen[object]) -> None:
        """Read the style sheets of a new screen, and style that one alone: Textual 8.2.8 parses
        all other sheets again, and styles whatever stands on the screen before it."""
        if screen.CSS or self.css_monitor is not None:
            super()._load_screen_css(screen)
            return
        paths = [path for path in screen.css_path if not self.stylesheet.has_source(str(path))]
        if paths:
            self.stylesheet.read_all(paths)
            self.stylesheet.update(screen)

    def switch_mode(self, mode: str) -> AwaitMount:
        self._shows_again = bool(self._screen_stacks.get(mode))
        try:
            return super().switch_mode(mode)
        finally:
            self._shows_again = False

    def delay_update(self, delay: float = 0.05) -> None:
        """Show a screen that was made before at once: Textual 8.2.8 hides for so long how any
        screen is built up."""
        if not self._shows_again:
            super().delay_update(delay)

    def action_command_palette(self) -> None:
        """Open a palette of the screen's own: Textual's 8.2.8 has an id, which two palettes on
        the screens of two modes may not share."""
        if not isinstance(self.screen, CommandPalette):
            self.push_screen(CommandPalette())

    def clear_selection(self) -> None:
        """Do nothing without a screen: fields change until the last moment, and Textual 8.2.8
        ends in a traceback then."""
        if self.screen_stack:
            super().clear_selection()

    def on_resize(self, event: Resize) -> None:
        self._shown.forget()

    def action_redraw(self) -> None:
        """Draw all of the screen: another program has written on the terminal."""
        self._shown.forget()
        self.refresh(layout=True)

    def _display(self, screen: Screen[object], renderable: RenderableType | None) -> None:
        """Send the characters that have changed (`screen_diff.py` says why)."""
        if isinstance(renderable, CompositorUpdate) and self._is_sent:
            renderable = self._shown.difference(renderable, self.console)
        super()._display(screen, renderable)

    @property
    def _is_sent(self) -> bool:
        """True where Textual will send what it is told to display."""
        if self.is_headless or self.is_inline or self._driver is None:
            return False
        return self._running and not self._closed and not self._batch_count
