"""The compiled loops are those of the sources beside them, or are not used."""

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from rnn_tui.engine.machine import compare_loops
from rnn_tui.engine.native import library
from rnn_tui.engine.record import Record
from rnn_tui.runs.files import events


@pytest.fixture
def asked_anew() -> Iterator[None]:
    """What the process remembers of the library is forgotten, before and after."""
    for each in (library.instructions, library.runnable):
        each.cache_clear()
    yield
    for each in (library.instructions, library.runnable):
        each.cache_clear()


@pytest.mark.skipif(
    sys.platform != "linux" or not any(map(shutil.which, ("cc", "gcc", "clang"))),
    reason="no C compiler to build with",
)
def test_a_machine_with_a_compiler_has_the_loops(asked_anew: None) -> None:
    assert library.instructions(), library.why_missing()


def test_a_library_of_other_sources_is_not_used(
    asked_anew: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    shutil.copytree(library.SOURCE, tmp_path / "source")
    (tmp_path / "source" / "forward.h").open("a").write("/* one word more */\n")
    monkeypatch.setattr(library, "SOURCE", tmp_path / "source")
    monkeypatch.setattr(library, "library", lambda: None)
    assert library.instructions() == library.computes() == ""
    if library.LIBRARY.exists():
        assert library.why_missing() == (
            "librecurrent.so does not fit this source code: reinstall the package"
        )


@pytest.mark.parametrize(
    ("before", "warnings"),
    [
        ((), 0),  # a new run, or a record that does not tell
        (("LSTM: native",), 0),
        (("LSTM: fused",), 1),
    ],
)
def test_a_resume_with_other_loops_is_warned(before: tuple[str, ...], warnings: int) -> None:
    told: list[events.Warned] = []
    record = SimpleNamespace(before=SimpleNamespace(layer_loops=before), tell=told.append)
    compare_loops(cast(Record, record), ("LSTM: native",))
    assert len(told) == warnings
    assert all("LSTM: fused -> LSTM: native" in warned.message for warned in told)
