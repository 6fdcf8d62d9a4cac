"""What the settings do to the app: its themes, its keys, how often it looks at a run."""

from textual.reactive import reactive
from textual.theme import Theme

from rnn_tui.io.faults import reason
from rnn_tui.tui.messages import ChangeSettings
from rnn_tui.tui.preferences.settings import Settings, load_settings, save_settings
from rnn_tui.tui.preferences.theme import DARK, LIGHT, THEMES
from rnn_tui.tui.terminal.screen_diff import ThriftyApp


class SettingsApp(ThriftyApp):
    """`settings` hold from the start on, and are written whenever they change."""

    settings: reactive[Settings] = reactive(Settings, init=False, repaint=False)

    def __init__(self) -> None:
        super().__init__()
        settings, self._complaint = load_settings()
        self.set_reactive(SettingsApp.settings, settings)
        for theme in THEMES:
            self.register_theme(theme)
        known = settings.theme in self.available_themes
        self.theme = settings.theme if known else DARK.name
        if not known:
            self._complaint = f"no theme is called {settings.theme}"
        self.stylesheet.set_variables(self.get_css_variables())

    def refresh_css(self, animate: bool = True) -> None:
        """Before the start the style sheet is parsed in the colours of its theme: not anew."""
        if self._is_mounted:
            super().refresh_css(animate)
        else:
            self.stylesheet.apply(self)  # widgets that are drawn before inherit its colours

    @property
    def refresh_seconds(self) -> float:
        """Seconds between two looks at a run."""
        return 1 / self.settings.rate

    def on_mount(self) -> None:
        self.theme_changed_signal.subscribe(self, self._keep_theme)
        if self._complaint:
            self.notify(self._complaint, severity="warning", markup=False)

    def on_change_settings(self, message: ChangeSettings) -> None:
        """They hold at once, even where the file cannot be written."""
        if message.settings == self.settings:
            return
        self.settings = message.settings
        try:
            save_settings(message.settings)
        except OSError as error:
            self.notify(
                f"the settings cannot be kept: {reason(error)}", severity="error", markup=False
            )

    def watch_settings(self, before: Settings, now: Settings) -> None:
        if now.theme in self.available_themes:
            self.theme = now.theme

    def action_toggle_theme(self) -> None:
        self.theme = LIGHT.name if self.current_theme.dark else DARK.name

    def _keep_theme(self, theme: Theme) -> None:
        """Chosen in the palette or by a key, it is there again the next time."""
        self.post_message(ChangeSettings(self.settings.model_copy(update={"theme": theme.name})))
