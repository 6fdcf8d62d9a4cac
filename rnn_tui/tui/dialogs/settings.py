"""Settings: a form for looks and pace, and the keys, each of which may be another one."""

from collections.abc import Iterable
from typing import Any, ClassVar, Literal, cast

from pydantic import Field, create_model
from rich.text import Text
from textual import events
from textual.binding import BindingType
from textual.css.query import NoMatches
from textual.widget import Widget
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from rnn_tui.io.places import short
from rnn_tui.tui.dialogs.dialog import Dialog
from rnn_tui.tui.dialogs.picker import Item, Picker
from rnn_tui.tui.forms.field_help import FieldHelp
from rnn_tui.tui.forms.form import Form
from rnn_tui.tui.keys import DECLARED, Key, bindings, in_dialog
from rnn_tui.tui.messages import ChangeSettings
from rnn_tui.tui.preferences.keymap import refusal, usable
from rnn_tui.tui.preferences.settings import FIELDS, Settings, settings_path
from rnn_tui.tui.terminal.key_names import shown
from rnn_tui.wording.language import told, tr

ABOUT = "Changes take effect at once and are remembered."


class KeyDialog(Dialog[str]):
    """Answers with the key that was pressed; with an empty text for the usual keys."""

    def __init__(self, binding_id: str, changed: dict[str, str]) -> None:
        super().__init__(tr("Change a key"))
        self._bound = DECLARED[binding_id]
        self._now = changed.get(binding_id, "")
        self._others = {name: keys for name, keys in changed.items() if name != binding_id}

    def compose_body(self) -> Iterable[Widget]:
        usual = shown(",".join(self._bound.keys))
        now = (
            tr("now {now}, default {usual}", now=shown(self._now), usual=usual)
            if self._now
            else tr("now {usual}", usual=usual)
        )
        yield Static(
            tr(
                "{tooltip} ({id})\n"
                "{now}\n\n"
                "Press the new key. Backspace restores the default, escape cancels.",
                tooltip=told(self._bound.tooltip),
                id=self._bound.id,
                now=now,
            ),
            markup=False,
            classes="dialog-text",
        )
        yield Static(id="complaint", markup=False)

    def on_key(self, event: events.Key) -> None:
        if event.key == "escape":
            return
        event.stop()
        event.prevent_default()
        usual = event.key == "backspace"
        keys = ",".join(self._bound.keys) if usual else event.key
        if complaint := refusal(self._bound.id, keys, self._others):
            self.query_one("#complaint", Static).update(complaint)
        else:
            self.dismiss("" if usual else event.key)


class SettingsDialog(Dialog[None]):
    """Shows and changes the app's settings."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(
        "settings",
        in_dialog("settings"),
        {
            "keys": Key("k", "keys", "change a key", "Choose a command and give it another key"),
            "close": Key("comma,f2", "close", "close", "Close the settings", show=False),
        },
    )

    def __init__(self, settings: Settings, theme: str, themes: Iterable[str]) -> None:
        """`theme` is shown; the settings may name one that there is not."""
        super().__init__(tr("Settings"))
        self._settings = settings
        self._themes = tuple(themes)
        self._form = Form(self._with_choices(theme), FIELDS)

    def compose_body(self) -> Iterable[Widget]:
        yield self._form
        yield FieldHelp()
        yield Static(tr("Keys"), classes="part-title", markup=False)
        yield OptionList(id="keys", compact=True, markup=False)

    def on_mount(self) -> None:
        box = self.query_one(".dialog-box")
        box.border_subtitle = Text(short(settings_path()), overflow="ellipsis", no_wrap=True)
        self.query_one(FieldHelp).idle(tr(ABOUT))
        self.watch(self.app, "settings", self._show)

    def _show(self, settings: Settings) -> None:
        """Show the settings, also when a theme was chosen in the palette meanwhile."""
        self._settings = settings
        try:
            keys = self.query_one("#keys", OptionList)
        except NoMatches:
            return
        if settings.theme != cast(Settings, self._form.spec).theme:
            self._form.show(self._with_choices(settings.theme))
        good, _ = usable(settings.keymap)
        lines = [Option(Text(tr("change a key…")))]
        for name, chosen in good.items():
            usual = shown(",".join(DECLARED[name].keys))
            line = Text(no_wrap=True, overflow="ellipsis")
            line.append(f"{shown(chosen)}", "bold").append(
                f"  {told(DECLARED[name].tooltip)} ({usual})"
            )
            lines.append(Option(line, id=name))
        keys.set_options(lines)

    def on_form_described(self, event: Form.Described) -> None:
        event.stop()
        self.query_one(FieldHelp).show(event)

    def on_form_changed(self, event: Form.Changed) -> None:
        event.stop()
        fields = event.spec.model_dump(include=set(FIELDS))
        self._change(self._settings.model_copy(update=fields))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        if event.option_id is None:
            self.action_keys()
        else:
            self._choose(event.option_id)

    def action_keys(self) -> None:
        changed, _ = usable(self._settings.keymap)
        items = []
        for bound in sorted(DECLARED.values(), key=lambda each: each.id):
            keys = changed.get(bound.id, ",".join(bound.keys))
            items.append(Item(bound.id, shown(keys), f"{told(bound.tooltip)} ({bound.id})"))
        self.app.push_screen(Picker(tr("Change the key of"), items), self._choose)

    def _choose(self, binding_id: str | None) -> None:
        if binding_id is None:
            return
        changed, _ = usable(self._settings.keymap)

        def take(key: str | None) -> None:
            if key is not None:
                keys = {name: kept for name, kept in changed.items() if name != binding_id}
                keys |= {binding_id: key} if key else {}
                self._change(self._settings.model_copy(update={"keymap": keys}))

        self.app.push_screen(KeyDialog(binding_id, changed), take)

    def _change(self, settings: Settings) -> None:
        plain = Settings.model_validate(settings.model_dump())
        self.app.post_message(ChangeSettings(plain))

    def _with_choices(self, theme: str) -> Settings:
        """The settings as a model that knows the names of all themes, for the form."""
        names = tuple(sorted(self._themes, key=lambda name: (name[:4] != "rnn-", name)))
        field = Field(description=str(Settings.model_fields["theme"].description))
        words: Any = Literal[names]
        model = create_model("Settings", __base__=Settings, theme=(words, field))
        return model.model_validate({**dict(self._settings), "theme": theme})
