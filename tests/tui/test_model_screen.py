"""The Model screen: the learner's path, the stack's keys, the form, files, presets, problems."""

from pathlib import Path

import pytest
from driving import Dump, OpenApp, Opened
from fake_engine import FakeEngine
from textual.widgets import Input

from rnn_tui.experiment import load, preset_names
from rnn_tui.experiment.layers import KINDS
from rnn_tui.experiment.layers.embedding import Embedding
from rnn_tui.experiment.layers.recurrent import SimpleRNN
from rnn_tui.tui.app import RnnTui
from rnn_tui.tui.forms.editors import Tick
from rnn_tui.tui.forms.form import Form
from rnn_tui.tui.model.flow_pane import FlowPane
from rnn_tui.tui.model.stack_pane import StackPane
from rnn_tui.tui.state.document import replace_layer

SIZES = {"80x24": (80, 24), "120x35": (120, 35)}


def kinds(opened: Opened) -> list[str]:
    return [layer.kind for layer in opened.app.document.experiment.layers]


async def focus(opened: Opened, name: str) -> None:
    """Put the cursor into a field of the selected layer."""
    form = next(form for form in opened.app.screen.query(Form) if form.display)
    form.focus_field(name)
    await opened.settle()


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES.keys())
async def test_first_look(open_app: OpenApp, dump: Dump, size: tuple[int, int]) -> None:
    async with open_app("imdb-simple-rnn", size=size) as opened:
        dump(f"model-{size[0]}x{size[1]}", opened)


async def test_a_flip_of_return_sequences_changes_the_shape(open_app: OpenApp) -> None:
    async with open_app("imdb-simple-rnn") as opened:
        assert "2  SimpleRNN     (None, 32) " in opened.screen
        await opened.press("enter", "down", "space")
        assert "2! SimpleRNN     (None, None, 32)" in opened.screen
        await opened.press("space")
        assert "2  SimpleRNN     (None, 32) " in opened.screen


async def test_vectors_of_another_length_are_fixed_on_a_key(
    open_app: OpenApp, tmp_path: Path
) -> None:
    path = tmp_path / "v.txt"
    path.write_text("good 1 2 3 4 5\nbad 5 4 3 2 1\n")
    async with open_app("imdb-simple-rnn") as opened:
        await opened.press("up")
        await focus(opened, "embeddings")
        await opened.press(*str(path))
        first = opened.app.document.experiment.layers[0]
        assert isinstance(first, Embedding)
        assert first.embeddings == str(path)
        assert "the Embedding has output_dim 32, but the vectors in v.txt have 5" in opened.screen
        await opened.press("escape", "f")
        assert "none: ready to train" in opened.screen
        assert opened.app.document.experiment.layers[0].parameters((None, None)) == 50_000


async def test_a_recurrent_layer_on_one_without_sequences_is_explained_and_fixed(
    open_app: OpenApp, dump: Dump
) -> None:
    async with open_app("imdb-simple-rnn") as opened:
        await opened.press("a", *"simple", "enter")
        assert kinds(opened) == ["Embedding", "SimpleRNN", "SimpleRNN", "Dense"]
        assert "3 SimpleRNN needs a sequence: set return_sequences=True on layer 2" in opened.screen
        dump("model-needs-sequence", opened)
        assert "f fix" in opened.screen.splitlines()[-1]
        await opened.press("f")
        second = opened.app.document.experiment.layers[1]
        assert isinstance(second, SimpleRNN)
        assert second.return_sequences
        assert "none: ready to train" in opened.screen
        assert "f fix" not in opened.screen.splitlines()[-1]


async def test_layers_are_moved_copied_deleted_and_brought_back(open_app: OpenApp) -> None:
    async with open_app("imdb-simple-rnn") as opened:
        await opened.press("c")
        assert kinds(opened) == ["Embedding", "SimpleRNN", "SimpleRNN", "Dense"]
        await opened.press("J")
        assert kinds(opened) == ["Embedding", "SimpleRNN", "Dense", "SimpleRNN"]
        await opened.press("d")
        assert kinds(opened) == ["Embedding", "SimpleRNN", "Dense"]
        await opened.press("u", "u", "u")
        assert kinds(opened) == ["Embedding", "SimpleRNN", "Dense"]
        assert not opened.app.document.unsaved
        await opened.press("U")
        assert kinds(opened) == ["Embedding", "SimpleRNN", "SimpleRNN", "Dense"]


