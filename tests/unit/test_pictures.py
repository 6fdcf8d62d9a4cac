"""Exports for people: PNG and SVG of curves, and a page of HTML."""

import json
import re
import struct
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from click.testing import CliRunner, Result

from rnn_tui.cli import cli
from rnn_tui.experiment import load
from rnn_tui.results.exports import formats
from rnn_tui.results.figures.look import HUES, PRINT, VARIABLES
from rnn_tui.results.figures.shown import OF_TEXTS, Runs, plots, runs_of
from rnn_tui.results.page.pages import page
from rnn_tui.results.plot.curves import Curves, Role, Series
from rnn_tui.results.plot.technical import GRADIENTS
from rnn_tui.results.statistics import spread
from rnn_tui.runs import RunDirectory, RunState, read_state
from tests.trained_runs import experiment, tell_tale_weights, trained
from tests.tui.fake_engine import FakeRun

PLOTS = pytest.mark.extra("plots")

X = np.array([1.0, 2.0])

SCRIPT = "<script>alert(1)</script>"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("state", "cache", "runs"):
        monkeypatch.setenv(f"RNN_TUI_{name.upper()}", str(tmp_path / name))
    monkeypatch.chdir(tmp_path)
    return tmp_path / "runs"


def finished(folder: Path, *settings: str, drift: float = 0.0, tested: bool = True) -> RunDirectory:
    """Four epochs, the losses falling."""
    fake = FakeRun(folder, load("quickstart", ["train.epochs=4", *settings])).start()
    for epoch in range(4):
        loss = 0.6 / (epoch + 1) + drift
        logs = {"loss": loss, "acc": 1 - loss, "val_loss": loss + 0.1, "val_acc": 0.9 - loss}
        fake.epochs(1, **logs)
    if tested:
        fake.baseline(0.7).test()
    return fake.finish().run


def together(*runs: RunDirectory, apart: bool = False) -> Runs:
    return runs_of(runs, [read_state(run) for run in runs], apart)


def call(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["export", *arguments])


def written(folder: Path, *arguments: str) -> str:
    """The content of the page or the SVG that the command writes."""
    done = call(*arguments, "-o", "-")
    assert done.exit_code == 0, done.output
    return done.stdout


