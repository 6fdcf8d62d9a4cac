"""The look of a figure: sizes, and colours that most eyes tell apart, in print as on a screen."""

from dataclasses import dataclass

HUES = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#B8860B", "#56B4E9")
"""One for each run: the palette of Okabe and Ito (2008), its yellow darker so that a line of it
can be seen on paper."""

STYLES = ("-", "--", "-.", ":")
"""Lines of runs beyond the hues, and so of colours that repeat."""

PANEL = (4.3, 3.2)
"""Width and height of one plot in inches."""

MOST_COLUMNS = 2
DPI = 300
"""Dots per inch of a PNG, as journals ask for."""


@dataclass(frozen=True, slots=True)
class Look:
    """The colours of ink, lines of the grid, and paper; `hues` are those of runs.

    All are hexadecimal; `paper` is None for no ground at all.
    """

    ink: str = "#1c1f24"
    muted: str = "#5c636e"
    grid: str = "#dfe2e7"
    paper: str | None = "#ffffff"
    hues: tuple[str, ...] = HUES

    def hue(self, run: int) -> str:
        """The colour of a run, counted from 0."""
        return self.hues[run % len(self.hues)]

    def style(self, run: int) -> str:
        """The kind of its line."""
        return STYLES[run // len(self.hues) % len(STYLES)]


PRINT = Look()


VARIABLES = Look(
    ink="#010201",
    muted="#010202",
    grid="#010203",
    paper=None,
    hues=tuple(f"#01020{digit}" for digit in range(4, 4 + len(HUES))),
)
"""Colours that stand for the variables of a style sheet: `css_variables` puts those in."""


def css_variables(svg: str) -> str:
    """An SVG in the colours of `VARIABLES`, each as the variable of its name: `var(--run-1)`."""
    names = {VARIABLES.ink: "ink", VARIABLES.muted: "muted", VARIABLES.grid: "grid"}
    names |= {hue: f"run-{number}" for number, hue in enumerate(VARIABLES.hues, 1)}
    for colour, name in names.items():
        svg = svg.replace(colour, f"var(--{name})")
    return svg
