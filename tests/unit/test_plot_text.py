"""Plots as text, without colours: what a headless run prints at its end."""

import re

import pytest
from curve_runs import run_of
from rich.cells import cell_len

from rnn_tui.results.plot.curves import Curves, curves_of, overlay
from rnn_tui.results.plot.markers import ASCII, BRAILLE, Markers
from rnn_tui.results.plot.picture import draw, paint
from rnn_tui.results.plot.view import View

ARTICLE = """\
                          accuracy
 ● training  ⠒⠒ validation  ◆ best val_loss @4
   │          ⣀⣀⣀⣀⣀⣀⡠⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠉⠉⠉⠉⠉⠉⠉⠉◆
0.8┤ ⠒⠒⠒⠊⠉⠉⠉⠉⠉                                            ●
   │
   │                                    ●
0.7┤
   │                   ●
   │
   │ ●
   └─┬─────────────────┬────────────────┬─────────────────┬─
     1                 2                3           epoch 4
"""

STOPPED_IN_TWO = """\
                               accuracy
 ● training  ⠒⠒ validation  ○ epoch 2 at 54%  ◆ best val_loss @1
   │⠠◆⠤
0.8┤
   │
   │
0.7┤                                   ○
   │
   │
   │ ●
   └─┬──────────────────────────────────────────────────────────────┬─
     1                                                        epoch 2
"""

STOPPED_IN_ONE = """\
                            loss
 ○ epoch 1 at 54%
0.7┤
   │                              ○
0.6┤
   │
   └──────────────────────────────────────────────────────┬─
                                                    epoch 1
"""

ONE_EPOCH = """\
                            loss
 ● training  ⠒⠒ validation  ◆ best val_loss @1
    │                           ●
0.60┤
    │
0.55┤
    │                          ⢀◆⣀
    └───────────────────────────┬───────────────────────────
                                1                      epoch
"""

GAP_ASCII = """\
                            loss
 o training  -- validation  * best val_loss @4
   | o
0.6+
   | ------     o
0.4+       ------                    *---------------------
   |                                 o
   |                                           o
0.2+                                                      o
   `-+----------+---------+----------+---------+----------+-
     1          2         3          4         5    epoch 6
"""

COMPARED = """\
                            loss
 ●○ imdb-simple-rnn  ■□ 文本-lstm  ●/○ training/validation
   │ ■
0.6┤
   │ □⠤⣀⣀⣀⡀    ■
   │      ⠈⠉⠉⠉⠒□⠒⠒⠢⠤⠤⠤⠤⠤⣀⣀◆⣀⣀⣀⣀⣀          ⢀⣀⣀⣀⣀⣀○⣀⣀⠤⠤⠤⠤⠤⠒⠒○
0.4┤                      ■     ⠉⠉⠉⠉⠉◆⠉⠉⠉⠉⠁
   │                                 ●
   │                                            ●
0.2┤                                                      ●
   └─┬──────────┬─────────┬──────────┬─────────┬──────────┬─
     1          2         3          4         5    epoch 6
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
    coloured = draw(curves, 60, 12, colour=True)
    assert "\x1b[33m●\x1b[0m" in coloured
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
    assert "●" in draw(curves_of(run, "loss"), 60, 12, view=View(log=True))


@pytest.mark.parametrize("markers", [BRAILLE, ASCII])
def test_every_size_gives_rows_of_that_size(markers: Markers) -> None:
    curves = curves_of(run_of(12, partial=0.5, trace=50), "loss")
    for width in (1, 19, 20, 33, 80, 240):
        for height in (0, 1, 4, 5, 6, 11, 60):
            rows = paint(curves, width, height, View(trace=True, smoothing=0.9), markers).rows
            assert [sum(len(run.text) for run in row) for row in rows] == [width] * height


def test_columns_know_their_x() -> None:
    picture = paint(curves_of(run_of(11), "loss"), 80, 20, View(cursor=6.0))
    assert picture.x_at(picture.first) == pytest.approx(0.8)
    assert picture.x_at(picture.first + picture.columns - 1) == pytest.approx(11.2)
    assert picture.x_at(0) == pytest.approx(0.8)
    cursor = next(run for row in picture.rows for run in row if run.ink == "cursor")
    assert cursor.text.strip() == "│"


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
