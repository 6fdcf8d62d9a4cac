"""Plots as text, without colours: what a headless run prints at its end."""

import re

import pytest
from curve_runs import run_of
from rich.cells import cell_len

from rnn_tui.results.plot.curves import Curves, curves_of, overlay
from rnn_tui.results.plot.markers import ASCII, BLOCKS, BRAILLE, MONOCHROME, Markers, markers_for
from rnn_tui.results.plot.picture import draw, paint
from rnn_tui.results.plot.view import View
from rnn_tui.runs.state.run_state import RunState

ARTICLE = """\
                          accuracy
 ■ training  ⠒⠒ validation  ◆ best val_loss @4
   │         ⣀⣀⣀⣀⣀⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠔⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠉⠉⠉⠉⠉⠉⠉◆ 0.8400
0.8┤ ⠒⠒⠒⠉⠉⠉⠉⠉                                      ▀ 0.8054
   │
   │                                ▀
   │
0.7┤                ▀
   │
   │ ▄
   └─┬──────────────┬───────────────┬──────────────┬────────
     1              2               3              4   epoch
"""

STOPPED_IN_TWO = """\
                               accuracy
 ■ training  ⠒⠒ validation  □ epoch 2 at 54%  ◆ best val_loss @1
0.8┤⠠◆⠤ 0.8040
   │
   │
   │
0.7┤                                   □ 0.6960
   │
   │
   │ ▄
   └─┬──────────────────────────────────────────────────────────────┬─
     1                                                        epoch 2
"""

STOPPED_IN_ONE = """\
                            loss
 □ epoch 1 at 54%
0.7┤
   │                              □ 0.6200
0.6┤
   │
   └──────────────────────────────────────────────────────┬─
                                                    epoch 1
"""

ONE_EPOCH = """\
                            loss
 ■ training  ⠒⠒ validation  ◆ best val_loss @1
0.60┤                           ▀ 0.6200
    │
    │
0.55┤
    │                          ⢀◆⣀ 0.5100
    └───────────────────────────┬───────────────────────────
                                1                      epoch
"""

GAP_ASCII = """\
                            loss
 o training  -- validation  * best val_loss @4
    | o
    |
0.50+ -----    o                                     0.4600
    |      -----                 *------------------
    |
    |                            o
0.25+                                     o        o 0.2032
    `-+--------+--------+--------+--------+--------+--------
      1        2        3        4        5        6   epoch
"""

