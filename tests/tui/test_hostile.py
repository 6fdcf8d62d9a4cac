"""Bad input in every field, damaged runs, vanished folders: the app says so and lives on."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from driving import OpenApp, Opened
from fake_engine import FakeRun
from fake_loading import FakeLoading, loading
from rich.console import Console
from rich.segment import Segment
from textual.strip import Strip
from textual.widgets import Input

from rnn_tui.experiment import Experiment, ImdbData, TextData, load
from rnn_tui.experiment.fields import FieldFacts
from rnn_tui.experiment.layers import KINDS
from rnn_tui.experiment.loading import edited
from rnn_tui.tui.forms.editors import TextField
from rnn_tui.tui.forms.form import Form
from rnn_tui.tui.messages import FollowRun, StartRun
from rnn_tui.tui.state.document import replace_layer
from rnn_tui.tui.terminal.screen_diff import row_of

__all__ = ["loading"]

HOSTILE = (
    "letters",
    "-1",
    "9" * 5000,
    "1e999",
    "[/]",
    "\x1b[31mred\x00",
    "\ud800",
    "~nobody/x",
    "n" * 300,
    "",
)
"""What somebody may type or paste."""


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def text_fields(opened: Opened) -> Iterator[TextField]:
    for form in opened.app.screen.query(Form):
        if all(part.display for part in form.ancestors_with_self):
            yield from (field for field in form.query(TextField) if _innermost(field) is form)


def _innermost(field: TextField) -> Form:
    return next(part for part in field.ancestors if isinstance(part, Form))


async def maltreat_fields(opened: Opened, done: set[FieldFacts]) -> None:
    """Type all that is hostile into every field that is there and is not yet among `done`."""
    for field in text_fields(opened):
        if field._facts in done:
            continue
        done.add(field._facts)
        field.focus()
        await opened.settle()
        for text in HOSTILE:
            field.value = text
        await opened.settle()
        await opened.press("escape")
        experiment = opened.app.document.experiment
        assert Experiment.model_validate(experiment.model_dump()) == experiment
        refused = opened.app.document.invalid
        assert len(opened.app.screen.query("FieldRow.-wrong")) == len(refused), field._facts.name
        for each in refused:
            fix = each.problem(experiment).fix
            assert fix is not None
            opened.app.workspace.desk.fix(fix)
        await opened.settle()
        assert not opened.app.screen.query(".-wrong"), field._facts.name


async def test_every_field_of_every_layer(open_app: OpenApp) -> None:
    done = set[FieldFacts]()
    async with open_app("imdb-simple-rnn") as opened:
        for model in KINDS.values():
            layer = model.model_validate({})
            opened.app.workspace.desk.edit(replace_layer(load("imdb-simple-rnn"), 1, layer))
            await opened.settle()
            await maltreat_fields(opened, done)
    assert {"units", "rate", "input_dim", "filters"} <= {facts.name for facts in done}


@pytest.mark.parametrize(
    "data",
    [ImdbData(path="imdb.npz"), TextData(path="a.csv")],
    ids=lambda data: data.source,
)
async def test_every_field_of_the_data(
    open_app: OpenApp, loading: FakeLoading, data: ImdbData
) -> None:
    experiment = load("quickstart").model_copy(update={"data": data})
    async with open_app(experiment) as opened:
        await opened.press("2")
        await maltreat_fields(opened, done := set())
    assert {"num_words", "maxlen", "validation_split", "path"} <= {facts.name for facts in done}


async def test_every_field_of_the_training(open_app: OpenApp) -> None:
    experiment = edited(
        load("quickstart"),
        [("train.early_stopping.patience", 3), ("train.schedule.kind", "step")],
    )
    async with open_app(experiment, size=(80, 24)) as opened:
        await opened.press("3")
        await maltreat_fields(opened, done := set())
        assert not opened.engine.runs
    names = {"epochs", "batch_size", "learning_rate", "seed", "clipnorm", "patience", "factor"}
    assert names <= {facts.name for facts in done}


DIALOGS = {
    "add": "1a",
    "preset": "1p",
    "open": "1o",
    "save as": "1S",
    "texts": "2o",
    "extend": "3a",
    "filter": "4/",
    "rename": "4n",
}
"""What is typed to come to a place where a text is wanted."""


async def test_every_text_that_is_asked_for(open_app: OpenApp, tmp_path: Path) -> None:
    fake = FakeRun(tmp_path / "runs").start().epochs(10).test().finish()
    async with open_app(attach=fake.run) as opened:
        for name, keys in DIALOGS.items():
            for text in HOSTILE[5:9]:  # of numbers they know nothing
                await opened.press(*keys)
                field = next(iter(opened.app.screen.query(Input)), None)
                assert field is not None, name
                field.value = text
                await opened.settle()
                await opened.press("enter")
                for _ in range(3):
                    if len(opened.app.screen_stack) > 1 or name == "filter":
                        await opened.press("escape")
        assert opened.app.is_running


Damage = Callable[[FakeRun], object]


def garbage_in_the_log(fake: FakeRun) -> None:
    with fake.run.events.open("ab") as file:
        file.write(b'\x00\xff{"v": 1, [[\n"text"\n{}\n[1]\n{"v": 1, "event": "epoch"}\n')


def a_newer_version(fake: FakeRun) -> None:
    with fake.run.events.open("ab") as file:
        file.write(b'{"v": 2, "event": "made", "at": 1.0}\n')


def half_a_status(fake: FakeRun) -> None:
    fake.run.status.write_bytes(fake.run.status.read_bytes()[:40])


def a_status_of_another_kind(fake: FakeRun) -> None:
    fake.run.status.write_text('{"v": 2, "state": "dreaming", "position": [1, {}], "logs": 3}')


def a_trace_of_noise(fake: FakeRun) -> None:
    fake.run.trace.write_bytes(bytes(range(256)) * 64)


def no_experiment(fake: FakeRun) -> None:
    fake.run.experiment.write_text('[[layers]]\nkind = "Nonsense"\n')


def gone(fake: FakeRun) -> None:
    shutil.rmtree(fake.run.path)


def folder_of_runs_is_a_file(fake: FakeRun) -> None:
    shutil.rmtree(fake.run.path.parent)
    fake.run.path.parent.write_text("no folder")


def forbidden(fake: FakeRun) -> None:
    for path in list(fake.run.path.iterdir()):
        if path.is_file():
            path.unlink()
            path.mkdir()


DAMAGES: dict[Damage, str] = {
    garbage_in_the_log: "the event log holds a line that is not an event",
    a_newer_version: "the event log holds a line of version 2",
    half_a_status: "",  # the next heartbeat writes it whole
    a_status_of_another_kind: "the engine vanished",
    a_trace_of_noise: "",  # the curves of the epochs do not need it
    no_experiment: "is not one of Embedding",
    gone: "cannot read it: no such file or directory",
    folder_of_runs_is_a_file: "cannot make a run in",
    forbidden: "cannot read it: is a directory",
}
"""What happens to the files of a run, and a part of what is said about it."""


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
async def test_a_run_that_is_damaged_while_one_looks_at_it(
    open_app: OpenApp, tmp_path: Path, damage: Damage
) -> None:
    fake = FakeRun(tmp_path / "runs").start().epochs(2).partial(5)
    async with open_app(attach=fake.run) as opened:
        said: list[str] = []
        notify = opened.app.notify
        opened.app.notify = lambda text, **more: (said.append(text), notify(text, **more))  # type: ignore[assignment,misc,return-value,method-assign]
        damage(fake)
        await opened.poll()
        await opened.press("s", "escape", "x", "escape", "4", "space", "s", "escape", "5")
        opened.app.post_message(FollowRun(fake.run, edit=True))
        await opened.press("3", "r", "escape", "1")
        opened.app.post_message(StartRun())
        await opened.settle()
        assert DAMAGES[damage] in " ".join(said)
        assert opened.app.current_mode == "model"
        assert opened.app.is_running


def test_no_name_of_a_file_reaches_the_terminal_as_an_order() -> None:
    strip = Strip([Segment("a\x1b[31mb\x9b\ud800\u202e如\n")])
    text, _ = row_of(strip, Console())
    assert text == "a[31mb�如"
