"""What the system says about a file, in the words of a sentence."""


def reason(error: BaseException) -> str:
    """Why it failed: `no such file or directory`, to stand behind a colon."""
    said = getattr(error, "strerror", None)
    if isinstance(said, str) and said:
        return said[0].lower() + said[1:]
    return str(error) or type(error).__name__
