"""Settings: kept in a file that is never lost, changed in a dialog, obeyed by the app."""

from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import pytest
from driving import Dump, OpenApp
from fake_engine import FakeRun
from textual.dom import DOMNode

import rnn_tui.tui
from rnn_tui.tui.keys import DECLARED, EVERYWHERE, Key, bindings
from rnn_tui.tui.preferences.keymap import refusal, usable
from rnn_tui.tui.preferences.settings import Settings, load_settings, save_settings, settings_path
from rnn_tui.tui.screens import import_screens
from rnn_tui.tui.terminal.key_names import normal
from rnn_tui.tui.widgets.plot import CurvePlot

import_screens()


def write(text: str) -> Path:
    path = settings_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_settings_come_back_as_they_were() -> None:
    kept = Settings(theme="nord", refresh=1, smoothing=0.6, bell=False, keymap={"model.add": "f7"})
    save_settings(kept)
    assert load_settings() == (kept, "")
    save_settings(Settings())
    assert load_settings() == (Settings(), "")
    assert [entry.name for entry in settings_path().parent.iterdir()] == ["settings.toml"]


def test_a_file_that_is_saved_keeps_its_comments() -> None:
    settings_path().parent.mkdir(parents=True, exist_ok=True)
    written = '# mine\nbell = false # at night\n\n[keymap]\n"model.add" = "insert" # as in vim\n'
    settings_path().write_text(written)
    settings = load_settings()[0]
    save_settings(settings)
    assert settings_path().read_text() == written
    save_settings(settings.model_copy(update={"bell": True, "refresh": 4.0}))
    lines = settings_path().read_text().splitlines()
    assert lines[:3] == ["# mine", "bell = true # at night", "refresh = 4.0"]
    assert lines[4:] == written.splitlines()[3:]
    assert load_settings() == (Settings(refresh=4.0, keymap={"model.add": "insert"}), "")


def test_no_file_is_no_trouble() -> None:
    assert load_settings() == (Settings(), "")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("theme =", "cannot be used"),
        ("version = 2\nbell = false", "another version"),
        ("\x00\xff", "cannot be used"),
        ('keymap = "a"', "keymap: 'a' takes a table"),
        ("[keymap]\na = 1", "keymap: takes a table"),
        ("smoothing = 1.0", "smoothing: 1.0 is not allowed; it takes a number of at least 0"),
        ("smothing = 0.5", "did you mean smoothing?"),
    ],
)
def test_a_file_that_cannot_be_used_is_told_and_kept(text: str, told: str) -> None:
    path = write(text)
    settings, complaint = load_settings()
    assert settings == Settings()
    assert told in complaint
    assert "\n" not in complaint
    save_settings(settings)
    assert load_settings() == (Settings(), "")
    assert path.with_name("settings.toml.bak").read_text(encoding="utf-8") == text


def test_what_can_be_used_of_a_file_is_used() -> None:
    write("refresh = 99\nbell = false")
    settings, complaint = load_settings()
    assert settings == Settings(bell=False)
    assert "refresh: 99 is not allowed" in complaint


def test_no_older_copy_of_a_damaged_file_is_lost() -> None:
    for text in ("[1", "[2"):
        path = write(text)
        save_settings(Settings())
    kept = sorted(entry.read_text(encoding="utf-8") for entry in path.parent.glob("*.bak*"))
    assert kept == ["[1", "[2"]