COMPARED = """\
                            loss
 ●○ imdb-simple-rnn  ■□ 文本-lstm  ●/○ training/validation
0.6┤ ●■
   │
   │ ○□⣀⣀⣀    ●■
   │      ⠉⠉⠑⠒○□⠢⠤⠤⠤⠤⢄⣀○◆⣀⣀⣀⡀        ⢀⣀⣀⣀⣀○⣀⡠⠤⠤⠤⠤⠔⠒○ 0.4600
0.4┤                   ●■   ⠈⠉⠉⠉⠉◆⠉⠉⠉⠁
   │                     0.4300  ●
   │                                      ●
0.2┤                                               ●
   └─┬────────┬────────┬─────────┬────────┬────────┬────────
     1        2        3         4        5        6   epoch
"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (draw(curves_of(run_of(4), "acc"), 60, 12), ARTICLE),
        (draw(curves_of(run_of(1, partial=0.54), "acc"), 70, 12), STOPPED_IN_TWO),
        (draw(curves_of(run_of(0, partial=0.54), "loss"), 60, 8), STOPPED_IN_ONE),
        (draw(curves_of(run_of(1), "loss"), 60, 9), ONE_EPOCH),
        (draw(curves_of(run_of(6, nan=(2,)), "loss"), 60, 11, markers=ASCII), GAP_ASCII),
        (draw(overlay([run_of(6), run_of(3, name="文本-lstm")], "loss"), 60, 12), COMPARED),
    ],
    ids=["article", "in epoch 2", "in epoch 1", "one epoch", "gap", "compared"],
)
def test_a_plot_in_black_and_white(text: str, expected: str) -> None:
    assert text == expected.removesuffix("\n")


def test_nothing_to_draw_is_one_sentence() -> None:
    text = draw(curves_of(run_of(0), "acc"), 80, 20)
    assert text == "accuracy: No points: it ended before the first batch was done."


def test_colours_are_the_only_difference_they_make() -> None:
    curves = curves_of(run_of(4), "acc")
    coloured = draw(curves, 60, 12, colour=True, markers=MONOCHROME)
    assert "\x1b[33m■\x1b[0m" in coloured
    assert re.sub(r"\x1b\[[\d;]*m", "", coloured).split() == ARTICLE.split()
    assert "\x1b" not in draw(curves, 60, 12)


def test_ascii_is_ascii() -> None:
    curves = curves_of(run_of(4, partial=0.5, trace=50), "loss")
    for view in (View(), View(trace=True, smoothing=0.9, log=True, cursor=2.0)):
        assert draw(curves, 80, 20, view=view, markers=ASCII).isascii()


def test_a_log_scale_leaves_out_what_has_no_logarithm() -> None:
    run = run_of(3, validation=False)
    for record in run.epochs:
        record.logs["loss"] = 0.0
    assert "No values above 0" in draw(curves_of(run, "loss"), 60, 12, view=View(log=True))
    run.epochs[1].logs["loss"] = 0.01
    assert "▀" in draw(curves_of(run, "loss"), 60, 12, view=View(log=True))


@pytest.mark.parametrize("markers", [BRAILLE, BLOCKS, ASCII])
def test_every_size_gives_rows_of_that_size(markers: Markers) -> None:
    curves = curves_of(run_of(12, partial=0.5, trace=50), "loss")
    for width in (1, 19, 20, 33, 80, 240):
        for height in (0, 1, 4, 5, 6, 11, 60):
            rows = paint(curves, width, height, View(trace=True, smoothing=0.9), markers).rows
            assert [sum(len(run.text) for run in row) for row in rows] == [width] * height


def test_columns_know_their_x() -> None:
    picture = paint(curves_of(run_of(11), "loss"), 80, 20, View(cursor=6.0))
    assert picture.x_at(picture.first) == pytest.approx(0.8)
    assert picture.x_at(0) == pytest.approx(0.8)
    row = next(row for row in picture.rows if any(run.ink == "cursor" for run in row))
    text = "".join(run.text for run in row)
    assert picture.x_at(text.rindex("│")) == pytest.approx(6, abs=0.1)
    numbers = "".join(run.text for run in picture.rows[-1])
    assert picture.x_at(numbers.index("10")) == pytest.approx(10, abs=0.2)
    assert picture.x_at(500) == picture.x_at(picture.first + picture.columns - 1)


def legend(curves: Curves, width: int, view: View | None = None) -> str:
    return draw(curves, width, 20, view=view).splitlines()[1]


def test_the_legend_names_all_runs_by_what_tells_them_apart() -> None:
    runs = [run_of(6, name=f"a-run-with-a-long-name-{number}") for number in range(6)]
    assert all(f"long-name-{number}" in legend(overlay(runs, "loss"), 120) for number in range(6))
    narrow = legend(overlay(runs, "loss"), 60)
    assert narrow.startswith(" ●○ …e-0  ■□ …e-1  ")
    assert "▶▷ …e-5" in narrow
    assert cell_len(narrow) <= 60


def test_the_legend_tells_what_every_mark_is() -> None:
    compared = overlay([run_of(6, partial=0.54), run_of(4, name="imdb-lstm")], "loss")
    assert "●/○ training/validation  ◆ best  ◦ cut short" in legend(compared, 120)
    one = curves_of(run_of(6), "loss")
    assert "× validation" not in legend(one, 120)
    assert "× validation" in legend(one, 120, View(smoothing=0.9))


def marks(*runs: RunState, columns: int = 60, ink: str) -> int:
    """Cells of the data in an ink, the legend left out."""
    rows = paint(overlay(runs, "loss"), columns, 20, View()).rows[1:]
    return sum(len(run.text.replace(" ", "")) for row in rows for run in row if run.ink == ink)


@pytest.mark.parametrize("epochs", [1, 2, 6, 100])
@pytest.mark.parametrize("count", [2, 3])
def test_equal_runs_are_all_seen(epochs: int, count: int) -> None:
    """In a legend that names them, no run may lie wholly under another."""
    runs = [run_of(epochs, name=f"equal-{number}") for number in range(count)]
    seen = [marks(*runs, ink=f"run-{number + 1}") for number in range(count)]
    assert min(seen) >= 2
    assert max(seen) <= 4 * min(seen)


def test_equal_dots_stand_side_by_side() -> None:
    text = draw(overlay([run_of(3, name="a"), run_of(3, name="b")], "loss"), 60, 14)
    assert text.count("●■") == 3
    assert text.count("○□") + text.count("◆◆") >= 3


def test_current_values_stand_beside_the_last_points() -> None:
    rows = draw(curves_of(run_of(4, partial=0.54), "loss"), 80, 20).splitlines()
    (training,) = (row for row in rows if "□ 0.2540" in row)
    (validation,) = (row for row in rows if "0.4200" in row)
    assert rows.index(training) != rows.index(validation)
    zoomed = draw(curves_of(run_of(9), "loss"), 80, 20, view=View(left=1, right=3))
    assert "0.7800" not in zoomed  # the last point is not in this window


def test_a_value_has_the_room_to_be_read_at_the_last_epoch() -> None:
    for width in (40, 57, 80, 120):
        text = draw(curves_of(run_of(12), "loss"), width, 20)
        assert "1.0600" in text, width
        assert "0.0533" in text, width


@pytest.mark.parametrize("count", [0.02, 0.2, 0.7, 1.0, 1.5])
def test_the_first_epoch_is_a_curve_of_its_batches(count: float) -> None:
    """It has most of the width, from the first batches on."""
    whole, rest = divmod(count, 1)
    run = run_of(int(whole), partial=rest, trace=200)
    curves = curves_of(run, "loss")
    picture = paint(curves, 80, 20, View())
    columns = {
        column
        for row in picture.rows[1:-2]
        for column, character in enumerate("".join(run.text for run in row))
        if 0x2800 < ord(character) < 0x2900
    }
    assert max(columns) - min(columns) > 0.35 * picture.columns
    assert "batches" in "".join(run.text for run in picture.rows[0])


def test_from_two_epochs_on_the_batches_wait_for_their_key() -> None:
    assert "batches" not in draw(curves_of(run_of(2, trace=100), "loss"), 80, 20)


@pytest.mark.parametrize(("rows", "width"), [(17, 56), (17, 76), (22, 76), (30, 116)])
@pytest.mark.parametrize("epochs", [4, 7, 10, 50, 51, 99, 365])
def test_axes_have_four_to_six_labels(rows: int, width: int, epochs: int) -> None:
    for quantity in ("loss", "acc"):
        text = draw(curves_of(run_of(epochs), quantity), width, rows, colour=False)
        assert 4 <= sum("┤" in row for row in text.splitlines()) <= 6
        assert 4 <= text.splitlines()[-2].count("┬") <= 6


def test_a_grid_lies_under_the_numbers_of_a_coloured_plot_alone() -> None:
    coloured, plain = (
        paint(curves_of(run_of(9), "loss"), 80, 20, View(), markers)
        for markers in (BRAILLE, MONOCHROME)
    )
    assert any(run.ink == "grid" for row in coloured.rows for run in row)
    assert not any(run.ink == "grid" for row in plain.rows for run in row)


@pytest.mark.parametrize(
    ("terminal", "encoding", "colour", "markers"),
    [
        ("xterm-256color", "utf-8", True, BRAILLE),
        ("xterm-256color", "UTF8", False, MONOCHROME),
        ("linux", "utf-8", True, BLOCKS),
        ("xterm", "iso-8859-1", True, ASCII),
        ("xterm", "ANSI_X3.4-1968", False, ASCII),
    ],
)
def test_the_finest_marks_that_a_terminal_shows(
    terminal: str, encoding: str, colour: bool, markers: Markers
) -> None:
    assert markers_for(terminal, encoding, colour=colour) is markers


def test_the_console_of_linux_gets_what_its_fonts_hold() -> None:
    """The characters of code page 437, which its fonts have, and no others."""
    runs = [run_of(6, partial=0.4, trace=50), run_of(9, trace=50)]
    for curves in (curves_of(runs[0], "loss"), overlay(runs, "loss")):
        for view in (View(), View(trace=True, smoothing=0.9), View(cursor=2.0)):
            text = draw(curves, 80, 20, view=view, markers=BLOCKS)
            assert text.encode("cp437").decode("cp437") == text
