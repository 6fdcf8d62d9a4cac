"""The form on models other than layers: numbers that may be none, ticks, nested models."""

import asyncio

import pytest
from driving import OpenApp, Opened
from fake_engine import FakeEngine
from textual.app import App, ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Input

from rnn_tui.experiment import TextData, TrainSpec
from rnn_tui.experiment.base import Spec
from rnn_tui.experiment.train import CosineDecay, EarlyStopping, ReduceOnPlateau
from rnn_tui.tui.forms.editors import TextField, WordSelect
from rnn_tui.tui.forms.field_help import FieldHelp
from rnn_tui.tui.forms.form import Form
from rnn_tui.tui.preferences.theme import DARK


class FormApp(App[int]):
    """A form and nothing else."""

    CSS_PATH = "../../rnn_tui/tui/app.tcss"

    def __init__(self, spec: Spec) -> None:
        super().__init__()
        self.register_theme(DARK)
        self.theme = DARK.name
        self.animation_level = "none"
        self.spec = spec
        self.form: Form
        self.changes: list[Spec] = []

    def compose(self) -> ComposeResult:
        with VerticalScroll(can_focus=False):
            self.form = Form(self.spec)
            yield self.form
        yield FieldHelp()

    def on_form_changed(self, event: Form.Changed) -> None:
        self.changes.append(event.spec)

    def on_form_described(self, event: Form.Described) -> None:
        self.query_one(FieldHelp).show(event)


async def test_every_field_of_training_can_be_edited(tmp_path) -> None:
    app = FormApp(TrainSpec())
    async with app.run_test(size=(80, 60)) as pilot:
        opened = Opened(app, pilot, FakeEngine(), tmp_path)
        await opened.settle()
        for name in TrainSpec.model_fields:
            assert f"{name} " in opened.screen
        app.form.focus_field("epochs")
        await opened.press("ctrl+u", "2", "0")
        assert app.form.spec.epochs == 20
        app.form.focus_field("learning_rate")
        await opened.press(*"0.01")
        assert app.form.spec.learning_rate == 0.01
        await opened.press("ctrl+u")
        assert app.form.spec.learning_rate is None
        rows = [row.split()[:2] for row in opened.screen.splitlines()]
        assert ["learning_rate", "auto"] in rows
        assert ["clipnorm", "none"] in rows
        app.form.focus_field("metrics")
        await opened.press("down", "down", "space")
        assert app.form.spec.metrics == ("acc", "auc")


async def test_class_weights_are_typed_as_a_word_or_a_table(tmp_path) -> None:
    app = FormApp(TrainSpec())
    async with app.run_test(size=(80, 60)) as pilot:
        opened = Opened(app, pilot, FakeEngine(), tmp_path)
        await opened.settle()
        app.form.focus_field("class_weight")
        await opened.press(*"balance")
        assert app.form.spec.class_weight is None
        assert "'balance' is not allowed; it takes balanced, or a table" in opened.screen
        await opened.press("d")
        assert app.form.spec.class_weight == "balanced"
        await opened.press("ctrl+u", *"{spam=5}")
        assert app.form.spec.class_weight == {"spam": 5.0}
        field = app.focused
        assert isinstance(field, TextField)
        app.form.show(app.form.spec)
        assert field.value == "{spam=5}"  # as typed, since it means the same
        app.form.show(TrainSpec(class_weight={"no spam": 0.5}))
        assert field.value == '{"no spam" = 0.5}'
        await opened.press("end", "ctrl+u")
        assert app.form.spec.class_weight is None


async def test_a_form_that_a_key_leads_to_selects_nothing_and_a_walk_does(tmp_path) -> None:
    app = FormApp(TrainSpec(epochs=10, batch_size=32))
    async with app.run_test(size=(80, 60)) as pilot:
        opened = Opened(app, pilot, FakeEngine(), tmp_path)
        await opened.settle()
        for _ in range(2):  # also the second time
            app.form.focus_field("epochs")
            await opened.press("1", "backspace")
            assert app.form.spec.epochs == 10
            await opened.press("down", "6", "4")
            assert app.form.spec.batch_size == 64