def test_the_rate_follows_the_line(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Settings().rate == 2
    monkeypatch.setenv("SSH_CONNECTION", "somewhere")
    assert Settings().rate == 1
    assert Settings(refresh=4).rate == 4


@pytest.mark.parametrize(
    ("binding", "keys", "told"),
    [
        ("model.add", "insert", ""),
        ("model.add", "f7, ctrl+a", ""),
        ("model.add", "d", "d is taken: Delete the selected layer"),
        ("model.add", "?", "? is taken: Show all keys of this screen (app.help)"),
        ("model.add", "r", ""),  # taken on another screen alone
        ("app.model-always", "x", "x is needed in text fields"),
        ("app.model-always", "question_mark", "? is needed in text fields"),
        ("model.add", "hyper+x", "hyper+x is not a key"),
        ("model.add", "", "name a key"),
        ("model.ad", "x", "no command has this name"),
    ],
)
def test_keys_that_cannot_be_taken_are_refused(binding: str, keys: str, told: str) -> None:
    complaint = refusal(binding, keys, {})
    assert complaint.startswith(told) if told else not complaint


def test_no_two_changes_give_the_same_key() -> None:
    good, complaints = usable({"model.add": "f7", "model.delete": "F7", "model.fix": "f7"})
    assert good == {"model.add": "f7"}
    assert len(complaints) == 2


def test_a_key_that_was_given_up_is_free() -> None:
    assert not refusal("model.duplicate", "a", {"model.add": "insert"})
    assert refusal("model.add", "a", {"model.duplicate": "a"})  # back to the usual one


def test_the_keys_that_the_app_has_by_itself_can_all_be_given() -> None:
    for bound in DECLARED.values():
        assert not refusal(bound.id, ",".join(bound.keys), {}), bound
        assert all(normal(key) == key for key in bound.keys), bound


def test_every_binding_of_the_app_is_declared_and_known_once_the_screens_are_imported() -> None:
    known = set(DECLARED)
    for module in walk_packages(rnn_tui.tui.__path__, f"{rnn_tui.tui.__name__}."):
        import_module(module.name)
    assert set(DECLARED) == known
    waiting, found = [DOMNode], set[str]()
    while waiting:
        owner = waiting.pop()
        waiting += owner.__subclasses__()
        if owner.__module__.startswith(rnn_tui.tui.__name__):
            found |= {binding.id for binding in owner.__dict__.get("BINDINGS", ())}
    assert found == known


def test_scopes_that_do_not_overlap_may_have_the_same_key() -> None:
    meets = {
        ("model.add", "app.help"),
        ("model.add", "stack.edit"),
        ("model.add", "edit.undo"),
        ("model.add", "form.down"),
        ("plot.zoom-in", "train.stop"),
        ("plot.zoom-in", "runs.stop"),
        ("lab.play", "inspect.run"),
        ("files.take", "dialog.close"),
        ("dialog.close", "form.down"),
    }
    apart = {
        ("model.add", "train.stop"),
        ("plot.zoom-in", "model.add"),
        ("runs.undo", "edit.undo"),
        ("lab.play", "predict.write"),
        ("files.take", "picker.take"),
        ("dialog.close", "app.help"),
    }
    for one, other in meets:
        assert DECLARED[one].meets(DECLARED[other]), (one, other)
        assert DECLARED[other].meets(DECLARED[one]), (other, one)
    for one, other in apart:
        assert not DECLARED[one].meets(DECLARED[other]), (one, other)
        assert not DECLARED[other].meets(DECLARED[one]), (other, one)


def test_an_id_is_declared_once() -> None:
    with pytest.raises(ValueError, match=r"model\.add"):
        bindings("model", EVERYWHERE, {"add": Key("f7", "add", "add", "Add a layer")})


async def test_the_dialog_changes_and_keeps_settings(
    open_app: OpenApp, dump: Dump, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_app() as opened:
        with monkeypatch.context() as patched:
            patched.setenv("RNN_TUI_CONFIG", "/config")  # shown in the frame
            await opened.press("comma")
            dump("settings", opened)
        await opened.press("tab", "tab", "1", "tab", *"0.7", "tab", "enter")
        await opened.until(lambda: not load_settings()[0].bell)
        assert opened.app.settings == load_settings()[0]
        await opened.press("escape")
        assert "smoothing" not in opened.screen
    assert load_settings()[0] == Settings(refresh=1, smoothing=0.7, bell=False)


async def test_a_value_that_is_not_allowed_is_not_kept(open_app: OpenApp) -> None:
    async with open_app() as opened:
        await opened.press("f2", "tab", "tab", "9")
        await opened.until(lambda: opened.app.settings.refresh == 9)
        await opened.press("9")
        await opened.until(lambda: "99.0 is not allowed" in opened.screen)
        assert opened.app.settings.refresh == 9


async def test_a_theme_chosen_by_a_key_is_there_the_next_time(open_app: OpenApp) -> None:
    async with open_app() as opened:
        await opened.press("ctrl+t")
        await opened.until(lambda: load_settings()[0].theme == "rnn-light")
    async with open_app() as opened:
        assert not opened.app.current_theme.dark


async def test_a_key_is_changed_by_pressing_another(
    open_app: OpenApp, dump: Dump, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(settings_path().parents[1]))
    async with open_app("imdb-lstm") as opened:
        await opened.press("comma", "k", *"model.add", "enter", "d")
        assert "d is taken: Delete the selected layer" in opened.screen
        await opened.press("f7")
        dump("settings-key", opened)
        await opened.press("escape")
        assert "f7 add" in opened.screen
        await opened.press("a")
        assert "Add a layer" not in opened.screen
        await opened.press("f7")
        assert "Add a layer" in opened.screen
    async with open_app("imdb-lstm") as opened:
        await opened.until(lambda: "f7 add" in opened.screen)
        await opened.press("comma", *["tab"] * 7, "end", "enter", "backspace")
        await opened.press("escape")
        assert "a add" in opened.screen
    assert not load_settings()[0].keymap


async def test_what_is_wrong_with_the_file_is_said(open_app: OpenApp) -> None:
    write('theme = "mauve"\n[keymap]\n"model.add" = "d"')
    async with open_app() as opened:
        await opened.until(lambda: "unknown theme: mauve" in opened.screen)
        await opened.until(lambda: "model.add: d is taken" in opened.screen)


async def test_a_folder_that_cannot_be_written_is_said(open_app: OpenApp) -> None:
    settings_path().parent.write_text("a file in its place")
    async with open_app() as opened:
        await opened.press("ctrl+t")
        await opened.until(lambda: "cannot save the settings" in opened.screen)
        assert not opened.app.current_theme.dark


async def test_plots_follow_the_settings(open_app: OpenApp, tmp_path: Path) -> None:
    save_settings(Settings(smoothing=0.6, refresh=5))
    fake = FakeRun(tmp_path / "runs").start().epochs(2)
    async with open_app(attach=fake.run) as opened:
        plot = opened.app.screen.query(CurvePlot).first()
        await opened.until(lambda: (plot.view.smoothing, plot.rate) == (0.6, 5))
        await opened.press("m")
        assert plot.view.smoothing == 0.9
        await opened.press("ctrl+t")
        assert plot.view.smoothing == 0.9