async def test_undo_takes_the_mark_back_to_its_layer(open_app: OpenApp) -> None:
    async with open_app("imdb-simple-rnn") as opened:
        pane = opened.app.screen.query_one(StackPane)
        await opened.press("up", "a", *"dropout", "enter")
        assert kinds(opened)[pane.selected] == "Dropout"
        await opened.press("u")
        assert kinds(opened)[pane.selected] == "Embedding"
        await opened.press("U")
        assert kinds(opened)[pane.selected] == "Dropout"
        await opened.press("u", "J", "u", "down", "d", "u")
        assert kinds(opened)[pane.selected] == "SimpleRNN"
        await opened.press("p", *"imdb-gru", "enter", "u")
        assert kinds(opened)[pane.selected] == "SimpleRNN"


async def test_keys_in_quick_succession_are_all_done(open_app: OpenApp) -> None:
    async with open_app("stacked-simple-rnn") as opened:
        await opened.press("d", "d", "d", "d", "d", "d", "d")
        assert kinds(opened) == []
        assert "The stack is empty" in opened.screen
        await opened.press("d", "J", "c", "enter", "f")
        assert kinds(opened) == ["Embedding"]


async def test_keys_meant_for_a_field_leave_the_stack_alone(open_app: OpenApp) -> None:
    async with open_app("imdb-simple-rnn") as opened:
        await focus(opened, "use_bias")
        await opened.press("d", "delete", "J", "c")
        assert not opened.app.document.unsaved
        await opened.press("escape", "d")
        assert kinds(opened) == ["Embedding", "Dense"]


async def test_typed_units_are_one_step_of_undo(open_app: OpenApp) -> None:
    async with open_app("imdb-simple-rnn") as opened:
        await opened.press("enter", "ctrl+u", "1", "2", "8")
        assert "(None, 128)" in opened.screen
        assert "(edited)" in opened.screen
        await opened.press("ctrl+z")
        assert "(None, 32) " in opened.screen
        assert not opened.app.document.unsaved
        focused = opened.app.screen.focused
        assert isinstance(focused, Input)
        assert focused.value == "32"


async def test_every_kind_has_a_form_for_all_its_fields(open_app: OpenApp) -> None:
    async with open_app("imdb-simple-rnn", size=(120, 35)) as opened:
        for kind, model in KINDS.items():
            experiment = opened.app.document.experiment
            layer = model.model_validate({})
            opened.app.workspace.desk.edit(replace_layer(experiment, 1, layer))
            await opened.settle()
            for name in model.model_fields.keys() - {"kind"}:
                assert f" {name} " in opened.screen, kind


async def test_a_choice_is_made_by_keys(open_app: OpenApp) -> None:
    async with open_app("imdb-simple-rnn") as opened:
        await focus(opened, "activation")
        await opened.press("enter", "up", "enter")
        layer = opened.app.document.experiment.layers[1]
        assert isinstance(layer, SimpleRNN)
        assert layer.activation == "sigmoid"


async def test_the_mouse_selects_a_layer_and_ticks_a_box(open_app: OpenApp) -> None:
    async with open_app("imdb-simple-rnn") as opened:
        await opened.pilot.click("#stack", offset=(5, 0))
        await opened.until(lambda: "output_dim" in opened.screen)
        await opened.pilot.click(next(t for t in opened.app.screen.query(Tick) if t.region.width))
        await opened.until(lambda: opened.app.document.unsaved)


async def test_presets_are_listed_and_opened(open_app: OpenApp, dump: Dump) -> None:
    async with open_app() as opened:
        await opened.press("p")
        for name in preset_names()[:5]:
            assert name in opened.screen
        dump("model-presets", opened)
        await opened.press(*"lstm", "enter")
        assert opened.app.document.experiment == load("imdb-lstm")
        await opened.press("u")
        assert opened.app.document.experiment == load("quickstart")


