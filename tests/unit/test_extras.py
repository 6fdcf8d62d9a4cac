"""The extras of the package: what an optional part needs has a name that pip knows."""

import tomllib
from pathlib import Path

import pytest

from rnn_tui.results.exports.formats import FORMATS, Format

PROJECT = Path(__file__).parents[2] / "pyproject.toml"
EXTRAS = tomllib.loads(PROJECT.read_text("utf-8"))["project"]["optional-dependencies"]


@pytest.mark.parametrize("each", FORMATS.values(), ids=lambda each: each.name)
def test_what_a_format_needs_is_an_extra_of_the_package(each: Format) -> None:
    assert bool(each.extra) == bool(each.modules)
    if each.extra:
        assert each.extra in EXTRAS
