"""The presets that ship with the program: one TOML file each in `assets/presets`."""

from functools import cache
from pathlib import PurePath

from rnn_tui.experiment.assets import asset

FIRST = (
    "quickstart",
    "embedding-simple-rnn",
    "simple-rnn-sequences",
    "stacked-simple-rnn",
    "imdb-simple-rnn",
)


@cache
def preset_names() -> tuple[str, ...]:
    """All presets: the quick-start first, then the introduction's, then the rest by name."""
    names = sorted(
        PurePath(entry.name).stem
        for entry in asset("presets").iterdir()
        if entry.name.endswith(".toml")
    )
    first = [name for name in FIRST if name in names]
    return (*first, *(name for name in names if name not in first))


def preset_text(name: str) -> str:
    """The TOML text of a preset. Raises KeyError for an unknown name."""
    if name not in preset_names():
        raise KeyError(name)
    return asset("presets", f"{name}.toml").read_text(encoding="utf-8")
