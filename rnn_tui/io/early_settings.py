"""What is needed of the settings before they are read as a whole, and judged."""

from rnn_tui.io.places import known_settings_path

EARLY = ("theme", "language")

MAX_BYTES = 100_000
"""The most that is read of the file."""


def early_settings() -> dict[str, str]:
    """Theme and language in the file of the settings; empty where it cannot be read."""
    if (path := known_settings_path()) is None:
        return {}
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES).decode("utf-8-sig")
    except (OSError, ValueError):
        return {}
    import tomllib  # only where there is something to read

    try:
        document = tomllib.loads(content)
    except ValueError:
        return {}
    return {name: str(document[name]) for name in EARLY if name in document}
