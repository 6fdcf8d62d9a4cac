"""Numbers as the app's people read them."""

from rnn_tui.results.summary import readable_size


def size_words(size: float) -> str:
    """Bytes with the unit that fits, as `readable_size` counts, but for figures that change."""
    return readable_size(size, 0 if size < 1024 else 1)


def clock(seconds: float) -> str:
    """`2:41`, or `1:02:41` from one hour on."""
    whole = max(0, int(seconds))
    hours, rest = divmod(whole, 3600)
    minutes, rest = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def counted(number: int, noun: str) -> str:
    """`1 problem`, `2 problems`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
