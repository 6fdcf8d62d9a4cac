"""Lines that are filled with short facts: none is broken but where it is wider than the line."""

import pytest
from textual.content import Content

from rnn_tui.tui.widgets.line import filled


@pytest.mark.parametrize(
    ("pieces", "width", "lines"),
    [
        ((), 10, []),
        (("loss .58", "acc .86"), 17, ["loss .58  acc .86"]),
        (("loss .58", "acc .86"), 16, ["loss .58", "acc .86"]),
        (("loss .58", "always negative .5"), 10, ["loss .58", "always", "negative", ".5"]),
        (("always negative .5", "x"), 10, ["always", "negative", ".5  x"]),
        (("评论 .5", "x"), 8, ["评论 .5", "x"]),
    ],
)
def test_a_fact_is_broken_only_where_it_is_wider(
    pieces: tuple[str, ...], width: int, lines: list[str]
) -> None:
    assert [line.plain.rstrip() for line in filled(map(Content, pieces), width)] == lines