class Parsed(HTMLParser):
    """The tags, attributes and text of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_data(self, data: str) -> None:
        self.text += f" {data}"


# What is drawn


@PLOTS
def test_training_is_dots_and_validation_a_line(folder: Path) -> None:
    from rnn_tui.results.figures.drawing import draw

    shown = plots(together(finished(folder)))
    assert [each.quantity for each in shown] == ["acc", "loss"], "metrics first"  # type: ignore
    figure = draw(shown, PRINT)
    loss = figure.axes[1]
    training, validation, best = (loss.lines[place] for place in (1, 0, 2))
    assert (training.get_marker(), training.get_linestyle()) == ("o", "None")
    assert training.get_ydata() == pytest.approx([0.6, 0.3, 0.2, 0.15])
    assert validation.get_linestyle() == "-"
    assert validation.get_ydata() == pytest.approx([0.7, 0.4, 0.3, 0.25])
    assert best.get_xdata() == [4.0]
    names = [text.get_text() for text in loss.get_legend().get_texts()]
    assert names == ["training", "validation", "best val_loss @4"]
    assert {line.get_color() for line in loss.lines} == {HUES[0]}


@PLOTS
def test_seeds_are_a_band_unless_they_are_to_be_apart(folder: Path) -> None:
    from rnn_tui.results.figures.drawing import draw

    runs = [finished(folder, f"seed={seed}", drift=seed / 10) for seed in range(3)]
    runs.append(finished(folder, "layers.1.units=64"))
    (curves,) = plots(together(*runs), ["loss"])
    figure = draw([curves], PRINT)
    (band,) = figure.axes[0].collections
    ends = band.get_paths()[0].vertices[:, 1]
    assert (ends.min(), ends.max()) == pytest.approx((0.25, 0.9))
    names = [text.get_text() for text in figure.legends[0].get_texts()]
    assert names == ["units=32 (3 seeds)", f"{runs[3].run_id} units=64"]
    marks = [text.get_text() for text in figure.axes[0].get_legend().get_texts()]
    assert marks == ["training", "validation", "best epoch", "least to greatest"]
    (curves,) = plots(together(*runs, apart=True), ["loss"])
    figure = draw([curves], PRINT)
    assert not figure.axes[0].collections
    assert len(figure.legends[0].get_texts()) == 4
    assert len({line.get_color() for line in figure.axes[0].lines}) == 4


@PLOTS
def test_more_runs_than_hues_differ_in_their_lines() -> None:
    looks = {(PRINT.hue(run), PRINT.style(run)) for run in range(24)}
    assert len(looks) == 24


@PLOTS
def test_a_quantity_without_points_says_why(folder: Path) -> None:
    from rnn_tui.results.figures.drawing import draw

    run = FakeRun(folder, load("quickstart")).start().run
    figure = draw(plots(together(run), ["loss"]), PRINT)
    assert "No points yet" in figure.axes[0].texts[0].get_text()
    assert call("last", "--to", "png").exit_code == 0


@PLOTS
def test_a_log_scale(folder: Path) -> None:
    from rnn_tui.results.figures import saving
    from rnn_tui.results.figures.drawing import draw

    shown = plots(together(finished(folder)), ["loss"])
    assert draw(shown, PRINT, log=True).axes[0].get_yscale() == "log"
    assert draw(shown, PRINT).axes[0].get_yscale() == "linear"
    svg = saving.inline_svg(shown, log=True)
    assert "mathdefault" not in svg, "a formula that nobody reads"
    numbers = re.findall(r">(0\.\d)</text>", svg)
    assert {"0.2", "0.3", "0.5"} <= set(numbers)


@PLOTS
def test_learning_rate_and_speed_are_lines_of_each_run(folder: Path) -> None:
    from rnn_tui.results.figures.drawing import draw

    runs = [finished(folder, f"seed={seed}") for seed in range(2)]
    shown = plots(together(*runs), ["learning_rate", "speed"])
    rates, speeds = draw(shown, PRINT).axes[:2]
    assert (rates.get_title(), speeds.get_title()) == ("learning rate", "samples/s")
    for axes in (rates, speeds):
        assert [line.get_linestyle() for line in axes.lines] == ["-", "-"]
        assert axes.get_legend() is None
    assert rates.lines[0].get_ydata() == pytest.approx([0.001] * 4)


@PLOTS
def test_gradients_are_a_line_for_each_layer_on_a_log_scale() -> None:
    from rnn_tui.results.figures.drawing import draw

    layers = [Series(name, Role.MEASURE, X, X, run) for run, name in enumerate(("gru", "dense"))]
    figure = draw([Curves(GRADIENTS, ("gru", "dense"), tuple(layers))], PRINT)
    assert figure.axes[0].get_yscale() == "log"
    assert [text.get_text() for text in figure.legends[0].get_texts()] == ["gru", "dense"]


@PLOTS
def test_the_plots_of_a_test_part(folder: Path) -> None:
    from rnn_tui.results.figures.drawing import draw
    from rnn_tui.results.figures.of_texts import DEEPEST

    run = trained(folder, experiment(data={"maxlen": 40}), tell_tale_weights())
    shown = plots(together(run), ["confusion", "lengths", "calibration"])
    figure = draw(shown, PRINT)
    found = shown[0].found  # type: ignore[union-attr]
    matrix, lengths, calibration = figure.axes[:3]
    assert [text.get_text() for text in matrix.texts] == [
        f"{count:,}" for row in found.confusion for count in row
    ]
    shades = [cell.get_alpha() for cell in matrix.patches]
    total = [sum(row) for row in found.confusion for _ in row]
    assert shades == pytest.approx(
        [DEEPEST * n / t for n, t in zip(counts_of(found), total, strict=True)]
    )
    heights = [bar.get_height() for bar in lengths.patches]
    assert heights == [band.accuracy for band in found.bands]
    low, high = lengths.get_ylim()
    assert 0 < low < min(heights) <= max(heights) <= high < 1, "the axis begins where they differ"
    (points,) = calibration.collections
    filled = [each for each in found.calibration.bins if each.texts]
    expected = [(each.predicted, each.observed) for each in filled]
    assert np.asarray(points.get_offsets()) == pytest.approx(np.array(expected))


# Files


def counts_of(found: Any) -> list[int]:
    """The counts of a confusion matrix, row by row."""
    return [count for row in found.confusion for count in row]


@PLOTS
def test_pictures_of_a_test_part_stand_on_a_page_too(folder: Path) -> None:
    trained(folder, experiment(data={"maxlen": 40}), tell_tale_weights())
    names = [f"--plot={name}" for name in OF_TEXTS]
    parsed = Parsed(written(folder, "last", "--to", "html", *names))
    assert "image" not in parsed.tags, "the page allows none"
    for title in ("confusion matrix", "accuracy by length", "calibration"):
        assert title in parsed.text


@PLOTS
def test_a_png_is_for_print_and_the_same_each_time(folder: Path, tmp_path: Path) -> None:
    finished(folder)
    assert call("last", "--to", "png", "-o", "one.png").stdout == "wrote one.png\n"
    call("last", "--to", "png", "-o", "two.png")
    data = (tmp_path / "one.png").read_bytes()
    assert data == (tmp_path / "two.png").read_bytes()
    width, height = struct.unpack(">II", data[16:24])
    assert (width, height) == (2580, 960)
    place = data.index(b"pHYs") + 4
    assert round(struct.unpack(">I", data[place : place + 4])[0] * 0.0254) == 300


@PLOTS
def test_an_svg_is_the_same_each_time_and_needs_nothing(folder: Path) -> None:
    finished(folder)
    text = written(folder, "last", "--to", "svg")
    assert text == written(folder, "last", "--to", "svg")
    root = ElementTree.fromstring(text)
    assert root.tag.endswith("svg")
    assert not [each for each in root.iter() if each.tag.endswith(("image", "script", "text"))]


@PLOTS
def test_several_runs_go_into_one_file_that_is_named_after_them(folder: Path) -> None:
    runs = [finished(folder, f"seed={seed}") for seed in range(3)]
    done = call(*(run.run_id for run in runs), "--to", "png")
    assert done.stdout == f"wrote {runs[0].run_id}-and-2-more.png\n"
    done = call(runs[0].run_id, "last", runs[2].run_id, "--to", "svg")
    assert done.stdout == f"wrote {runs[0].run_id}-and-1-more.svg\n", "the last is the third"


@PLOTS
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--to", "csv"), "--to csv takes one run; --to png, --to svg or --to html take several"),
        (
            ("--to", "png", "--plot", "tempo"),
            "no plot is called 'tempo'; these are: acc, loss, gradients",
        ),
        (("--to", "png", "--plot", "confusion"), "--plot confusion is of one run: name one"),
        (("--to", "png", "-o", "-"), "cannot go to standard output: name a file"),
        (("--to", "svg", "--best"), "--best works with --to keras"),
        (("--to", "png", "-o", "x.svg"), "x.svg must end in .png"),
    ],
)
def test_misuse_is_told(folder: Path, arguments: tuple[str, ...], words: str) -> None:
    runs = [finished(folder, f"seed={seed}").run_id for seed in range(2)]
    done = call(*runs, *arguments)
    assert done.exit_code == 2
    assert words in done.stderr


def test_without_a_run_one_is_asked_for(folder: Path) -> None:
    done = call("--to", "csv")
    assert (done.exit_code, done.stderr) == (2, "error: name the run to export, such as last\n")


def test_without_matplotlib_the_extra_is_named(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    finished(folder)
    monkeypatch.setattr(formats, "find_spec", lambda name: None)
    for to in ("png", "svg", "html"):
        done = call("last", "--to", to)
        assert done.exit_code == 2
        assert "pip install 'rnn-tui[plots]'" in done.stderr


def test_only_saving_imports_matplotlib() -> None:
    code = (
        "import sys, rnn_tui.results.exports.export, rnn_tui.results.exports.pictures\n"
        "import rnn_tui.results.figures.shown, rnn_tui.results.page.pages\n"
        "assert 'matplotlib' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


@PLOTS
def test_no_window_is_ever_opened(folder: Path) -> None:
    finished(folder)
    code = (
        "import sys\nfrom rnn_tui.cli import cli\n"
        "cli.main(['export', 'last', '--to', 'svg'], standalone_mode=False)\n"
        "assert 'matplotlib.pyplot' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=120)


# Names that mean something to those who draw or show them

HOSTILE = (
    SCRIPT,
    "$\\frac{1}{0}$",
    "_hidden",
    "a & b",
    '" onload="x',
    "\x1b[2J",
    "影评",
    "--> <!--",
)


@PLOTS
@pytest.mark.parametrize("name", HOSTILE)
def test_any_name_is_drawn_as_it_is(folder: Path, name: str) -> None:
    from rnn_tui.results.figures import saving
    from rnn_tui.results.figures.drawing import draw

    runs = [finished(folder, f"seed={seed}", "layers.1.units=32") for seed in range(2)]
    runs.append(finished(folder, "layers.1.units=64"))
    states = [read_state(run) for run in runs]
    named = states[2].__class__(**{**vars(states[2]), "run_id": name})
    shown = plots(runs_of(runs, [*states[:2], named], False), ["loss"])
    data, _ = saving.svg(shown)
    ElementTree.fromstring(data)
    saving.png(shown)
    ElementTree.fromstring(saving.inline_svg(shown))
    legend = [text.get_text() for text in draw(shown, PRINT).legends[0].get_texts()]
    assert legend[1].removesuffix(" units=64") == named.label


@PLOTS
@pytest.mark.parametrize("name", HOSTILE)
def test_any_text_is_escaped_on_a_page(folder: Path, name: str) -> None:
    run = finished(folder)
    state = read_state(run)
    test = state.test
    assert test is not None
    assert state.experiment is not None
    named = state.experiment.model_copy(update={"name": "x", "description": name})
    changed: dict[str, Any] = {
        "run_id": name,
        "classes": (name, "other"),
        "experiment": named,
        "data_notes": (name,),
        "device_notes": (name,),
    }
    odd = RunState(**{**vars_of(state), **changed})
    run.note.write_text(name, encoding="utf-8")
    text = page(Runs((run,), (odd,), ({},)), "")
    parsed = Parsed(text)
    assert "script" not in parsed.tags
    assert not [key for key, _ in parsed.attributes if key.startswith("on")]
    assert "\x1b" not in text
    shown = odd.label
    assert parsed.text.count(shown) >= 4, "id, class, note, description"


def vars_of(state: RunState) -> dict[str, Any]:
    """The fields of a state, without what is computed from them."""
    return {name: getattr(state, name) for name in RunState.__dataclass_fields__}


# The page


@PLOTS
def test_a_page_holds_all_there_is_and_needs_nothing_else(folder: Path) -> None:
    run = finished(folder)
    run.note.write_text("two layers are enough", encoding="utf-8")
    text = written(folder, "last", "--to", "html")
    parsed = Parsed(text)
    state = read_state(run)
    for words in (
        run.run_id,
        "two layers are enough",
        "0.2500",  # the best val_loss
        "0.8800",  # of the test
        "bag of words",
        "validation",  # the legend of the curves is text
        "true \\ predicted",
        "precision",
        "(None, 32)",
        'optimizer = "adam"',
        "a CPU of cardboard",
        "tensorflow 2.21.0",
        "22,369",
    ):
        assert words in parsed.text, words
    assert state.test is not None
    shares = re.findall(r"--share: ([\d.]+)", text)
    confusion = state.test.confusion
    assert shares == [str(round(count / sum(row), 3)) for row in confusion for count in row]
    assert not {"script", "img", "iframe", "link", "object", "form", "base"} & set(parsed.tags)
    links = [value for key, value in parsed.attributes if key in ("src", "href", "xlink:href")]
    assert all(value.startswith("#") for value in links)
    assert "@import" not in text
    assert not re.search(r"url\((?!#)", text)
    (policy,) = [value for _, value in parsed.attributes if value.startswith("default-src")]
    assert policy == "default-src 'none'; style-src 'unsafe-inline'"


@PLOTS
def test_a_page_is_light_or_dark_as_its_reader_likes(folder: Path) -> None:
    finished(folder)
    text = written(folder, "last", "--to", "html")
    light, dark = text.split("@media (prefers-color-scheme: dark)")
    for name in ("ink", "muted", "grid", "paper", *(f"run-{n}" for n in range(1, len(HUES) + 1))):
        assert f"--{name}:" in light
        assert f"--{name}:" in dark.partition("}\n}")[0]
    assert "var(--run-1)" in text
    assert VARIABLES.ink[:5] not in text, "every colour of the curves is a variable"


@PLOTS
def test_a_page_of_several_runs_compares_them(folder: Path) -> None:
    runs = [finished(folder, f"seed={seed}", drift=seed / 10) for seed in range(3)]
    runs.append(finished(folder, "layers.1.units=64", drift=-0.02))
    text = written(folder, *(run.run_id for run in runs), "--to", "html")
    parsed = Parsed(text)
    assert "4 runs compared" in parsed.text
    assert spread([0.25, 0.35, 0.45]).short in parsed.text, "the mean over the seeds"
    assert "layers.1.units" in parsed.text
    best = re.findall(r'<td class="best">([\d.]+)</td>', text)
    assert best == ["0.1300", "0.8700", "0.2300", "0.7700"], "each of the fourth run"
    assert parsed.tags.count("details") == 4
    assert parsed.text.count('optimizer = "adam"') == 4


@PLOTS
def test_a_run_without_a_point_still_has_its_page(folder: Path) -> None:
    FakeRun(folder, load("quickstart")).start()
    parsed = Parsed(written(folder, "last", "--to", "html"))
    assert "svg" not in parsed.tags
    assert "Configuration" in parsed.text


@PLOTS
def test_a_failed_run_says_why_on_its_page(folder: Path) -> None:
    FakeRun(folder, load("quickstart")).start().epochs(1).warn("odd").fail()
    parsed = Parsed(written(folder, "last", "--to", "html"))
    state = json.loads(CliRunner().invoke(cli, ["show", "last", "--json"]).stdout)
    assert state["failure"]["message"] in parsed.text
    assert "odd" in parsed.text