async def test_saving_and_opening(
    open_app: OpenApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with open_app("imdb-simple-rnn") as opened:
        await opened.press("enter", "ctrl+u", "6", "4", "escape", "ctrl+s", "enter")
        saved = tmp_path / "imdb-simple-rnn-64.toml"
        await opened.until(saved.is_file)
        assert load(saved) == opened.app.document.experiment
        assert not opened.app.document.unsaved
        await opened.press("d", "ctrl+s")
        assert load(saved) == opened.app.document.experiment
        await opened.press("p", *"gru", "enter", "o", *"imdb-s", "down", "enter")
        assert opened.app.document.path == saved
        assert kinds(opened) == ["Embedding", "Dense"]


async def test_a_file_that_is_there_is_asked_about(
    open_app: OpenApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "imdb-gru.toml").write_text("precious")
    async with open_app("imdb-gru") as opened:
        await opened.press("ctrl+s", "enter")
        assert "already exists" in opened.screen
        assert (tmp_path / "imdb-gru.toml").read_text() == "precious"
        await opened.press("enter")
        await opened.until(lambda: load(tmp_path / "imdb-gru.toml").name == "imdb-gru")


MINE = """\
# mine
[[layers]]
kind = "GRU" # the memory
units = 0x20

[[layers]]
kind = "Dense"
units = 1
"""


async def test_a_file_is_saved_with_its_comments(
    open_app: OpenApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.toml").write_text(MINE)
    async with open_app() as opened:
        await opened.press("o", *"mine.toml", "enter", "enter", "ctrl+u", "6", "4", "escape")
        await opened.press("ctrl+s")
        await opened.until(lambda: not opened.app.document.unsaved)
    assert (tmp_path / "mine.toml").read_text() == MINE.replace("0x20", "64")


async def test_a_file_that_changed_meanwhile_is_asked_about(
    open_app: OpenApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, dump: Dump
) -> None:
    monkeypatch.chdir(tmp_path)
    path, changed = tmp_path / "mine.toml", MINE.replace("0x20", "16")
    path.write_text(MINE)
    async with open_app() as opened:
        await opened.press("o", *"mine.toml", "enter", "d")
        path.write_text(changed)
        await opened.press("ctrl+s")
        await opened.until(lambda: "was changed by another program" in opened.screen)
        dump("model-changed-file", opened)
        await opened.press("escape")
        assert path.read_text() == changed
        await opened.press("ctrl+s", "s")
        assert "Save as" in opened.screen
        await opened.press("escape", "ctrl+s", "w")
        await opened.until(lambda: not opened.app.document.unsaved)
        assert load(path) == opened.app.document.experiment
        assert path.read_text().startswith("# mine\n")


async def test_what_is_wrong_with_a_file_is_said_in_words(
    open_app: OpenApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, dump: Dump
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bad.toml").write_text('[[layers]]\nkind = "SimpelRNN"\n[train]\nepochs = 0\n')
    async with open_app() as opened:
        await opened.press("o", *"bad.toml", "enter")
        assert "did you mean SimpleRNN" in opened.screen
        assert "train.epochs" in opened.screen
        dump("model-bad-file", opened)
        await opened.press("escape")
        assert opened.app.document.experiment == load("quickstart")


async def test_a_folder_that_cannot_be_written_is_said(
    open_app: OpenApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with open_app() as opened:
        await opened.press("S", "ctrl+u", *"nowhere/x", "enter")
        assert "no such folder" in opened.screen


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("/dev/null", "/dev/null is not a regular file: choose another name"),
        ("a\tb", "a�b contains a tab or another control character"),
    ],
)
async def test_only_a_regular_file_with_a_plain_name_is_saved(
    open_app: OpenApp, typed: str, words: str
) -> None:
    async with open_app() as opened:
        await opened.press("S")
        opened.app.screen.query_one("#path", Input).value = typed
        await opened.press("enter")
        assert words in opened.screen


async def test_the_summary_is_shown_in_full(open_app: OpenApp, dump: Dump) -> None:
    async with open_app("imdb-simple-rnn") as opened:
        await opened.press("s")
        assert "Total params: 322,113 (1.23 MB)" in opened.screen
        dump("model-summary", opened)
        await opened.press("escape")
        assert "Total params" not in opened.screen


async def test_text_from_files_is_never_markup(open_app: OpenApp) -> None:
    experiment = load("imdb-gru").model_copy(update={"description": "[bold]x[/", "name": "a[b]"})
    async with open_app(experiment) as opened:
        assert "a[b]" in opened.screen
        await opened.press("s")
        assert "a[b]" in opened.screen


async def test_the_experiment_is_exported_as_a_script(
    open_app: OpenApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "imdb-lstm.py"
    async with open_app("imdb-lstm") as opened:
        await opened.press("x")
        assert "Export as a Keras script" in opened.screen
        await opened.press("enter")
        await opened.until(lambda: "wrote imdb-lstm.py" in opened.screen)
        script = path.read_text(encoding="utf-8")
        assert "layers.LSTM(32)" in script
        path.write_text("mine", encoding="utf-8")
        await opened.press("x", "enter")
        assert "press enter again to replace it" in opened.screen
        await opened.press("escape")
        assert path.read_text(encoding="utf-8") == "mine"
        await opened.press("x", "enter", "enter")
        await opened.until(lambda: path.read_text(encoding="utf-8") == script)


@pytest.mark.parametrize(("key", "ending"), [("x", ".py"), ("S", ".toml")])
async def test_a_name_with_another_ending_can_be_corrected(
    open_app: OpenApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, key: str, ending: str
) -> None:
    monkeypatch.chdir(tmp_path)
    async with open_app("imdb-lstm") as opened:
        await opened.press(key, *"x", "enter")
        assert f"imdb-lstm{ending}x must end in {ending}" in opened.screen
        await opened.press("backspace", "enter")
        await opened.until((tmp_path / f"imdb-lstm{ending}").is_file)


async def test_a_file_given_at_the_start_is_saved_without_a_question(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(MINE)
    changed = load(path, ["layers.0.units=8"])
    app = RnnTui(changed, tmp_path / "runs", engine=FakeEngine(), path=path)
    async with app.run_test() as pilot:
        assert app.document.unsaved
        await pilot.press("1", "ctrl+s")
        await pilot.pause()
        assert not app.document.unsaved
    assert path.read_text() == MINE.replace("0x20", "8")


async def test_the_rows_tell_the_settings_where_there_is_room(open_app: OpenApp) -> None:
    async with open_app("simple-rnn-sequences", size=(120, 35)) as opened:
        assert "units=32 return_sequences tanh" in opened.screen
        assert "sends every state" in opened.screen
        await opened.press("enter", "down", "space")
        assert "units=32 tanh" in opened.screen
        assert "sends the last state" in opened.screen
    async with open_app("simple-rnn-sequences") as opened:
        assert "units=32" not in opened.screen


async def test_a_click_into_the_picture_selects_the_layer(open_app: OpenApp) -> None:
    async with open_app("imdb-simple-rnn", size=(120, 35)) as opened:
        pane = opened.app.screen.query_one(FlowPane)
        start, _, layer = pane._shown.places[0]
        assert (layer, opened.app.document.selected) == (0, 1)
        await opened.pilot.click(FlowPane, offset=(start + pane.gutter.left, 3))
        await opened.settle()
        assert opened.app.document.selected == 0


async def test_an_empty_experiment_is_one_key_and_keeps_the_data(open_app: OpenApp) -> None:
    async with open_app("imdb-bilstm") as opened:
        before = opened.app.document.experiment
        await opened.press("n")
        now = opened.app.document.experiment
        assert (now.layers, now.data, now.name) == ((), before.data, "imdb-empty")
        assert "The stack is empty" in opened.screen
        await opened.press("a", *"embed", "enter", "a", *"gru", "enter")
        assert opened.app.document.experiment.name == "imdb-gru-32"
        await opened.press("u", "u", "u")
        assert opened.app.document.experiment == before


async def test_a_name_is_given_by_a_person_or_made(open_app: OpenApp) -> None:
    async with open_app("imdb-simple-rnn") as opened:
        await opened.press("N", "ctrl+u", *"a b")
        assert "name" in opened.screen
        await opened.press("enter")  # the name is not allowed: the dialog stays
        assert opened.app.document.experiment.name == "imdb-simple-rnn"
        await opened.press("ctrl+u", *"mine", "enter")
        assert opened.app.document.experiment.name == "mine"
        await opened.press("d")
        assert opened.app.document.experiment.name == "mine"
        await opened.press("N", "ctrl+u", "enter")
        assert opened.app.document.experiment.name == "imdb-embedding-32-dense-1"


async def test_names_of_layers_are_kept_where_it_is_narrow(open_app: OpenApp) -> None:
    async with open_app("imdb-gru", size=(60, 15)) as opened:
        lines = opened.screen.splitlines()
        for name in ("Embedding", "GRU", "Dense"):
            assert any(name[:6] in line for line in lines), opened.screen
