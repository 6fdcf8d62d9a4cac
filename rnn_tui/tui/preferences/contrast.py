"""Colours that can be read on a ground: contrast as the WCAG 2 measures it."""

from textual.color import Color

LEAST = 3.0
"""The contrast from which bold text is readable (WCAG 2.2, criterion 1.4.3, for large text)."""

STEPS = 20


def contrast(one: Color, other: Color) -> float:
    """From 1 for equal colours to 21 for black and white."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def readable(ink: Color, ground: Color, text: Color) -> Color:
    """The ink, mixed with as little of the ground's own `text` as lets it be read there."""
    mixed = (ink.blend(text, step / STEPS) for step in range(STEPS + 1))
    return next((color for color in mixed if contrast(color, ground) >= LEAST), text)


def _luminance(color: Color) -> float:
    """Relative luminance of sRGB, from 0 to 1."""
    red, green, blue = (
        share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4
        for share in color.normalized
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