@pytest.mark.parametrize("keys", [("enter",), ("2", "enter"), ("3", "h")], ids=" ".join)
async def test_a_stray_key_after_the_one_to_the_form_wipes_nothing_out(
    open_app: OpenApp, keys: tuple[str, ...]
) -> None:
    async with open_app() as opened:
        await opened.press(*keys)
        field = opened.app.focused
        assert isinstance(field, Input)
        value = field.value
        await opened.press("e")
        assert field.value == f"{value}e"


async def test_a_nested_model_is_switched_on_edited_and_off(tmp_path) -> None:
    app = FormApp(TrainSpec())
    async with app.run_test(size=(80, 60)) as pilot:
        opened = Opened(app, pilot, FakeEngine(), tmp_path)
        await opened.settle()
        app.form.focus_field("early_stopping")
        await opened.press("enter", "down", "enter")
        assert app.form.spec.early_stopping == EarlyStopping()
        await opened.press("down", "7")
        assert app.form.spec.early_stopping == EarlyStopping(patience=7)
        app.form.focus_field("schedule")
        await opened.press("enter", "down", "enter")
        assert app.form.spec.schedule == ReduceOnPlateau()
        assert "cooldown" in opened.screen
        app.form.show(TrainSpec(schedule=CosineDecay()))
        await opened.settle()
        assert "cooldown" not in opened.screen
        assert "early" in opened.screen
        assert app.changes[-1].schedule == ReduceOnPlateau()


async def test_what_is_wrong_in_a_nested_model_is_explained_there(tmp_path) -> None:
    app = FormApp(TrainSpec(early_stopping=EarlyStopping()))
    async with app.run_test(size=(80, 60)) as pilot:
        opened = Opened(app, pilot, FakeEngine(), tmp_path)
        await opened.settle()
        app.form.focus_field("early_stopping")
        await opened.press("down", "0")
        assert "0 is not allowed; it takes a whole number from 1" in opened.screen
        assert not app.changes
        await opened.press("down")
        assert "0 is not allowed" not in opened.screen
        await opened.press("up")
        assert "0 is not allowed" in opened.screen


async def test_a_text_is_taken_as_it_is_typed(tmp_path) -> None:
    app = FormApp(TextData(path="a"))
    async with app.run_test(size=(80, 30)) as pilot:
        opened = Opened(app, pilot, FakeEngine(), tmp_path)
        await opened.settle()
        app.form.focus_field("path")
        await opened.press("ctrl+u", *"12[b]")
        assert app.form.spec.path == "12[b]"
        assert "12[b]" in opened.screen
        app.form.focus_field("num_words")
        await opened.press("ctrl+u")
        assert app.form.spec.num_words is None


async def test_a_form_that_is_being_built_takes_other_values() -> None:
    app = FormApp(TextData(path="a"))
    async with app.run_test() as pilot:
        form, spec = Form(TrainSpec()), TrainSpec()
        app.screen.mount(form)
        while not form.is_mounted:
            spec = TrainSpec(optimizer="sgd" if spec.optimizer == "adam" else "adam")
            form.show(spec)
            await asyncio.sleep(0)  # not time: each of its parts goes one step further
        await pilot.pause()
        assert form.query(WordSelect).first().value == spec.optimizer
        assert not app.changes


async def test_what_is_typed_faster_than_the_form_shows_stays(open_app: OpenApp) -> None:
    """An answer to an older key may come while a newer one is on its way."""
    async with open_app() as opened:
        await opened.press("enter")
        field = opened.app.focused
        assert isinstance(field, TextField)
        with field.prevent(Input.Changed):  # typed, and not told yet
            field.value = "47"
        field.show(4)
        assert field.value == "47"


async def test_a_list_tells_what_is_detected_from_what_is_off(tmp_path) -> None:
    app = FormApp(TextData(path="mine.csv"))
    async with app.run_test(size=(80, 40)) as pilot:
        opened = Opened(app, pilot, FakeEngine(), tmp_path)
        await opened.settle()
        rows = [row.split() for row in opened.screen.splitlines()]
        for name in ("heading", "quotes", "separator"):
            assert [name, "auto"] in [row[:2] for row in rows]
